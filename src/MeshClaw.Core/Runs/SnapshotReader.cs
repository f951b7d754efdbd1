using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Core.Runs;

/// <summary>Puts together what the guard decides on, from the journal, the agent's file and the configuration.</summary>
internal sealed class SnapshotReader(
    IJournal journal,
    IAgentCatalog agents,
    IConnectorSource connectors,
    Func<RunSettings> settings,
    TimeProvider time
)
{
    /// <summary>The name under which the owner's own calls and undo run; no agent can have it.</summary>
    public static readonly AgentName Owner = new("owner");

    /// <summary>
    /// The name under which runs what the owner settled once and for all, such as a muted conversation. It may put mail away and take that
    /// back, unasked and by no model; no agent can have the name.
    /// </summary>
    public static readonly AgentName Standing = new("standing");

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Now, in the owner's zone.</summary>
    public DateTimeOffset Now => TimeZoneInfo.ConvertTime(time.GetUtcNow(), settings().Zone);

    /// <summary>What an agent may do at this moment; nothing for one that is gone or invalid.</summary>
    public AgentGrant GrantOf(AgentName agent) =>
        agent == Owner ? GrantOfOwner()
        : agent == Standing ? GrantOfStanding()
        : agents.Find(agent)?.Grant
            ?? new AgentGrant
            {
                Agent = agent,
                Tools = [],
                Connections = ImmutableArray<ConnectionName>.Empty,
            };

    // All that is connected, and each effect is shown before it happens.
    private AgentGrant GrantOfOwner()
    {
        ImmutableArray<ConnectionName> connections = [.. connectors.Connections, .. connectors.BuiltIn];
        return new AgentGrant
        {
            Agent = Owner,
            Tools = [.. connections.Select(c => $"{c.Connector}.*").Distinct()],
            Connections = connections,
            Autonomy = Autonomy.Propose,
        };
    }

    private AgentGrant GrantOfStanding() =>
        new()
        {
            Agent = Standing,
            Tools = ["mail.archive", "mail.move", "mail.flag"],
            Connections = [.. connectors.Connections],
            Autonomy = Autonomy.ActReversibly,
        };

    /// <summary>The fingerprint that an agent's permits are bound to.</summary>
    public string PolicyVersion(AgentName agent) => PolicyVersion(settings(), GrantOf(agent));

    /// <summary>Reads a snapshot. The flow is what the run has read; null where nobody knows.</summary>
    public async Task<GuardSnapshot> ReadAsync(
        RunId run,
        AgentName agent,
        Proposer proposer,
        ApprovalGrant? approval,
        RunFlow? flow,
        CancellationToken cancellationToken
    )
    {
        var now = Now;
        var (grant, current) = (GrantOf(agent), settings());
        var state = await journal.ReadGuardStateAsync(run, now, cancellationToken).ConfigureAwait(false);
        return new GuardSnapshot
        {
            Run = run,
            Proposer = proposer,
            Grant = grant,
            Ceiling = current.Ceiling,
            Orders = state.Orders,
            Statements = current.Statements,
            Stopped = state.Stopped,
            StopEpoch = state.StopEpoch,
            PolicyVersion = PolicyVersion(current, grant),
            Now = now,
            Used = state.Used,
            Approval = approval,
            Flow = flow,
        };
    }

    private static string PolicyVersion(RunSettings settings, AgentGrant grant) =>
        PolicyFingerprint.Of(settings.Ceiling, settings.Statements, grant);
}
