using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Core.Runs;

/// <summary>Writes how a run ended: what was still intended is called off, and the state follows from what its actions came to.</summary>
internal sealed class RunSettler(IRunStore runs, IJournal journal, RunFlows flows, ILogger logger)
{
    /// <summary>Settles a run whose work has ended; one that a shutdown interrupted stays running, to be continued.</summary>
    public async Task SettleAsync(RunRecord run, ActiveRun active, string? error)
    {
        if (error is null && active.Token.IsCancellationRequested && !active.StoppedByOwner)
        {
            return; // Shut down: the run stays as running, to be continued.
        }

        if (active.StoppedByOwner || error is not null)
        {
            var why = active.StoppedByOwner
                ? "You stopped everything before it was done."
                : $"The run ended before it was done: {error}";
            await CancelIntendedAsync(run.Id, why).ConfigureAwait(false);
        }

        var counts = await journal.CountAsync(run.Id, CancellationToken.None).ConfigureAwait(false);
        var bad = counts.GetValueOrDefault(ActionState.Failed) + counts.GetValueOrDefault(ActionState.Unknown);
        var state =
            active.StoppedByOwner ? RunState.Stopped
            : error is not null || bad > 0 ? RunState.Failed
            : active.Paused is not null ? RunState.Waiting
            : counts.GetValueOrDefault(ActionState.Waiting) + counts.GetValueOrDefault(ActionState.Delayed) > 0
                ? RunState.Waiting
            : RunState.Done;
        await runs.SetStateAsync(run.Id, state, error ?? active.Paused, CancellationToken.None).ConfigureAwait(false);
        if (state != RunState.Waiting)
        {
            flows.Forget(run.Id);
        }

        Log.RunSettled(logger, run.Id, state.ToString());
    }

    private async Task CancelIntendedAsync(RunId run, string why)
    {
        var query = new JournalQuery
        {
            Run = run,
            States = [ActionState.Intended],
            Limit = int.MaxValue,
        };
        var left = await journal.ListAsync(query, CancellationToken.None).ConfigureAwait(false);
        var changes = left.Select(e => new ActionChange(e.Id, ActionState.Intended, ActionState.Cancelled, why));
        await journal.RecordAsync([.. changes], CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>
    /// Calls off rows that came back to intended although their run is over (its end could not be written in full): nobody would do them.
    /// </summary>
    public async Task CloseOrphansAsync(HashSet<RunId> open, CancellationToken cancellationToken)
    {
        var query = new JournalQuery { States = [ActionState.Intended], Limit = int.MaxValue };
        var intended = await journal.ListAsync(query, cancellationToken).ConfigureAwait(false);
        const string Why = "Its run was over before it was done.";
        var changes = intended
            .Where(e => !open.Contains(e.Run))
            .Select(e => new ActionChange(e.Id, ActionState.Intended, ActionState.Cancelled, Why));
        await journal.RecordAsync([.. changes], cancellationToken).ConfigureAwait(false);
    }
}
