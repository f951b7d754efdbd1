using MeshClaw.Core.Models;
using MeshClaw.Models.Chat.Providers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Models.Chat;

/// <summary>
/// What a call goes through, in whole. Retries are outside of metering, so that each attempt is reserved and settled by itself; the chain
/// is outside of all, since prices, spans and retries are of one model. docs/decisions/2026-11-23-model-pipeline.md says more.
/// </summary>
internal sealed record ChatPipeline(
    IModelMeter Meter,
    RetryLimits Retries,
    TimeProvider Time,
    Func<double> Random,
    ILogger Logger
)
{
    /// <summary>Its calls are none: no telemetry counts them.</summary>
    public bool IsUnseen { get; init; }

    /// <summary>A client for one use of a chain. Nothing is loaded before its first call.</summary>
    /// <param name="use">Who calls, and why.</param>
    /// <param name="chain">The models, best first.</param>
    /// <param name="sdk">The shared client of a model's provider.</param>
    public IChatClient Build(ModelUse use, IReadOnlyList<ModelConfig> chain, Func<ModelConfig, IChatClient> sdk) =>
        new FallbackClient([.. chain.Select((m, place) => new Link(m.Name, () => One(use, m, place, sdk(m))))], Logger);

    // From the inside out.
    private IChatClient One(ModelUse use, ModelConfig model, int place, IChatClient sdk)
    {
        IChatClient client = new ProviderClient(sdk, model);
        client = ForProvider(client, use, model);
        client = new ToolCallCheckClient(client);
        client = new MeteringClient(client, use, model.Traits, place, Meter, Time, Logger);
        client = IsUnseen ? client : new TelemetryClient(client, use, model.Traits, Time);
        client = new RetryClient(client, model.Name, Retries, Time, Random, Logger);
        return client;
    }

    private static IChatClient ForProvider(IChatClient client, ModelUse use, ModelConfig model) =>
        model.Provider switch
        {
            ModelProvider.Anthropic => Anthropic(client),
            ModelProvider.OpenAICompatible or ModelProvider.Azure => OpenAI(client, use, model),
        };

    // By themselves, so that one provider's SDK is not loaded for the other.
    private static AnthropicMarksClient Anthropic(IChatClient client) => new(client);

    private static OpenAIRequestClient OpenAI(IChatClient client, ModelUse use, ModelConfig model) =>
        new(client, model, use);
}
