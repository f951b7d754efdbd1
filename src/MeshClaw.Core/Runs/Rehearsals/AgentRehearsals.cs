using MeshClaw.Core.Agents;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Models;
using MeshClaw.Core.Turns;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Core.Runs.Rehearsals;

/// <summary>
/// Runs agents to see what they would do: the same reflex, loop and guard as ever, over a journal and connections that only give. Reads are made,
/// what has an effect is decided and never authorised, and no run is written down. One at a time.
/// </summary>
internal sealed class AgentRehearsals(
    RunStores stores,
    IAgentCatalog agents,
    IConnectorSource connectors,
    IReflex reflex,
    Func<RunSettings> settings,
    TimeProvider time,
    TurnParts? turns,
    ILogger logger
)
{
    /// <summary>What rehearsals are called where a run would be: no run has it.</summary>
    private static readonly RunId s_none = new(0);

    private int _busy;
    private readonly List<CancellationTokenSource> _underWay = [];

    /// <summary>Ends those under way: the owner's stop, or the end of the process.</summary>
    public void CancelAll()
    {
        lock (_underWay)
        {
            foreach (var one in _underWay.ToList()) // What ends at once takes itself out of the list.
            {
                one.Cancel();
            }
        }
    }

    /// <summary>Sees what an agent would have done with what came since a time.</summary>
    /// <exception cref="RunRefusedException">No such agent, an invalid file, everything is stopped, or another test is under way.</exception>
    public async Task<Rehearsal> RunAsync(
        AgentName agent,
        DateTimeOffset since,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (Interlocked.Exchange(ref _busy, 1) == 1)
        {
            throw new RunRefusedException("Another test is under way. Wait until it has ended.", "busy");
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (_underWay)
        {
            _underWay.Add(cancel); // Before the switch is read. What a stop just misses gets no read past the guard.
        }

        try
        {
            var definition = await AdmitAsync(agent, cancel.Token).ConfigureAwait(false);
            return await WorkAsync(definition, since, limit, cancel.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RunRefusedException("The test was stopped. It had changed nothing.", "stopped");
        }
        finally
        {
            lock (_underWay)
            {
                _underWay.Remove(cancel);
            }

            Volatile.Write(ref _busy, 0);
        }
    }

    private async Task<AgentDefinition> AdmitAsync(AgentName agent, CancellationToken cancellationToken)
    {
        if ((await stores.StopSwitch.ReadAsync(cancellationToken).ConfigureAwait(false)).Stopped)
        {
            throw new RunRefusedException("Everything is stopped. Go on with: meshclaw resume", "stopped");
        }

        var listing =
            agents.List().FirstOrDefault(a => a.Name == agent)
            ?? throw new RunRefusedException($"There is no agent {agent}. See: meshclaw agents list", "not-found");
        var definition =
            listing.Definition
            ?? throw new RunRefusedException(
                $"agents/{agent}/AGENT.md has errors: {string.Join(" ", listing.Problems)}",
                "invalid"
            );
        // One that is on hold can be tried.
        return definition with { Grant = definition.Grant with { Paused = false } };
    }

    private async Task<Rehearsal> WorkAsync(
        AgentDefinition agent,
        DateTimeOffset since,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var journal = new ReadOnlyJournal(stores.Journal);
        var watched = new WatchedConnectors(connectors, since);
        var snapshots = new SnapshotReader(journal, new OneAgent(agent), watched, settings, time);
        var (flows, feed) = (new RunFlows(), new RunFeed());
        var planner = new RunPlanner(stores.Runs, journal, watched, reflex, snapshots, flows, settings, feed, time);
        var effects = new RehearsedEffects(planner, limit);
        var run = new RunRecord
        {
            Id = s_none,
            Agent = agent.Name,
            Trigger = "test",
            State = RunState.Running,
            Started = now,
        };
        var notes = new List<string>();
        var hasModel = turns is not null && turns.HasModel();
        var hasMail = agent.Grant.Connections.Any(c => c.Connector == "mail");
        if (RunPlanner.HasReflex(agent) || (!hasModel && hasMail))
        {
            var found = await planner.GatherAsync(run, agent, cancellationToken).ConfigureAwait(false);
            var came = found.Calls.Where(c => c.Call.Targets.All(t => t.Facts.Received is not { } at || at >= since));
            await effects.NoteAsync(run, found.Readings, [.. came], cancellationToken).ConfigureAwait(false);
        }
        else if (!hasModel)
        {
            notes.Add("No model is connected, and it has no mail to sort by its rules: it would have done nothing.");
        }

        var (reply, usage) = ((string?)null, (TurnUsage?)null);
        if (hasModel && !string.IsNullOrWhiteSpace(agent.Instructions))
        {
            var executor = new ActionExecutor(
                journal,
                stores.Approvals,
                watched,
                snapshots,
                flows,
                new Reconciler(journal, stores.StopSwitch, watched, time, logger),
                feed,
                time,
                logger
            );
            var conversations = new PassingConversations(time);
            var own = new LoopTools(conversations);
            var desk = new ToolDesk(watched, conversations, own, planner, executor, journal, effects);
            var model = new RehearsedTurn(turns!, conversations, own, desk, journal, settings, () => snapshots.Now); // HasModel says that there are.
            (reply, usage) = await model
                .RunAsync(run, agent, watched, since, notes, cancellationToken)
                .ConfigureAwait(false);
        }

        var source = usage is null ? null : turns?.Models();
        return new Rehearsal
        {
            Agent = agent.Name,
            Since = since.ToUniversalTime(),
            Until = now,
            Mails = [.. watched.Seen.OrderBy(m => m.Received)],
            Calls = [.. effects.Calls],
            Left = effects.Left,
            Reply = reply,
            Usage = usage,
            IsLocal = source is { Models.Count: > 0 } && source.Models.All(m => source.TraitsOf(m).Local),
            Notes = [.. notes],
        };
    }

    /// <summary>The agent as it is tested, whatever its file becomes meanwhile.</summary>
    private sealed class OneAgent(AgentDefinition agent) : IAgentCatalog
    {
        public IReadOnlyList<AgentListing> List() => [new(agent.Name, agent, [])];

        public AgentDefinition? Find(AgentName name) => name == agent.Name ? agent : null;
    }
}
