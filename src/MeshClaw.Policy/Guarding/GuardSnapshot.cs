using System.Collections.Immutable;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Orders;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Policy.Guarding;

/// <summary>Who wants the call made.</summary>
public enum Proposer
{
    /// <summary>An agent's run: model or reflex. Everything applies.</summary>
    Agent,

    /// <summary>
    /// The owner, through an authenticated channel, taking back what was done. Is its own yes, and works while everything is
    /// stopped; the organisation's ceiling still applies.
    /// </summary>
    OwnerUndo,
}

/// <summary>A yes of the owner, as stored: checked again, and used up, by the transaction that writes the intent.</summary>
/// <param name="Id">Which approval.</param>
/// <param name="CallHashes">The hashes of exactly the calls that were shown and approved.</param>
/// <param name="Expires">Not valid from this moment on.</param>
public sealed record ApprovalGrant(ApprovalId Id, ImmutableHashSet<string> CallHashes, DateTimeOffset Expires);

/// <summary>Everything that the guard decides on, read at one moment. The versions let the intent's transaction see that nothing moved since.</summary>
public sealed record GuardSnapshot
{
    /// <summary>Which run proposes.</summary>
    public required RunId Run { get; init; }

    /// <summary>Who proposes.</summary>
    public required Proposer Proposer { get; init; }

    /// <summary>What the agent was given.</summary>
    public required AgentGrant Grant { get; init; }

    /// <summary>What the organisation allows at the most.</summary>
    public required Ceiling Ceiling { get; init; }

    /// <summary>The owner's orders in force.</summary>
    public required OrderBook Orders { get; init; }

    /// <summary>What the policy file and the organisation's ceiling state.</summary>
    public StatementBook Statements { get; init; } = StatementBook.Empty;

    /// <summary>Whether a stop is in force.</summary>
    public required bool Stopped { get; init; }

    /// <summary>Counts stops and resumes: a permit from before the last one is void.</summary>
    public required long StopEpoch { get; init; }

    /// <summary>Fingerprint of ceiling, statements and grant (<see cref="PolicyFingerprint"/>).</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>The owner's local time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the counters named in <see cref="LimitUse.Counter"/> stand at; one that is absent stands at 0.</summary>
    public required IReadOnlyDictionary<string, long> Used { get; init; }

    /// <summary>
    /// What the run has read, and from whom. Null where nobody kept a record: then every value counts as third-party text.
    /// </summary>
    public RunFlow? Flow { get; init; }

    /// <summary>The owner's yes, where the run has one.</summary>
    public ApprovalGrant? Approval { get; init; }
}

/// <summary>What a call takes from a limit when its intent is written.</summary>
/// <param name="Counter">The counter's name, its window included (<c>day/2026-11-23/inbox/deletions</c>).</param>
/// <param name="Amount">How much.</param>
/// <param name="Max">What the counter must not exceed.</param>
/// <param name="Name">The limit as the owner knows it (<c>deletions-per-day</c>, <c>order o3</c>).</param>
public sealed record LimitUse(string Counter, long Amount, long Max, string Name);
