using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>How much the agent decides by itself, under the organisation's ceiling.</summary>
internal sealed class AutonomyRule : IGuardRule
{
    public string Id => "autonomy";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (snapshot.Proposer == Proposer.OwnerUndo)
        {
            return;
        }

        if (call.Effect.IsPureRead)
        {
            reasons.Add(new Reason(Id, Verdict.Allow, "Reading is free."));
            return;
        }

        var agent = snapshot.Grant.Agent;
        switch (EffectiveGrant.Of(snapshot).Autonomy)
        {
            case Autonomy.Observe:
                reasons.Add(new Reason(Id, Verdict.Deny, $"The agent {agent} may only read."));
                break;
            case Autonomy.Propose when StatementMatcher.Permits(call, snapshot):
                reasons.Add(new Reason(Id, Verdict.Allow, "Your policy permits it in writing."));
                break;
            case Autonomy.Propose:
                reasons.Add(new Reason(Id, Verdict.Ask, $"The agent {agent} proposes; you decide."));
                break;
            case Autonomy.Act:
                reasons.Add(new Reason(Id, Verdict.Allow, $"The agent {agent} may act."));
                break;
            case Autonomy.ActReversibly:
                reasons.Add(
                    call.Effect.Class <= EffectClass.Reversible && !call.Effect.Reaches
                        ? new Reason(Id, Verdict.Allow, $"The agent {agent} may do what can be taken back.")
                        : new Reason(Id, Verdict.Ask, "It reaches others or cannot be taken back.")
                );
                break;
        }
    }
}
