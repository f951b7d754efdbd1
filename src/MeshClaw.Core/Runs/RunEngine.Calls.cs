using MeshClaw.Core.Tools;
using MeshClaw.Policy;

namespace MeshClaw.Core.Runs;

/// <content>Calls that the owner makes or settled, and what comes out of the undo window.</content>
public sealed partial class RunEngine
{
    /// <summary>Answers a read that the owner makes directly, through the guard.</summary>
    /// <exception cref="ToolException">No such tool, bad arguments, or forbidden.</exception>
    public Task<ToolResult> ReadAsync(ToolRequest request, CancellationToken cancellationToken) =>
        _owner.ReadAsync(request, cancellationToken);

    /// <summary>
    /// Proposes calls that the owner makes directly, and returns when the guard has decided: what asks waits for the owner's yes as that of
    /// an agent does, so that it is seen whole before it happens.
    /// </summary>
    /// <param name="requests">What to do, in order; all of it is one approval.</param>
    /// <param name="trigger">How it came about, such as <c>mail send</c>.</param>
    /// <param name="cancellationToken">Cancels before anything was written down.</param>
    /// <exception cref="ToolException">No such tool or bad arguments.</exception>
    /// <exception cref="RunRefusedException">Everything is stopped.</exception>
    public Task<RunId> StartCallsAsync(
        IReadOnlyList<ToolRequest> requests,
        string trigger,
        CancellationToken cancellationToken
    ) => StartCallsAsync(SnapshotReader.Owner, requests, trigger, cancellationToken);

    /// <summary>
    /// Makes calls that the owner settled once and for all: put mail away. Nobody is asked for them: where an order, a policy or a limit
    /// denies or would ask for one of them, none is made.
    /// </summary>
    /// <param name="requests">What to do, in order.</param>
    /// <param name="trigger">What was settled, such as <c>muted t3</c>.</param>
    /// <param name="cancellationToken">Cancels before anything was written down.</param>
    /// <exception cref="ToolException">No such tool, bad arguments, or the guard would not let all of it go ahead.</exception>
    /// <exception cref="RunRefusedException">Everything is stopped.</exception>
    public Task<RunId> StartStandingAsync(
        IReadOnlyList<ToolRequest> requests,
        string trigger,
        CancellationToken cancellationToken
    ) => StartCallsAsync(SnapshotReader.Standing, requests, trigger, cancellationToken);

    private async Task<RunId> StartCallsAsync(
        AgentName agent,
        IReadOnlyList<ToolRequest> requests,
        string trigger,
        CancellationToken cancellationToken
    )
    {
        await RefuseWhenStoppedAsync(cancellationToken).ConfigureAwait(false);
        var calls = await _owner.DescribeAsync(requests, cancellationToken).ConfigureAwait(false);
        if (agent == SnapshotReader.Standing)
        {
            await _owner.CheckStandingAsync(calls, cancellationToken).ConfigureAwait(false);
        }

        var run = await _runs.BeginAsync(agent, trigger, cancellationToken).ConfigureAwait(false);
        Log.RunBegan(_logger, run.Id, run.Agent, run.Trigger);
        _active.Launch(
            run,
            async active =>
            {
                await _owner.ProposeAsync(run, calls, active.Token).ConfigureAwait(false);
                await _executor.ExecuteAsync(run, active).ConfigureAwait(false);
                return null;
            }
        );
        return run.Id;
    }

    /// <summary>Carries out what has waited out its undo window. Returns when the next window ends; null where nothing waits in one.</summary>
    public async Task<DateTimeOffset?> ReleaseDueAsync(CancellationToken cancellationToken)
    {
        var due = await _journal.ReleaseDueAsync(cancellationToken).ConfigureAwait(false);
        foreach (var run in due.Runs)
        {
            await WaitAsync(run, cancellationToken).ConfigureAwait(false);
            await ContinueAsync(run, cancellationToken).ConfigureAwait(false);
        }

        return due.Next;
    }
}
