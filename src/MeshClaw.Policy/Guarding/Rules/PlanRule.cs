using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>
/// What the run planned before it read anything that somebody else wrote. A tool outside the plan, or used more often than planned, asks.
/// </summary>
internal sealed class PlanRule : IGuardRule
{
    public string Id => "plan";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (
            snapshot.Proposer == Proposer.OwnerUndo
            || call.Effect.IsPureRead
            || snapshot.Flow is not { Plan: { } plan } flow
        )
        {
            return;
        }

        if (!plan.TryGet(call.Tool, out var count))
        {
            reasons.Add(new Reason(Id, Verdict.Ask, $"{call.Tool} is not in the plan of this run."));
        }
        else if (count is { } most && flow.Uses(call.Tool) + group.Planned(call.Tool) >= most)
        {
            reasons.Add(new Reason(Id, Verdict.Ask, $"The plan has {call.Tool} {most} times, and these are used."));
        }
        else
        {
            group.Plan(call.Tool);
        }
    }
}
