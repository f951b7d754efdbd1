using System.Collections.Concurrent;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Models;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Core.Runs;

/// <summary>The runs that this process is working on: launches, cancels, and waits for them. Thread-safe.</summary>
internal sealed class ActiveRuns(RunSettler settler, RunFeed feed, ILogger logger)
{
    private readonly ConcurrentDictionary<RunId, ActiveRun> _active = new();

    // Runs whose end could not be written (disk full), with why: the store still calls them running, the next start settles them.
    private readonly ConcurrentDictionary<RunId, string> _unsettled = new();

    private volatile bool _draining;

    /// <summary>Which.</summary>
    public IReadOnlyCollection<RunId> Ids => [.. _active.Keys];

    /// <summary>Nothing new begins: the process is about to end.</summary>
    public bool IsDraining => _draining;

    public bool Contains(RunId run) => _active.ContainsKey(run);

    /// <summary>The run of an agent; null where it has none.</summary>
    public ActiveRun? Of(AgentName agent) => _active.Values.FirstOrDefault(a => a.Agent == agent);

    /// <summary>Works on a run in the background. Null where it is under way already.</summary>
    public ActiveRun? Launch(RunRecord run, Func<ActiveRun, Task<string?>> work)
    {
        var active = new ActiveRun(run.Id, run.Agent);
        if (!_active.TryAdd(run.Id, active))
        {
            active.Dispose();
            return null;
        }

        _ = WorkAsync(run, active, work);
        return active;
    }

    /// <summary>Waits until a run is under way no longer.</summary>
    public async Task WaitAsync(RunId run, CancellationToken cancellationToken)
    {
        if (_active.TryGetValue(run, out var active))
        {
            await active.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A run as it is, where its end could not be written: failed, with why.</summary>
    public RunRecord AsItStands(RunRecord record) =>
        _unsettled.TryGetValue(record.Id, out var error)
            ? record with
            {
                State = RunState.Failed,
                Error = error,
            }
            : record;

    /// <summary>At shutdown: ends what is under way between two actions; the next start continues it.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        foreach (var active in _active.Values)
        {
            active.Cancel(byOwner: false);
        }

        await Task.WhenAll(_active.Values.Select(a => a.Settled)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancels everything under way by the owner's stop. The two tasks complete when nothing acts any more, and when all is settled.</summary>
    public (IReadOnlyList<RunId> Runs, Task Halted, Task Settled) CancelAll()
    {
        var all = _active.Values.ToList();
        foreach (var active in all)
        {
            active.Cancel(byOwner: true);
        }

        return (
            all.ConvertAll(a => a.Id),
            Task.WhenAll(all.Select(a => a.Halted)),
            Task.WhenAll(all.Select(a => a.Settled))
        );
    }

    private async Task WorkAsync(RunRecord run, ActiveRun active, Func<ActiveRun, Task<string?>> work)
    {
        await Task.Yield(); // The caller has its answer before anything begins.
        string? error = null;
        try
        {
            error = await work(active).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (active.Token.IsCancellationRequested) { }
        catch (RunPausedException paused)
        {
            active.Pause(paused.Message);
        }
        catch (Exception failure)
        {
            Log.RunFailed(logger, run.Id, failure);
            error = failure
                is ToolException
                    or ConnectorException
                    or IOException
                    or RunRefusedException
                    or ModelCallException
                ? failure.Message
                : $"An unexpected failure ({failure.GetType().Name}); the log has more.";
        }

        active.MarkHalted();
        try
        {
            await settler.SettleAsync(run, active, error).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.RunFailed(logger, run.Id, failure);
            _unsettled[run.Id] =
                $"{error ?? failure.Message} The next start of the gateway settles what was under way.";
        }
        finally
        {
            _active.TryRemove(run.Id, out _);
            active.MarkSettled();
            feed.Publish(new RunStep(run.Id, RunPhase.Ended, 0, 0));
        }
    }
}
