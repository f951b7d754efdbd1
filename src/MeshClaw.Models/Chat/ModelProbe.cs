using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;
using MeshClaw.Models.Chat.Providers;
using MeshClaw.Models.Chat.Wire;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshClaw.Models.Chat;

/// <summary>What a provider says that it has.</summary>
/// <param name="Models">Ids, as it lists them; null where it lists none.</param>
/// <param name="Answered">How long the first piece of an answer took; null where none was asked for.</param>
public sealed record ModelProbeResult(IReadOnlyList<string>? Models, TimeSpan? Answered);

/// <summary>Tries a model before it is connected, or looks whether it is still there.</summary>
public sealed class ModelProbe(TimeProvider time)
{
    private const int MostNames = 12;
    private const string AnthropicVersion = "2026-10-21"; // What the SDK sends.

    /// <summary>Asks for the list of models alone: it costs nothing. Some servers list to anybody, so that the key is not tried by it.</summary>
    /// <exception cref="ModelCallException">It cannot be reached, or refuses.</exception>
    public async Task<ModelProbeResult> LookAsync(ModelConfig config, Secret? key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var network = new ModelNetwork();
        using var http = ModelHttp.Create(config, key, patience: null, time, network);
        return new ModelProbeResult(await ListAsync(config, http, cancellationToken).ConfigureAwait(false), null);
    }

    /// <summary>The same, and then has the model begin an answer, which is broken off at its first piece: that tries key and model.</summary>
    /// <exception cref="ModelCallException">It does not work; the message names models that there are.</exception>
    public async Task<ModelProbeResult> TryAsync(ModelConfig config, Secret? key, CancellationToken cancellationToken)
    {
        var (models, _) = await LookAsync(config, key, cancellationToken).ConfigureAwait(false);
        var start = time.GetTimestamp();
        using var source = new ModelSource(
            () => new ConnectedModels([config], [config.Name]),
            new OneSecret(key),
            DisabledModelMeter.Instance,
            time,
            () => 0,
            NullLogger<ModelSource>.Instance
        );
        using var client = source.Open(new ModelUse { Trigger = "connect" });
        try
        {
            var updates = client.GetStreamingResponseAsync("Answer with the word yes.", null, cancellationToken);
            await foreach (var update in updates.ConfigureAwait(false))
            {
                if (RetryClient.SaysSomething(update))
                {
                    break;
                }
            }
        }
        catch (ModelCallException failure) when (failure.Fault is ModelFault.NotFound or ModelFault.BadRequest)
        {
            throw new ModelCallException(failure.Fault, failure.Message + Hint(config, models), failure)
            {
                Status = failure.Status,
            };
        }

        return new ModelProbeResult(models, time.GetElapsedTime(start));
    }

    private static string Hint(ModelConfig config, IReadOnlyList<string>? models)
    {
        if (models is not { Count: > 0 } || models.Contains(config.Model, StringComparer.Ordinal))
        {
            return "";
        }

        // Those that share the most with what was asked for come first.
        var names = models
            .OrderByDescending(m => Alike(m, config.Model))
            .ThenBy(m => m, StringComparer.Ordinal)
            .Take(MostNames)
            .ToList();
        var rest = models.Count - names.Count;
        var more = rest > 0 ? string.Create(CultureInfo.InvariantCulture, $", and {rest} more") : "";
        return $" \"{config.Model}\" is not among its models. There are: {string.Join(", ", names)}{more}.";
    }

    private static int Alike(string one, string other)
    {
        var most = Math.Min(one.Length, other.Length);
        return Enumerable
            .Range(1, most)
            .LastOrDefault(n => one.Contains(other[..n], StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<IReadOnlyList<string>?> ListAsync(
        ModelConfig config,
        HttpClient http,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, ModelPaths.Models(config));
        if (config.Provider == ModelProvider.Anthropic)
        {
            request.Headers.Add("anthropic-version", AnthropicVersion);
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return Read(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false), config);
        }
        catch (ModelCallException failure) when (failure.Fault is ModelFault.NotFound || failure.Status is 405 or 501)
        {
            return null; // No list is served there; the model may be all the same.
        }
    }

    private static IReadOnlyList<string> Read(string body, ModelConfig config)
    {
        var cleaning = new Cleaning(config.Endpoint.Authority, key: null);
        try
        {
            var data = (JsonNode.Parse(body) as JsonObject)?["data"] as JsonArray;
            return data is null
                ? throw ModelFaults.BadAnswer(cleaning, "sent something that is no list of models")
                :
                [
                    .. data.OfType<JsonObject>()
                        .Select(m => cleaning.Clean(WireJson.Text(m["id"]) ?? ""))
                        .Where(m => m.Length > 0),
                ];
        }
        catch (JsonException broken)
        {
            throw ModelFaults.BadAnswer(cleaning, "sent something that is no list of models", broken);
        }
    }

    private sealed class OneSecret(Secret? key) : ISecretStore
    {
        public Secret? Find(string name) => key;

        public void Put(string name, Secret secret) => throw new NotSupportedException("Nothing is kept while trying.");

        public void Remove(string name) => throw new NotSupportedException("Nothing is kept while trying.");
    }
}
