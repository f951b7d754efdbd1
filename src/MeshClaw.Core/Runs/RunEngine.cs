using System.Collections.Concurrent;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Guests;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs.Rehearsals;
using MeshClaw.Core.Stopping;
using MeshClaw.Core.Turns;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Core.Runs;

/// <summary>
/// Starts runs, continues them after an approval or a crash, and settles how they stand. Runs go on in the background; thread-safe.
/// A run's state is always in the store: a process that dies here is continued by <see cref="RecoverAsync"/> of the next.
/// </summary>
public sealed partial class RunEngine
{
    private const string UndoIsUnderWay =
        "An undo, or another call of yours, is under way already. Wait until it has ended.";

    private readonly ConcurrentDictionary<AgentName, byte> _starting = new();
    private readonly IRunStore _runs;
    private readonly IJournal _journal;
    private readonly IAgentCatalog _agents;
    private readonly IStopSwitch _stopSwitch;
    private readonly ILogger _logger;
    private readonly SnapshotReader _snapshots;
    private readonly RunPlanner _planner;
    private readonly UndoPlanner _undo;
    private readonly ActionExecutor _executor;
    private readonly Reconciler _reconciler;
    private readonly RunSettler _settler;
    private readonly OwnerCalls _owner;
    private readonly ActiveRuns _active;
    private readonly TurnRunner? _turns;
    private readonly AgentRehearsals _rehearsals;
    private readonly IUsageLedger? _usage;
    private readonly GuestDesk _guests;

    /// <summary>Composes the engine.</summary>
    public RunEngine(
        RunStores stores,
        IAgentCatalog agents,
        IConnectorSource connectors,
        IReflex reflex,
        Func<RunSettings> settings,
        RunFeed feed,
        TimeProvider time,
        ILogger<RunEngine> logger,
        TurnParts? turns = null,
        IReflex? rehearsed = null
    )
    {
        ArgumentNullException.ThrowIfNull(stores);
        (_runs, _journal, _stopSwitch) = (stores.Runs, stores.Journal, stores.StopSwitch);
        (_agents, _logger) = (agents, logger);
        _snapshots = new SnapshotReader(_journal, agents, connectors, settings, time);
        var flows = new RunFlows();
        _planner = new RunPlanner(_runs, _journal, connectors, reflex, _snapshots, flows, settings, feed, time);
        _settler = new RunSettler(_runs, _journal, flows, logger);
        _active = new ActiveRuns(_settler, feed, logger);
        _owner = new OwnerCalls(connectors, _snapshots, _planner);
        _undo = new UndoPlanner(_runs, _journal, connectors, _planner);
        _reconciler = new Reconciler(_journal, _stopSwitch, connectors, time, logger);
        _executor = new ActionExecutor(
            _journal,
            stores.Approvals,
            connectors,
            _snapshots,
            flows,
            _reconciler,
            feed,
            time,
            logger
        );
        _usage = turns?.Usage;
        _guests = new GuestDesk(connectors, _planner, _executor, _journal, flows, () => settings().Owner);
        _turns = turns is null ? null : Compose(turns, connectors, flows, settings);
        var tried = rehearsed ?? reflex;
        _rehearsals = new AgentRehearsals(stores, agents, connectors, tried, settings, time, turns, logger);
    }

    /// <summary>The runs that this process is working on.</summary>
    public IReadOnlyCollection<RunId> Active => _active.Ids;

    /// <summary>Now, in the owner's zone.</summary>
    public DateTimeOffset Now => _snapshots.Now;

    /// <summary>What an agent may do at this moment by its own file; nothing for one that is gone or invalid.</summary>
    public AgentGrant GrantOf(AgentName agent) => _snapshots.GrantOf(agent);

    /// <summary>The fingerprint of policy that an agent's permits are bound to now.</summary>
    public string PolicyVersion(AgentName agent) => _snapshots.PolicyVersion(agent);

    /// <summary>Starts an agent; returns as soon as the run is written down.</summary>
    /// <exception cref="RunRefusedException">No such agent, an invalid file, paused, stopped, or running already.</exception>
    public Task<RunId> StartAsync(AgentName agent, string trigger, CancellationToken cancellationToken) =>
        AloneAsync(
            agent,
            $"{agent} is being started already.",
            () => StartAdmittedAsync(agent, trigger, cancellationToken)
        );

    private async Task<RunId> StartAdmittedAsync(AgentName agent, string trigger, CancellationToken cancellationToken)
    {
        var definition = await AdmitAsync(agent, cancellationToken).ConfigureAwait(false);
        var run = await _runs.BeginAsync(agent, trigger, cancellationToken).ConfigureAwait(false);
        Log.RunBegan(_logger, run.Id, agent, trigger);
        _active.Launch(
            run,
            async active =>
            {
                foreach (var connection in definition.Grant.Connections)
                {
                    await _reconciler.RunAsync(connection, active.Token).ConfigureAwait(false);
                }

                await FinishLeftAsync(agent, run.Id, active.Token).ConfigureAwait(false);
                await WorkAsync(run, definition, active).ConfigureAwait(false);
                return null;
            }
        );
        return run.Id;
    }

