using System.Collections.Immutable;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Core.Policies;

/// <summary>A call of the timeline.</summary>
/// <param name="Entry">What the journal says of it.</param>
/// <param name="Call">The call as it was proposed.</param>
public sealed record JournaledCall(JournalEntry Entry, ProposedCall Call);

/// <summary>What the guard would say of a call of the timeline, under two policies.</summary>
/// <param name="Entry">What the journal says of it.</param>
/// <param name="Before">Under the policy in force.</param>
/// <param name="After">Under the other.</param>
public sealed record SimulatedCall(JournalEntry Entry, Decision Before, Decision After)
{
    /// <summary>Whether the verdict is another.</summary>
    public bool IsChanged => Before.Verdict != After.Verdict;
}

/// <summary>
/// Decides calls of the timeline again, each as of its own time, under the agents' files and orders of today. What the runs had read is not
/// known any more, so a condition on labels counts as not known. Nothing is written, and nothing can be done with its decisions.
/// </summary>
/// <param name="grants">What an agent is given now.</param>
/// <param name="orders">The orders in force now.</param>
/// <param name="zone">The owner's.</param>
public sealed class PolicySimulator(Func<AgentName, AgentGrant> grants, OrderBook orders, TimeZoneInfo zone)
{
    /// <summary>Decides all calls under both policies.</summary>
    public ImmutableArray<SimulatedCall> Compare(
        IEnumerable<JournaledCall> calls,
        PolicyInForce before,
        PolicyInForce after
    )
    {
        var ordered = calls.OrderBy(c => c.Entry.Id.Value).ToList();
        return
        [
            .. Decide(ordered, before)
                .Zip(
                    Decide(ordered, after),
                    (one, other) => new SimulatedCall(one.Entry, one.Decision, other.Decision)
                ),
        ];
    }

    /// <summary>Decides one call under one policy.</summary>
    public (GuardSnapshot Snapshot, Decision Decision) Decide(JournaledCall call, PolicyInForce policy)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(policy);
        var snapshot = Snapshot(call.Entry, policy, ImmutableDictionary<string, long>.Empty);
        return (snapshot, Guard.Decide(call.Call, snapshot));
    }

    private IEnumerable<(JournalEntry Entry, Decision Decision)> Decide(
        IEnumerable<JournaledCall> ordered,
        PolicyInForce policy
    )
    {
        var used = new Dictionary<string, long>(StringComparer.Ordinal);
        // As they were proposed: together where they were written down at one moment, so that bulk and limits count as they did.
        foreach (var group in ordered.GroupBy(c => (c.Entry.Run, c.Entry.Created, c.Entry.Undoes is null)))
        {
            var members = group.ToList();
            var snapshot = Snapshot(members[0].Entry, policy, used);
            var decisions = Guard.Decide([.. members.Select(m => m.Call)], snapshot);
            foreach (var use in decisions.SelectMany(d => d.Permit?.Uses ?? []))
            {
                used[use.Counter] = used.GetValueOrDefault(use.Counter) + use.Amount;
            }

            foreach (var (member, decision) in members.Zip(decisions))
            {
                yield return (member.Entry, decision);
            }
        }
    }

    private GuardSnapshot Snapshot(JournalEntry entry, PolicyInForce policy, IReadOnlyDictionary<string, long> used)
    {
        var grant = grants(entry.Agent);
        return new GuardSnapshot
        {
            Run = entry.Run,
            Proposer = entry.Undoes is null ? Proposer.Agent : Proposer.OwnerUndo,
            Grant = grant,
            Ceiling = policy.Ceiling,
            Statements = policy.Statements,
            Orders = orders,
            Stopped = false, // A stop is no policy.
            StopEpoch = 0,
            PolicyVersion = PolicyFingerprint.Of(policy.Ceiling, policy.Statements, grant),
            Now = TimeZoneInfo.ConvertTime(entry.Created, zone),
            Used = used,
        };
    }
}
