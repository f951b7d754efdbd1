using MeshClaw.Policy;

namespace MeshClaw.Core.Runs;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>Under way; after a crash: to be continued.</summary>
    Running,

    /// <summary>Some of its calls wait for the owner.</summary>
    Waiting,

    /// <summary>Over.</summary>
    Done,

    /// <summary>Ended by a broken world; <see cref="RunRecord.Error"/> says what.</summary>
    Failed,

    /// <summary>Ended by a stop.</summary>
    Stopped,
}

/// <summary>One execution of an agent, or one undo of the owner.</summary>
public sealed record RunRecord
{
    /// <summary>Its id.</summary>
    public required RunId Id { get; init; }

    /// <summary>Which agent; <c>owner</c> for an undo.</summary>
    public required AgentName Agent { get; init; }

    /// <summary>What started it: <c>asked</c>, <c>schedule 06:30 on weekdays</c>, <c>undo r7</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended, UTC; null while it goes on or waits.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What it found; null before it has.</summary>
    public RunReport? Report { get; init; }

    /// <summary>What went wrong, for the owner.</summary>
    public string? Error { get; init; }
}

/// <summary>Runs, durable.</summary>
public interface IRunStore
{
    /// <summary>Writes a new run in state <see cref="RunState.Running"/>.</summary>
    Task<RunRecord> BeginAsync(AgentName agent, string trigger, CancellationToken cancellationToken);

    /// <summary>Keeps what a run found.</summary>
    Task SetReportAsync(RunId run, RunReport report, CancellationToken cancellationToken);

    /// <summary>Moves a run on; <see cref="RunRecord.Ended"/> is set for the final states and cleared for the others.</summary>
    Task SetStateAsync(RunId run, RunState state, string? error, CancellationToken cancellationToken);

    /// <summary>One run, or null.</summary>
    Task<RunRecord?> FindAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The newest first; of one agent or of all, in one state or any.</summary>
    Task<IReadOnlyList<RunRecord>> ListAsync(
        AgentName? agent,
        RunState? state,
        int limit,
        CancellationToken cancellationToken
    );
}
