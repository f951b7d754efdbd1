using MeshClaw.Policy;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Core.Journal;

/// <summary>
/// The durable record of every proposed call. Each method is one transaction, on disk when it returns, with its audit entries in the
/// same transaction. Times are the store's own <see cref="TimeProvider"/>, UTC.
/// </summary>
public interface IJournal : IIntentLedger
{
    /// <summary>
    /// Writes down what a run proposes with the guard's decision on each: <c>Allow → Intended</c>, or <c>Delayed</c> where it has an undo window, <c>Ask → Waiting</c>,
    /// <c>Deny → Denied</c>. All that ask become one approval that expires at <paramref name="approvalExpires"/>.
    /// </summary>
    /// <returns>The entries in the order of the proposals, and the approval if one was made.</returns>
    Task<(IReadOnlyList<JournalEntry> Entries, ApprovalId? Approval)> ProposeAsync(
        RunId run,
        AgentName agent,
        IReadOnlyList<JournalProposal> proposals,
        DateTimeOffset approvalExpires,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Moves entries on. Each change names the state that it expects; one that finds another is left alone and not counted. A change
    /// back to <see cref="ActionState.Intended"/> gives back what the intent used up (limits, approval). When an entry with
    /// <see cref="JournalEntry.Undoes"/> becomes done, the entry that it takes back becomes undone.
    /// </summary>
    /// <returns>How many were changed.</returns>
    Task<int> RecordAsync(IReadOnlyList<ActionChange> changes, CancellationToken cancellationToken);

    /// <summary>
    /// Lets what has waited out its undo window be carried out: <c>Delayed → Intended</c>, and their runs are running again, in one
    /// transaction.
    /// </summary>
    /// <returns>The runs to continue, and when the next window ends; null where nothing waits in one.</returns>
    Task<DueActions> ReleaseDueAsync(CancellationToken cancellationToken);

    /// <summary>One entry, or null.</summary>
    Task<JournalEntry?> FindAsync(ActionId action, CancellationToken cancellationToken);

    /// <summary>Entries by run and state, by id.</summary>
    Task<IReadOnlyList<JournalEntry>> ListAsync(JournalQuery query, CancellationToken cancellationToken);

    /// <summary>How many entries of a run stand in each state; states without any are absent.</summary>
    Task<IReadOnlyDictionary<ActionState, int>> CountAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>What the guard's snapshot needs, read at one moment: stop, orders, and the counters of the run and of the current windows.</summary>
    /// <param name="run">The run.</param>
    /// <param name="now">The owner's local time, which names the windows.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<GuardState> ReadGuardStateAsync(RunId run, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>The stored part of a <see cref="GuardSnapshot"/>.</summary>
public sealed record GuardState(bool Stopped, long StopEpoch, OrderBook Orders, IReadOnlyDictionary<string, long> Used);

/// <summary>One call to write down.</summary>
/// <param name="Decision">The guard's decision.</param>
/// <param name="PolicyVersion">Policy at the decision.</param>
/// <param name="OrdersVersion">Orders at the decision.</param>
/// <param name="Title">One line for people.</param>
/// <param name="Reason">The proposer's why.</param>
/// <param name="Labels">Where its values came from; the journal adds whether it goes to somebody new.</param>
/// <param name="Undoes">The action that it takes back.</param>
/// <param name="Hold">The undo window: how long it waits after it was allowed, in whole seconds.</param>
public sealed record JournalProposal(
    Decision Decision,
    string PolicyVersion,
    long OrdersVersion,
    string Title,
    string Reason,
    CallLabels Labels,
    ActionId? Undoes = null,
    TimeSpan Hold = default
);

/// <summary>What came out of the undo window.</summary>
/// <param name="Runs">The runs that have something to do now.</param>
/// <param name="Next">When the next window ends, UTC.</param>
public sealed record DueActions(IReadOnlyList<RunId> Runs, DateTimeOffset? Next);

/// <summary>One step of one entry.</summary>
/// <param name="Action">Which.</param>
/// <param name="From">The state that it must be in.</param>
/// <param name="To">The state that it gets.</param>
/// <param name="Explanation">One sentence; null keeps the old one.</param>
/// <param name="Result">JSON; null keeps the old one.</param>
/// <param name="Undo">JSON; null keeps the old one.</param>
public sealed record ActionChange(
    ActionId Action,
    ActionState From,
    ActionState To,
    string? Explanation = null,
    string? Result = null,
    string? Undo = null
);

/// <summary>Which entries. Null is no condition.</summary>
public sealed record JournalQuery
{
    /// <summary>Of one run.</summary>
    public RunId? Run { get; init; }

    /// <summary>Of one tool.</summary>
    public ToolName? Tool { get; init; }

    /// <summary>In one of these states; an empty list is none of them.</summary>
    public IReadOnlyList<ActionState>? States { get; init; }

    /// <summary>With an id below this one.</summary>
    public ActionId? Before { get; init; }

    /// <summary>With an id above this one.</summary>
    public ActionId? After { get; init; }

    /// <summary>At most so many.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Newest first, otherwise oldest first.</summary>
    public bool NewestFirst { get; init; } = true;
}