    /// <summary>Takes back a run (<c>r7</c>), an action (<c>a12</c>) or, for null, what was done last. Works while everything is stopped.</summary>
    /// <exception cref="RunRefusedException">There is nothing of that name, or nothing to take back.</exception>
    public Task<RunId> StartUndoAsync(string? target, CancellationToken cancellationToken) =>
        AloneAsync(SnapshotReader.Owner, UndoIsUnderWay, () => UndoAsync(target, cancellationToken));

    private async Task<RunId> UndoAsync(string? target, CancellationToken cancellationToken)
    {
        if (_active.Of(SnapshotReader.Owner) is not null)
        {
            throw new RunRefusedException(UndoIsUnderWay, "busy");
        }

        await FinishLeftAsync(SnapshotReader.Owner, null, cancellationToken).ConfigureAwait(false);
        var plan = await _undo.FindAsync(target, cancellationToken).ConfigureAwait(false);
        var run = await _runs
            .BeginAsync(SnapshotReader.Owner, $"undo {plan.Name}", cancellationToken)
            .ConfigureAwait(false);
        Log.RunBegan(_logger, run.Id, run.Agent, run.Trigger);
        _active.Launch(
            run,
            async active =>
            {
                var late = await _undo.CallOffAsync(plan, active.Token).ConfigureAwait(false);
                foreach (var waiting in plan.Delayed.Select(a => a.Run).Distinct())
                {
                    await ContinueAsync(waiting, active.Token).ConfigureAwait(false);
                }

                var missing = await _undo.ProposeAsync(run, plan, active.Token).ConfigureAwait(false);
                await _executor.ExecuteAsync(run, active).ConfigureAwait(false);
                await ReportAsync(run, plan, late, active.Token).ConfigureAwait(false);
                return late.Count > 0 ? $"{late[0].Id} went out before it could be called off."
                    : missing == 0 ? null
                    : $"{missing} actions cannot be taken back.";
            }
        );
        return run.Id;
    }

