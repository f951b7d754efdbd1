using System.Collections.Immutable;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;

namespace MeshClaw.Core.Approvals;

/// <summary>Where an approval stands.</summary>
public enum ApprovalState
{
    /// <summary>Waits for the owner.</summary>
    Waiting,

    /// <summary>The owner said yes, to all or to some.</summary>
    Approved,

    /// <summary>The owner said no.</summary>
    Denied,

    /// <summary>Nobody answered in time.</summary>
    Expired,
}

/// <summary>One question to the owner, about one call or a group of calls that one run proposed together.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Run">The run that asks.</param>
/// <param name="Agent">The agent that asks.</param>
/// <param name="Hash">SHA-256, lower-case hex, over the hashes of its calls in order: the yes is bound to it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Created">UTC.</param>
/// <param name="Expires">UTC.</param>
/// <param name="Calls">How many calls it holds.</param>
public sealed record Approval(
    ApprovalId Id,
    RunId Run,
    AgentName Agent,
    string Hash,
    ApprovalState State,
    DateTimeOffset Created,
    DateTimeOffset Expires,
    int Calls
);

/// <summary>What came of an answer.</summary>
public enum ApprovalOutcome
{
    /// <summary>Taken.</summary>
    Taken,

    /// <summary>There is no such approval.</summary>
    NotFound,

    /// <summary>It was answered before.</summary>
    AlreadyDecided,

    /// <summary>It ran out.</summary>
    Expired,

    /// <summary>The hash is not that of what is stored: something else was shown.</summary>
    HashMismatch,

    /// <summary>An action was named that is not part of it.</summary>
    UnknownAction,
}

/// <summary>The owner's answer.</summary>
/// <param name="Approval">To which question.</param>
/// <param name="Hash">The hash that was shown; null where the answer came without one.</param>
/// <param name="Approve">The actions said yes to; null for all, empty for none. All others of the group are denied.</param>
/// <param name="By">Through what the owner answered: <c>cli</c>, <c>http</c>, later a channel and its person.</param>
public sealed record ApprovalAnswer(ApprovalId Approval, string? Hash, ImmutableHashSet<ActionId>? Approve, string By);

/// <summary>Approvals, durable; each method one transaction with its audit entries.</summary>
public interface IApprovalStore
{
    /// <summary>One approval, or null.</summary>
    Task<Approval?> FindAsync(ApprovalId approval, CancellationToken cancellationToken);

    /// <summary>The newest first; in one state or in any.</summary>
    Task<IReadOnlyList<Approval>> ListAsync(ApprovalState? state, int limit, CancellationToken cancellationToken);

    /// <summary>The calls of one approval, in the order that its hash covers.</summary>
    Task<IReadOnlyList<JournalEntry>> CallsAsync(ApprovalId approval, CancellationToken cancellationToken);

    /// <summary>Takes the owner's answer: the approved entries become intended, the others denied. Serves once.</summary>
    Task<ApprovalOutcome> AnswerAsync(ApprovalAnswer answer, CancellationToken cancellationToken);

    /// <summary>Lets every approval that ran out expire, with its entries. Returns how many.</summary>
    Task<int> ExpireAsync(CancellationToken cancellationToken);
}
