using MeshClaw.Core.Usage;
using MeshClaw.Policy;
using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Models;

/// <summary>
/// The models that the owner connected. Nothing of them is loaded, and nothing is sent, before <see cref="Open"/>. Thread-safe.
/// </summary>
public interface IModelSource
{
    /// <summary>
    /// In the order of the owner's chain (<c>models</c> in config.yaml, else as they are connected there). Empty where there is none:
    /// reflexes do all work then.
    /// </summary>
    IReadOnlyList<ConnectionName> Models { get; }

    /// <summary>What is known of a model, from the configuration alone.</summary>
    /// <exception cref="ModelCallException"><see cref="ModelFault.NoModel"/>: it is not connected.</exception>
    ModelTraits TraitsOf(ConnectionName model);

    /// <summary>
    /// A client for one use. What it answers went through the whole pipeline (<c>ChatPipeline</c> in MeshClaw.Models): the model that
    /// answered is <see cref="ChatResponse.ModelId"/>, and usage that nobody reported is null, never 0. A call that cannot be made
    /// (unknown tool, arguments that are no JSON object) has <see cref="FunctionCallContent.Exception"/> set, a
    /// <see cref="CallFaultException"/>: execute nothing of it, and answer the model with that message. Ids of calls are there, and unlike
    /// each other and all ids in the messages that were sent.
    /// Failures are <see cref="ModelCallException"/>. Dispose it after the use; connections to the provider are shared and stay.
    /// </summary>
    /// <exception cref="ModelCallException"><see cref="ModelFault.NoModel"/>: a model of the chain is not connected, or there is none.</exception>
    IChatClient Open(ModelUse use);
}

/// <summary>Who calls a model, and why: for metering, budgets and telemetry.</summary>
public sealed record ModelUse
{
    /// <summary>The agent; null for the owner's own calls, such as a test of a connection.</summary>
    public AgentName? Agent { get; init; }

    /// <summary>The run; null outside of one.</summary>
    public RunId? Run { get; init; }

    /// <summary>What started it, as the run's record says.</summary>
    public string Trigger { get; init; } = "";

    /// <summary>The models to try, best first. Empty for the owner's chain.</summary>
    public IReadOnlyList<ConnectionName> Chain { get; init; } = [];
}

/// <summary>What is known of a connected model.</summary>
/// <param name="Name"><c>model/work</c>.</param>
/// <param name="Model">The provider's id of it.</param>
/// <param name="Provider">Its kind of interface.</param>
/// <param name="Host">Where it is.</param>
/// <param name="Local">The owner said that it runs on a machine of theirs: its tokens cost nothing.</param>
public sealed record ModelTraits(ConnectionName Name, string Model, ModelProvider Provider, string Host, bool Local)
{
    /// <summary>Tokens that a prompt and its answer may have together; null where nobody said.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>What the owner says that it costs; null where they do not.</summary>
    public TokenRates? Price { get; init; }

    /// <summary>Whether it takes tools; null where nobody said.</summary>
    public bool? Tools { get; init; }

    /// <summary>Whether it takes images; null where nobody said.</summary>
    public bool? Images { get; init; }

    /// <summary>Whether <see cref="PromptMarks"/> reach it. Other providers cache by themselves, or not at all.</summary>
    public bool CachingMarks => Provider == ModelProvider.Anthropic;
}

/// <summary>The kinds of interface that models have.</summary>
public enum ModelProvider
{
    /// <summary>OpenAI's chat completions, as OpenAI and many others serve them.</summary>
    OpenAICompatible,

    /// <summary>Anthropic's messages.</summary>
    Anthropic,

    /// <summary>Azure OpenAI: chat completions below <c>/openai/v1</c>, with a key of Azure's.</summary>
    Azure,
}