    private async Task ReportAsync(
        RunRecord run,
        UndoPlanner.Plan plan,
        IReadOnlyList<JournalEntry> late,
        CancellationToken cancellationToken
    )
    {
        var off = plan.Delayed.Count - late.Count;
        if (off > 0)
        {
            var what = off == 1 ? plan.Delayed[0].Title : $"{off} that had not gone out yet";
            var report = new RunReport { Headline = $"Called off: {what}", Items = off };
            await _runs.SetReportAsync(run.Id, report, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Calls off all that waits in an undo window; returns how many.</summary>
    internal async Task<int> CallOffDelayedAsync(string why, CancellationToken cancellationToken)
    {
        var query = new JournalQuery { States = [ActionState.Delayed], Limit = int.MaxValue };
        var delayed = await _journal.ListAsync(query, cancellationToken).ConfigureAwait(false);
        var changes = delayed.Select(e => new ActionChange(e.Id, ActionState.Delayed, ActionState.Cancelled, why));
        var count = await _journal.RecordAsync([.. changes], cancellationToken).ConfigureAwait(false);
        foreach (var run in delayed.Select(e => e.Run).Distinct())
        {
            await ContinueAsync(run, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    /// <summary>Goes on with a run whose actions the owner has answered; returns at once.</summary>
    public async Task ContinueAsync(RunId run, CancellationToken cancellationToken)
    {
        var record = await _runs.FindAsync(run, cancellationToken).ConfigureAwait(false);
        if (record is null || _active.Contains(run))
        {
            return;
        }

        await _runs.SetStateAsync(run, RunState.Running, null, cancellationToken).ConfigureAwait(false);
        _active.Launch(record, ExecuteOnlyAsync(record));
    }

    /// <summary>Waits until an agent has no run under way.</summary>
    public async Task WhenFreeAsync(AgentName agent, CancellationToken cancellationToken)
    {
        while (_active.Of(agent) is { } active)
        {
            await active.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Completes when this process works on a run no longer; at once where it does not.</summary>
    public Task SettledAsync(RunId run, CancellationToken cancellationToken) =>
        _active.WaitAsync(run, cancellationToken);

    /// <summary>Waits until a run is no longer running: done, failed, stopped, or waiting for the owner.</summary>
    public async Task<RunRecord> WaitAsync(RunId run, CancellationToken cancellationToken)
    {
        await _active.WaitAsync(run, cancellationToken).ConfigureAwait(false);
        var record =
            await _runs.FindAsync(run, cancellationToken).ConfigureAwait(false)
            ?? throw new RunRefusedException($"There is no run {run}.", "not-found");
        return AsItStands(record);
    }

    /// <summary>A run as it is, where its end could not be written: failed, with why.</summary>
    public RunRecord AsItStands(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return _active.AsItStands(record);
    }

    /// <summary>At shutdown: ends what is under way between two actions; the next start continues it.</summary>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        _rehearsals.CancelAll();
        return _active.DrainAsync(cancellationToken);
    }

    /// <inheritdoc cref="ActiveRuns.CancelAll" />
    internal (IReadOnlyList<RunId> Runs, Task Halted, Task Settled) CancelAll()
    {
        _rehearsals.CancelAll();
        return _active.CancelAll();
    }

    /// <summary>
    /// After a start: settles every action that was under way when the last process ended, then continues the runs that it left
    /// (<paramref name="resumeRuns"/>) or leaves them for the next start.
    /// </summary>
    public async Task RecoverAsync(bool resumeRuns, CancellationToken cancellationToken)
    {
        await _reconciler.RunAsync((ConnectionName?)null, cancellationToken).ConfigureAwait(false);
        var left = await _runs.ListAsync(null, RunState.Running, int.MaxValue, cancellationToken).ConfigureAwait(false);
        await _settler
            .CloseOrphansAsync([.. left.Select(r => r.Id), .. Active], cancellationToken)
            .ConfigureAwait(false);
        if (resumeRuns)
        {
            await ContinueAsync(left, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Goes on with runs that an earlier process left; the task ends when they have begun.</summary>
    private async Task<IReadOnlyList<ActiveRun>> ContinueAsync(
        IReadOnlyList<RunRecord> left,
        CancellationToken cancellationToken
    )
    {
        var begun = new List<ActiveRun>();
        foreach (var run in left.Where(r => !_active.Contains(r.Id)).OrderBy(r => r.Id.Value))
        {
            var counts = await _journal.CountAsync(run.Id, cancellationToken).ConfigureAwait(false);
            if (counts.Count == 0 && !await IsTurnAsync(run.Id, cancellationToken).ConfigureAwait(false))
            {
                const string Why =
                    "It was interrupted before it had proposed anything. Nothing was done; run it again.";
                await _runs.SetStateAsync(run.Id, RunState.Failed, Why, cancellationToken).ConfigureAwait(false);
            }
            else if (_active.Launch(run, ExecuteOnlyAsync(run)) is { } active)
            {
                begun.Add(active);
            }
        }

        return begun;
    }

    // What a command of an earlier process left (they continue nothing by themselves) is done before the same agent begins anew.
    private async Task FinishLeftAsync(AgentName agent, RunId? next, CancellationToken cancellationToken)
    {
        var left = await _runs
            .ListAsync(agent, RunState.Running, int.MaxValue, cancellationToken)
            .ConfigureAwait(false);
        var begun = await ContinueAsync([.. left.Where(r => r.Id != next)], cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(begun.Select(a => a.Settled)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // Two starts at once must not both find an agent idle.
    private async Task<T> AloneAsync<T>(AgentName agent, string busy, Func<Task<T>> start)
    {
        if (!_starting.TryAdd(agent, 0))
        {
            throw new RunRefusedException(busy, "busy");
        }

        try
        {
            return await start().ConfigureAwait(false);
        }
        finally
        {
            _starting.TryRemove(agent, out _);
        }
    }

    private async Task<AgentDefinition> AdmitAsync(AgentName agent, CancellationToken cancellationToken)
    {
        var listing = _agents.List().FirstOrDefault(a => a.Name == agent);
        if (listing is null)
        {
            var names = string.Join(", ", _agents.List().Select(a => a.Name));
            throw new RunRefusedException(
                names.Length == 0
                    ? $"There is no agent {agent}, nor any other yet. 'meshclaw connect mail/NAME' makes one."
                    : $"There is no agent {agent}. There are: {names}.",
                "not-found"
            );
        }

        if (listing.Definition is not { } definition)
        {
            throw new RunRefusedException(
                $"agents/{agent}/AGENT.md has errors: {string.Join(" ", listing.Problems)}",
                "invalid"
            );
        }

        if (definition.Grant.Paused)
        {
            throw new RunRefusedException($"{agent} is paused. Go on with: meshclaw agents resume {agent}", "paused");
        }

        await RefuseWhenStoppedAsync(cancellationToken).ConfigureAwait(false);
        return _active.Of(agent) is not { } other
            ? definition
            : throw new RunRefusedException(
                $"{agent} is running already, as {other.Id}. Wait for it, or end it with: meshclaw stop",
                "busy"
            );
    }

    private async Task RefuseWhenStoppedAsync(CancellationToken cancellationToken)
    {
        if (_active.IsDraining || (await _stopSwitch.ReadAsync(cancellationToken).ConfigureAwait(false)).Stopped)
        {
            throw new RunRefusedException("Everything is stopped. Go on with: meshclaw resume", "stopped");
        }
    }
}
