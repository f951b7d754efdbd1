using MeshClaw.Policy;

namespace MeshClaw.Core.Journal;

/// <summary>
/// Where an action stands. <c>Proposed → Denied | Waiting | Delayed | Intended</c>, <c>Waiting → Delayed | Intended | Denied | Expired | Cancelled</c>,
/// <c>Delayed → Intended | Cancelled</c>,
/// <c>Intended → Executing | Cancelled | Failed | Denied | Expired</c>, <c>Executing → Done | Failed | Unknown | Intended</c> (reconciled as not happened),
/// <c>Unknown → Done | Failed | Intended</c>, <c>Done → Undone</c>.
/// </summary>
public enum ActionState
{
    /// <summary>Written down, not decided.</summary>
    Proposed,

    /// <summary>Waits for the owner.</summary>
    Waiting,

    /// <summary>The guard or the owner said no.</summary>
    Denied,

    /// <summary>The owner did not answer in time.</summary>
    Expired,

    /// <summary>Allowed; will be executed.</summary>
    Intended,

    /// <summary>Under way: the outside may or may not have changed.</summary>
    Executing,

    /// <summary>Happened.</summary>
    Done,

    /// <summary>Did not happen.</summary>
    Failed,

    /// <summary>Cannot be told; the entry says what to do.</summary>
    Unknown,

    /// <summary>Waits in the undo window.</summary>
    Delayed,

    /// <summary>Called off before it was executed.</summary>
    Cancelled,

    /// <summary>Happened, and was taken back.</summary>
    Undone,
}

/// <summary>One proposed call in the journal, denied ones too.</summary>
public sealed record JournalEntry
{
    /// <summary>Its id.</summary>
    public required ActionId Id { get; init; }

    /// <summary>The run that proposed it.</summary>
    public required RunId Run { get; init; }

    /// <summary>Which agent; <c>owner</c> for an undo.</summary>
    public required AgentName Agent { get; init; }

    /// <summary>On which account.</summary>
    public required ConnectionName Connection { get; init; }

    /// <summary>Which tool.</summary>
    public required ToolName Tool { get; init; }

    /// <summary>Canonical JSON.</summary>
    public required string Arguments { get; init; }

    /// <summary><see cref="Policy.Calls.ProposedCall.Hash"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>The typed targets with their facts at the proposal, JSON.</summary>
    public required string Targets { get; init; }

    /// <summary>
    /// What the guard was told of it beside its arguments and targets (effect, verbs, destinations, amount), JSON; null in entries from
    /// before this was kept.
    /// </summary>
    public string? Description { get; init; }

    /// <summary>One line for cards and timelines, third-party words in it.</summary>
    public required string Title { get; init; }

    /// <summary>Why the agent proposed it, in its own words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Labels of the arguments, JSON (<see cref="CallLabels"/>); null for entries from before values had labels.</summary>
    public string? Labels { get; init; }

    /// <summary>Where it stands.</summary>
    public required ActionState State { get; init; }

    /// <summary>The rules that decided, comma-parted; <c>autonomy,bulk</c>.</summary>
    public string Rules { get; init; } = "";

    /// <summary>One sentence: why it was decided so, or what went wrong.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>Policy at the last decision.</summary>
    public string PolicyVersion { get; init; } = "";

    /// <summary>Orders at the last decision.</summary>
    public long OrdersVersion { get; init; }

    /// <summary>The approval that it waits for or used.</summary>
    public ApprovalId? Approval { get; init; }

    /// <summary>What the connector noted before the intent, JSON.</summary>
    public string? Preparation { get; init; }

    /// <summary>What came back, JSON.</summary>
    public string? Result { get; init; }

    /// <summary>What is needed to take it back, JSON; null where it cannot be.</summary>
    public string? Undo { get; init; }

    /// <summary>The action that this one takes back.</summary>
    public ActionId? Undoes { get; init; }

    /// <summary>When the undo window ends and it is carried out, UTC; null where it has none or waits for the owner.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>When it was proposed, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it last changed, UTC.</summary>
    public required DateTimeOffset Updated { get; init; }
}
