using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using MeshClaw.Policy;

namespace MeshClaw.Core.Turns;

/// <summary>One step of a conversation, as it is kept.</summary>
/// <param name="Id">Its number, growing with time; 0 before it is stored.</param>
/// <param name="Run">The run that it belongs to.</param>
/// <param name="Content">What it is.</param>
public sealed record TurnEntry(long Id, RunId Run, TurnContent Content)
{
    /// <summary>What <c>result_read</c> takes to fetch the whole of a long result.</summary>
    [JsonIgnore]
    public string Handle => string.Create(CultureInfo.InvariantCulture, $"x{Id}");
}

/// <summary>A step to be kept.</summary>
/// <param name="Content">What it is.</param>
/// <param name="Whole">The whole text where the content has only its beginning.</param>
public sealed record NewEntry(TurnContent Content, string? Whole = null);

/// <summary>What a step of a conversation is.</summary>
[JsonDerivedType(typeof(Said), "said")]
[JsonDerivedType(typeof(Answered), "answered")]
[JsonDerivedType(typeof(Returned), "returned")]
[JsonDerivedType(typeof(Proposed), "proposed")]
[JsonDerivedType(typeof(Noted), "noted")]
public abstract record TurnContent
{
    private TurnContent() { }

    /// <summary>The owner's words, or what a trigger says. A run begins with it.</summary>
    public sealed record Said(string Text) : TurnContent;

    /// <summary>What the model said, and which calls it asked for. A run whose last entry has no calls is over.</summary>
    public sealed record Answered(string Text, ImmutableArray<ModelCall> Calls) : TurnContent
    {
        /// <summary>What the call of the model came to.</summary>
        public TurnUsage Usage { get; init; } = new();
    }

    /// <summary>What a call gave back that changed nothing, or why it was not made.</summary>
    /// <param name="Call">Whose: <see cref="ModelCall.Id"/>.</param>
    /// <param name="Text">As the model reads it.</param>
    /// <param name="IsCut">It is the beginning; the store keeps the whole.</param>
    /// <param name="Foreign">Whether somebody else wrote any of it.</param>
    public sealed record Returned(string Call, string Text, bool IsCut, bool Foreign) : TurnContent;

    /// <summary>A call with an effect; the journal says how it stands.</summary>
    /// <param name="Call">Whose: <see cref="ModelCall.Id"/>.</param>
    /// <param name="Action">The row of the journal.</param>
    public sealed record Proposed(string Call, ActionId Action) : TurnContent;

    /// <summary>A word of the gateway: an order that it understood, why the turn was ended.</summary>
    /// <param name="Text">For the owner and the model.</param>
    /// <param name="Ends">The turn is over with it.</param>
    public sealed record Noted(string Text, bool Ends) : TurnContent;
}

/// <summary>A call as the model asked for it.</summary>
/// <param name="Id">The provider's id of the call, or ours where it gave none; unique within the answer.</param>
/// <param name="Name">The wire name, which need not exist.</param>
/// <param name="Arguments">JSON as the model gave it, which need not be an object.</param>
/// <param name="Error">Why the arguments could not be read; null where they could.</param>
public sealed record ModelCall(string Id, string Name, string Arguments, string? Error = null);
