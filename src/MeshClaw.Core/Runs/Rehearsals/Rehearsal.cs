using System.Collections.Immutable;
using MeshClaw.Core.Turns;
using MeshClaw.Policy;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Core.Runs.Rehearsals;

/// <summary>What an agent would have done. Nothing of it was: no intent was written, and no connector was asked to act.</summary>
public sealed record Rehearsal
{
    /// <summary>Which agent.</summary>
    public required AgentName Agent { get; init; }

    /// <summary>From when on what came was looked at, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Until when, UTC.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The mail of that time that the agent came upon.</summary>
    public ImmutableArray<SeenMail> Mails { get; init; } = [];

    /// <summary>The calls that it would have proposed, in order.</summary>
    public ImmutableArray<RehearsedCall> Calls { get; init; } = [];

    /// <summary>Calls beyond the limit of the test, which were not looked at.</summary>
    public int Left { get; init; }

    /// <summary>The model's last words; null where no model took part.</summary>
    public string? Reply { get; init; }

    /// <summary>What the model's calls came to; null where no model took part.</summary>
    public TurnUsage? Usage { get; init; }

    /// <summary>All models of the owner's chain run on machines of theirs, so that tokens cost nothing.</summary>
    public bool IsLocal { get; init; }

    /// <summary>What the owner should know of how it went: a limit that was reached, a model that failed.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>One call that would have been proposed.</summary>
/// <param name="Connection">On which account.</param>
/// <param name="Tool">Which tool.</param>
/// <param name="Title">What it is about. Third-party text.</param>
/// <param name="Arguments">JSON.</param>
/// <param name="Reason">Why, by the reflex or because a model asked for it.</param>
/// <param name="Verdict">The guard's, by the agent's file as it stands.</param>
/// <param name="Explanation">The verdict's, in a sentence.</param>
public sealed record RehearsedCall(
    ConnectionName Connection,
    ToolName Tool,
    string Title,
    string Arguments,
    string Reason,
    Verdict Verdict,
    string Explanation
);

/// <summary>A message that a rehearsal came upon.</summary>
/// <param name="Connection">Of which account.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Id">Its id there.</param>
/// <param name="Received">When it came.</param>
public sealed record SeenMail(ConnectionName Connection, string Folder, string Id, DateTimeOffset Received);
