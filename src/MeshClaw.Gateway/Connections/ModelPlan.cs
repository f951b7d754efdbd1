using System.Text.RegularExpressions;
using MeshClaw.Core.Models;
using MeshClaw.Policy;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Connections;

/// <summary>What a request to connect a model comes to: its configuration, or why not.</summary>
internal static partial class ModelPlan
{
    /// <summary>Reads a request.</summary>
    public static (ModelConfig? Plan, string? Refusal) Of(ModelConnectRequest request)
    {
        if (request.Model is null || !NamePattern().IsMatch(request.Model))
        {
            return (null, "A model is called model/NAME: lower-case letters, digits and hyphens, the first a letter.");
        }

        (ModelProvider Provider, string? Address)[] places =
        [
            (ModelProvider.OpenAICompatible, request.OpenAICompatible),
            (
                ModelProvider.Anthropic,
                request.Anthropic is "" ? ModelEndpoint.Anthropic.AbsoluteUri : request.Anthropic
            ),
            (ModelProvider.Azure, request.Azure),
        ];
        if (places.Where(p => p.Address is not null).ToList() is not [var (provider, address)])
        {
            return (null, "Give one of --openai-compatible URL, --anthropic and --azure URL.");
        }

        if (string.IsNullOrWhiteSpace(request.Id) || request.Id.Any(char.IsControl))
        {
            return (null, "Name the model: --model M");
        }

        if (request.ApiKey is { } key && (key.Length == 0 || key.Any(c => c is <= ' ' or > '~')))
        {
            return (null, "The key has characters in it that no key has; the file may hold more than the key.");
        }

        var (endpoint, error) = ModelEndpoint.Parse(address!, request.Insecure); // Null was left out.
        return endpoint is null
            ? (null, error)
            : (
                new ModelConfig(new ConnectionName(request.Model), provider, endpoint, request.Id.Trim())
                {
                    Local = request.Local,
                    Insecure = request.Insecure && endpoint.Scheme == "http",
                },
                null
            );
    }

    [GeneratedRegex(@"^model/[a-z][a-z0-9\-]{0,39}\z")]
    private static partial Regex NamePattern();
}
