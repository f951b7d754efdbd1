using MeshClaw.Core.Connectors;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Core.Runs;

/// <summary>
/// Calls that the owner makes directly, without an agent: a mail that they wrote, a folder that they look into. They pass the same guard:
/// orders, policy and the organisation's ceiling hold for the owner's own hand too, and whatever has an effect becomes a card that the
/// owner sees whole before it happens.
/// </summary>
internal sealed class OwnerCalls(IConnectorSource connectors, SnapshotReader snapshots, RunPlanner planner)
{
    private static readonly RunId s_noRun = new(0);

    /// <summary>Reads; nothing is journaled.</summary>
    /// <exception cref="ToolException">No such tool, bad arguments, not a read, or forbidden.</exception>
    public async Task<ToolResult> ReadAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        using var lease = await connectors.TakeAsync(request.Connection, cancellationToken).ConfigureAwait(false);
        var calls = await lease.Connector.DescribeAsync([request], cancellationToken).ConfigureAwait(false);
        var snapshot = await snapshots
            .ReadAsync(s_noRun, SnapshotReader.Owner, Proposer.Agent, null, null, cancellationToken)
            .ConfigureAwait(false);
        var decision = Guard.Decide(calls[0], snapshot);
        return decision.Verdict == Verdict.Allow && calls[0].Effect.IsPureRead
            ? await lease.Connector.ReadAsync(Guard.OpenRead(decision), cancellationToken).ConfigureAwait(false)
            : throw new ToolException($"{request.Tool} was not allowed: {decision.Explanation}");
    }

    /// <summary>Describes the calls from the outside itself, before there is a run: what is wrong with them is told at once.</summary>
    public async Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var calls = new List<ProposedCall>(requests.Count);
        foreach (var group in requests.GroupBy(r => r.Connection))
        {
            using var lease = await connectors.TakeAsync(group.Key, cancellationToken).ConfigureAwait(false);
            calls.AddRange(await lease.Connector.DescribeAsync([.. group], cancellationToken).ConfigureAwait(false));
        }

        return calls.Find(c => c.Effect.IsPureRead) is { } read
            ? throw new ToolException($"{read.Tool} only reads.")
            : calls;
    }

    /// <summary>Looks whether all of what was settled once and for all may go ahead now: together, or not at all.</summary>
    /// <exception cref="ToolException">One of the calls is denied or would ask; the message is the guard's.</exception>
    public async Task CheckStandingAsync(IReadOnlyList<ProposedCall> calls, CancellationToken cancellationToken)
    {
        var snapshot = await snapshots
            .ReadAsync(s_noRun, SnapshotReader.Standing, Proposer.Agent, null, null, cancellationToken)
            .ConfigureAwait(false);
        if (Guard.Decide(calls, snapshot).FirstOrDefault(d => d.Verdict != Verdict.Allow) is { } refused)
        {
            throw new ToolException(refused.Explanation);
        }
    }

    /// <summary>Has the guard decide and writes all of it down.</summary>
    public Task ProposeAsync(RunRecord run, IReadOnlyList<ProposedCall> calls, CancellationToken cancellationToken) =>
        planner.DecideAsync(run, [.. calls.Select(c => (c, "you asked for it"))], Proposer.Agent, cancellationToken);
}
