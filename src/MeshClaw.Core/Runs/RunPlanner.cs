using MeshClaw.Core.Agents;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Models;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Core.Runs;

/// <summary>Lets an agent's reflex read and propose, has the guard decide, and writes every proposed call down with its decision.</summary>
internal sealed class RunPlanner(
    IRunStore runs,
    IJournal journal,
    IConnectorSource connectors,
    IReflex reflex,
    SnapshotReader snapshots,
    RunFlows flows,
    Func<RunSettings> settings,
    RunFeed feed,
    TimeProvider time
)
{
    private static readonly ToolName s_sorts = new("mail.move");

    /// <summary>Which connector the reflex works on.</summary>
    private const string ReflexConnector = "mail";

    /// <summary>Whether an agent sorts mail: it has an account, and may move what lies there.</summary>
    public static bool HasReflex(AgentDefinition agent) =>
        agent.Grant.Connections.Any(c => c.Connector == ReflexConnector)
        && AgentGrant.Names(agent.Grant.Tools, s_sorts);

    /// <summary>Proposes on every connection of the agent that the reflex knows.</summary>
    public async Task ProposeAsync(RunRecord run, AgentDefinition agent, CancellationToken cancellationToken)
    {
        var found = await GatherAsync(run, agent, cancellationToken).ConfigureAwait(false);
        await runs.SetReportAsync(run.Id, found.Report, cancellationToken).ConfigureAwait(false);
        await DecideAsync(run, found.Calls, Proposer.Agent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the reflex finds and would propose; nothing is written down.</summary>
    public async Task<(
        RunReport Report,
        List<(ProposedCall Call, string Reason)> Calls,
        RunReadings Readings
    )> GatherAsync(RunRecord run, AgentDefinition agent, CancellationToken cancellationToken)
    {
        var mine = agent.Grant.Connections.Where(c => c.Connector == ReflexConnector).ToList();
        if (mine.Count == 0)
        {
            throw new ToolException(
                $"The agent {agent.Name} has no mail connection. Name one under 'connections' in its AGENT.md, "
                    + "or make one: meshclaw connect mail/NAME --user you@example.com --password-stdin"
            );
        }

        var readings = await BeginAsync(run, agent, mine, cancellationToken).ConfigureAwait(false);
        RunReport? report = null;
        var proposals = new List<(ProposedCall Call, string Reason)>();
        foreach (var connection in mine)
        {
            var room = agent.Grant.Limits.ActionsPerRun - proposals.Count;
            var (found, calls) = await ReadAsync(run, agent, connection, readings, Math.Max(0, room), cancellationToken)
                .ConfigureAwait(false);
            report = report is null ? found : report.With(found);
            proposals.AddRange(calls);
        }

        return (report!, proposals, readings); // There is one connection at least.
    }

    /// <summary>Decides on calls as one group, and writes them down.</summary>
    /// <returns>The rows of the journal, in the order of the calls.</returns>
    public async Task<IReadOnlyList<JournalEntry>> DecideAsync(
        RunRecord run,
        IReadOnlyList<(ProposedCall Call, string Reason)> proposals,
        Proposer proposer,
        CancellationToken cancellationToken,
        IReadOnlyList<ActionId>? undoes = null
    )
    {
        if (proposals.Count == 0)
        {
            return [];
        }

        feed.Publish(new RunStep(run.Id, RunPhase.Deciding, 0, proposals.Count));
        var calls = proposals.Select(p => p.Call).ToList();
        var readings = proposer == Proposer.Agent ? flows.Find(run.Id) : null;
        var labels = proposals.Select((p, i) => LabelsOf(run, p.Call, readings, p.Reason, undoes?[i])).ToList();
        var snapshot = await snapshots
            .ReadAsync(run.Id, run.Agent, proposer, null, readings?.For(calls), cancellationToken)
            .ConfigureAwait(false);
        var decisions = Guard.Decide(calls, snapshot);
        var rows = decisions.Select(
            (decision, i) =>
                new JournalProposal(
                    decision,
                    snapshot.PolicyVersion,
                    snapshot.Orders.Version,
                    TitleOf(decision.Call),
                    proposals[i].Reason,
                    labels[i],
                    undoes?[i],
                    HoldOf(decision.Call, proposer)
                )
        );
        var expires = time.GetUtcNow() + settings().ApprovalLifetime;
        var (entries, _) = await journal
            .ProposeAsync(run.Id, run.Agent, [.. rows], expires, cancellationToken)
            .ConfigureAwait(false);
        return entries;
    }

    /// <summary>What the guard would decide; nothing is written down.</summary>
    public async Task<IReadOnlyList<Decision>> PreviewAsync(
        RunRecord run,
        RunReadings readings,
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    )
    {
        var snapshot = await snapshots
            .ReadAsync(run.Id, run.Agent, Proposer.Agent, null, readings.For(calls), cancellationToken)
            .ConfigureAwait(false);
        return Guard.Decide(calls, snapshot);
    }

    // The plan is made of what AGENT.md says now, before anything is read; a change of the file meanwhile can only narrow the grant.
    private async Task<ReflexReadings> BeginAsync(
        RunRecord run,
        AgentDefinition agent,
        List<ConnectionName> mine,
        CancellationToken cancellationToken
    )
    {
        var tools = new List<ToolDefinition>();
        foreach (var connection in mine)
        {
            using var lease = await connectors.TakeAsync(connection, cancellationToken).ConfigureAwait(false);
            tools.AddRange(lease.Connector.Tools);
        }

        var readings = new ReflexReadings(agent, settings().Owner, tools);
        flows.Begin(run.Id, readings);
        return readings;
    }

    // What leaves for good waits a while, so that the owner can still call it off.
    private TimeSpan HoldOf(ProposedCall call, Proposer proposer) =>
        proposer == Proposer.Agent
        && call.Effect.Class == EffectClass.Irreversible
        && call.Effect.Traits.HasFlag(EffectTraits.Sends)
            ? settings().UndoWindow
            : TimeSpan.Zero;

    private static CallLabels LabelsOf(
        RunRecord run,
        ProposedCall call,
        RunReadings? readings,
        string reason,
        ActionId? undoes
    ) =>
        undoes is { } undone ? RunReadings.LabelsOf(call, Origin.OwnSystem, $"journal of {undone}")
        : run.Agent == SnapshotReader.Owner ? RunReadings.LabelsOf(call, Origin.Owner, run.Trigger)
        : readings is null ? RunReadings.LabelsOf(call, Origin.ThirdParty, "not known any more")
        : readings.LabelsOf(call, reason);

    private async Task<(RunReport Report, List<(ProposedCall, string)> Calls)> ReadAsync(
        RunRecord run,
        AgentDefinition agent,
        ConnectionName connection,
        RunReadings readings,
        int maxActions,
        CancellationToken cancellationToken
    )
    {
        using var lease = await connectors.TakeAsync(connection, cancellationToken).ConfigureAwait(false);
        var connector = lease.Connector;
        var context = new ReflexContext
        {
            Agent = agent,
            Connection = connection,
            Owner = settings().Owner,
            Now = snapshots.Now,
            MaxActions = maxActions,
            Read = (request, token) => ReadAsync(run, connector, readings, request, token),
            Progress = (done, total) => feed.Publish(new RunStep(run.Id, RunPhase.Reading, done, total)),
        };
        var result = await reflex.RunAsync(context, cancellationToken).ConfigureAwait(false);
        var calls = await connector
            .DescribeAsync([.. result.Proposals.Select(p => p.Request)], cancellationToken)
            .ConfigureAwait(false);
        return (result.Report, [.. calls.Zip(result.Proposals, (call, p) => (call, p.Reason))]);
    }

    /// <summary>Makes a read call through the guard, and notes what it gave.</summary>
    /// <exception cref="ToolException">The guard or the connector refuses.</exception>
    public async Task<ToolResult> ReadAsync(
        RunRecord run,
        IConnector connector,
        RunReadings readings,
        ToolRequest request,
        CancellationToken cancellationToken
    )
    {
        var calls = await connector.DescribeAsync([request], cancellationToken).ConfigureAwait(false);
        var snapshot = await snapshots
            .ReadAsync(run.Id, run.Agent, Proposer.Agent, null, readings.For(calls), cancellationToken)
            .ConfigureAwait(false);
        var decision = Guard.Decide(calls[0], snapshot);
        if (decision.Verdict != Verdict.Allow || !decision.Call.Effect.IsPureRead)
        {
            throw new ToolException($"{request.Tool} was not allowed: {decision.Explanation}");
        }

        var result = await connector.ReadAsync(Guard.OpenRead(decision), cancellationToken).ConfigureAwait(false);
        readings.Observe(result.Observation);
        return result;
    }

    /// <summary>What a call is about, in a line; third-party text.</summary>
    public static string TitleOf(ProposedCall call) =>
        call.Targets switch
        {
            [] => string.Join(", ", call.Destinations.Select(d => d.Value)),
            [var only] => only.Facts.Title ?? $"{only.Collection}/{only.Id}",
            [var first, ..] => $"{first.Facts.Title ?? first.Id} and {call.Targets.Length - 1} more",
        };
}
