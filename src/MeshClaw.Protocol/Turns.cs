using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Protocol;

/// <summary>The owner's words to an agent: begins a turn of its model.</summary>
/// <param name="Text">The words.</param>
/// <param name="Agent">Whom to; null for <c>assistant</c>, or the only agent that there is.</param>
/// <param name="Conversation">Which to go on with (<c>c4</c>); null for a new one.</param>
public sealed record AskRequest(string Text, string? Agent = null, string? Conversation = null);

/// <summary>A turn, as far as it has come.</summary>
public sealed record TurnResponse
{
    /// <summary>The model's last words; empty before it has said any.</summary>
    public required string Reply { get; init; }

    /// <summary><c>r7</c>.</summary>
    public required string Run { get; init; }

    /// <summary>Which agent.</summary>
    public required string Agent { get; init; }

    /// <summary><c>c4</c>.</summary>
    public required string Conversation { get; init; }

    /// <summary><c>running</c>, <c>waiting</c> for the owner, <c>done</c>, <c>failed</c>, <c>stopped</c>.</summary>
    public required string State { get; init; }

    /// <summary>What the turn came to.</summary>
    public required TurnUsageDto Usage { get; init; }

    /// <summary>The calls that the model asked for, in order.</summary>
    public required IReadOnlyList<TurnCallDto> Calls { get; init; }

    /// <summary>The approvals that it waits for.</summary>
    public required IReadOnlyList<string> Approvals { get; init; }

    /// <summary>Words of the gateway: orders that it took, why the turn was ended.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What went wrong, or why it is paused; null where neither is.</summary>
    public string? Error { get; init; }
}

/// <summary>Tokens of all attempts of a turn, as providers counted them.</summary>
/// <param name="Input">What was sent, cached parts included; null where nobody knows.</param>
/// <param name="Output">What came back; null where nobody knows.</param>
/// <param name="Cached">Of the input, what was in the provider's cache.</param>
/// <param name="CostNanoUsd">Billionths of a US dollar; null where the price is not known.</param>
public sealed record TurnUsageDto(
    long? Input,
    long? Output,
    long Cached,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? CostNanoUsd
)
{
    /// <summary>Whether a part of it is the gateway's estimate, since a provider said nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Estimated { get; init; }
}

/// <summary>A call that a model asked for.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Args">Its arguments; a string where they were no JSON.</param>
/// <param name="Action">Its row of the timeline (<c>a12</c>); null where it had no effect.</param>
/// <param name="Outcome">What came of it, in a line; may quote third parties.</param>
public sealed record TurnCallDto(string Name, JsonElement Args, string? Action, string Outcome);

/// <summary>What happens in a turn; sent as server-sent events of <c>GET /v1/turns/{run}/events</c>, the last one with <see cref="Final"/>.</summary>
public sealed record TurnProgress
{
    /// <summary><c>text</c>, <c>called</c>, <c>returned</c>, <c>noted</c>, <c>final</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>More of the model's words, or the gateway's word.</summary>
    public string? Text { get; init; }

    /// <summary>The tool that is called or came back.</summary>
    public string? Name { get; init; }

    /// <summary>What the tool that is called does at the most: <c>read</c>, <c>reversible</c>, <c>irreversible, sends</c>; null where there is none.</summary>
    public string? Effect { get; init; }

    /// <summary>Others' words are in what came back.</summary>
    public bool Foreign { get; init; }

    /// <summary>The arguments, or what came of the call, in a line.</summary>
    public string? Detail { get; init; }

    /// <summary>The row of the timeline of a call that came back.</summary>
    public string? Action { get; init; }

    /// <summary>The turn as it ended or waits; null before.</summary>
    public TurnResponse? Final { get; init; }
}

/// <summary>A conversation.</summary>
/// <param name="Conversation"><c>c4</c>.</param>
/// <param name="Agent">With which agent.</param>
/// <param name="Title">The owner's first words.</param>
/// <param name="Started">UTC.</param>
/// <param name="Updated">UTC.</param>
/// <param name="Compactions">How often parts of it were left out of prompts.</param>
public sealed record ConversationResponse(
    string Conversation,
    string Agent,
    string Title,
    DateTimeOffset Started,
    DateTimeOffset Updated,
    int Compactions
);

/// <summary>One word of a conversation.</summary>
/// <param name="Who"><c>owner</c>, <c>agent</c>, <c>gateway</c>, <c>tool</c>.</param>
/// <param name="Text">What was said; of a tool, what came back.</param>
/// <param name="Run">In which run.</param>
public sealed record ConversationLine(string Who, string Text, string Run);
