using MeshClaw.Core.Journal;
using MeshClaw.Core.Runs;

namespace MeshClaw.Core.Usage;

/// <summary>
/// What became of what a run did, as the journal shows it. Each run has exactly one, that of the first line below which holds for it. What was kept
/// can still be undone: an outcome is of the moment at which it is asked for.
/// </summary>
public enum RunOutcome
{
    /// <summary>It is under way, or waits for the owner.</summary>
    Open,

    /// <summary>All that it did was taken back.</summary>
    Undone,

    /// <summary>
    /// A part of what it proposed stands and a part does not, by the owner's doing: taken back, called off, answered with no, or not answered in time.
    /// </summary>
    Edited,

    /// <summary>It did something, and all that the owner had a say in stands.</summary>
    Kept,

    /// <summary>It failed or was stopped before it did anything.</summary>
    Failed,

    /// <summary>It proposed something and nothing of it came about: the owner said no, called it off, or let the question pass.</summary>
    Ignored,

    /// <summary>It is over and proposed nothing that could be kept or taken back: it answered, or found nothing to do.</summary>
    Answered,
}

/// <summary>How many actions of a run stand where. Undoing is the owner's run, so that its actions are none of these.</summary>
public sealed record RunActions
{
    /// <summary>Happened, and stand.</summary>
    public long Done { get; init; }

    /// <summary>Happened, and were taken back.</summary>
    public long Undone { get; init; }

    /// <summary>
    /// The owner's no, in words or by silence: denied at an approval, or expired. What the guard denied by itself is not: nobody chose that.
    /// </summary>
    public long Refused { get; init; }

    /// <summary>Called off before it happened: by the owner, or because its run failed or was stopped.</summary>
    public long CalledOff { get; init; }

    /// <summary>The outcome that these come to.</summary>
    public RunOutcome OutcomeOf(RunState state) =>
        state is RunState.Running or RunState.Waiting ? RunOutcome.Open
        : Undone > 0 && Done == 0 ? RunOutcome.Undone
        : Done > 0 && Undone + RefusedIn(state) > 0 ? RunOutcome.Edited
        : Done > 0 ? RunOutcome.Kept
        : state is RunState.Failed or RunState.Stopped ? RunOutcome.Failed
        : RefusedIn(state) > 0 ? RunOutcome.Ignored
        : RunOutcome.Answered;

    /// <summary>Counts an action.</summary>
    /// <param name="state">Where it stands.</param>
    /// <param name="asked">Whether the owner was asked.</param>
    /// <param name="count">How many there are of these.</param>
    public RunActions With(ActionState state, bool asked, long count) =>
        state switch
        {
            ActionState.Done => this with { Done = Done + count },
            ActionState.Undone => this with { Undone = Undone + count },
            ActionState.Expired => this with { Refused = Refused + count },
            ActionState.Cancelled => this with { CalledOff = CalledOff + count },
            ActionState.Denied => asked ? this with { Refused = Refused + count } : this,
            ActionState.Proposed
            or ActionState.Waiting
            or ActionState.Delayed
            or ActionState.Intended
            or ActionState.Executing
            or ActionState.Failed
            or ActionState.Unknown => this,
        };

    // What a failure or a stop left undone was no choice about what the run proposed.
    private long RefusedIn(RunState state) => Refused + (state == RunState.Done ? CalledOff : 0);
}
