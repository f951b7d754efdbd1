using System.Text.Json.Nodes;
using MeshClaw.Core.Models;

namespace MeshClaw.Core.Importing.OpenClaw;

/// <summary>Which models there were, as the commands that connect them here. Keys are typed anew.</summary>
internal sealed class OpenClawModels(string file, JsonNode? config, ImportNotes notes)
{
    private static readonly Dictionary<string, string> s_places = new(StringComparer.Ordinal)
    {
        ["anthropic"] = "--anthropic",
        ["openai"] = "--openai-compatible https://api.openai.com/v1",
        ["openrouter"] = "--openai-compatible https://openrouter.ai/api/v1",
        ["groq"] = "--openai-compatible https://api.groq.com/openai/v1",
        ["mistral"] = "--openai-compatible https://api.mistral.ai/v1",
        ["deepseek"] = "--openai-compatible https://api.deepseek.com/v1",
        ["xai"] = "--openai-compatible https://api.x.ai/v1",
        ["ollama"] = "--openai-compatible http://localhost:11434 --local",
        ["lmstudio"] = "--openai-compatible http://localhost:1234/v1 --local",
    };

    /// <summary>Notes each.</summary>
    public void Note()
    {
        foreach (var at in new[] { "agents.defaults.model", "agent.model" })
        {
            NoteModel(at, config.At(at).Text());
            NoteModel($"{at}.primary", config.TextAt($"{at}.primary"));
            foreach (var fallback in config.ItemsAt($"{at}.fallbacks"))
            {
                NoteModel($"{at}.fallbacks", fallback.Text());
            }
        }

        foreach (var (item, i) in config.ItemsAt("agents.list").Select((item, i) => (item, i)))
        {
            NoteModel($"agents.list[{i}].model", item.At("model").Text() ?? item.TextAt("model.primary"));
        }

        if (config.At("models.providers") is not null)
        {
            notes.Leave($"{file}: models.providers", "Keys are not copied.");
        }

        if (config.TextAt("hooks.gmail.account") is { } account && IsPlain(account))
        {
            notes.Connect(
                $"meshclaw connect mail/gmail --gmail {account} --oauth google --client-id ID",
                $"{file}: hooks.gmail"
            );
        }
    }

    private void NoteModel(string at, string? model)
    {
        if (model is null || !IsPlain(model) || model.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var slash))
        {
            return;
        }

        var (provider, id) = (model[..slash], model[(slash + 1)..]);
        if (PlaceOf(provider) is not { } place || ImportText.Name(provider) is not { } name)
        {
            notes.Leave(
                $"{file}: {at}",
                $"The provider \"{provider}\" is not known here; docs/models.md says which are."
            );
            return;
        }

        var key = place.EndsWith("--local", StringComparison.Ordinal) ? "" : " --api-key-stdin";
        notes.Connect($"meshclaw connect model/{name} {place} --model {id}{key}", $"{file}: {at}");
    }

    private string? PlaceOf(string provider)
    {
        // By its name alone where the name has a dot: paths of names part there.
        var own =
            config.At("models.providers") is JsonObject all && all.TryGetPropertyValue(provider, out var found)
                ? found
                : null;
        if (own.TextAt("baseUrl") is not { } address)
        {
            return s_places.GetValueOrDefault(provider);
        }

        var (endpoint, _) = ModelEndpoint.Parse(address, insecure: false);
        if (endpoint is null || !IsPlain(endpoint.AbsoluteUri))
        {
            return null;
        }

        var option = own.TextAt("api") is "anthropic-messages" ? "--anthropic" : "--openai-compatible";
        return $"{option} {endpoint.AbsoluteUri.TrimEnd('/')}{(endpoint.IsLoopback ? " --local" : "")}";
    }

    // What is shown as a command is made to be copied into a shell.
    private static bool IsPlain(string text) =>
        text.Length is > 0 and <= 200
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or ':' or '@' or '+')
        && text[0] != '-'
        && !ImportText.HasKey(text);
}
