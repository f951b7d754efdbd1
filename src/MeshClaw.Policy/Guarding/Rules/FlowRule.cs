using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>
/// Information flow: once a run has read what somebody else wrote, a call goes ahead unasked only if its destinations and targets are
/// the owner's choice and its content is the owner's to send. Asks, never denies: the owner may want it all the same.
/// </summary>
internal sealed class FlowRule : IGuardRule
{
    public string Id => "flow";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (snapshot.Proposer == Proposer.OwnerUndo || call.Effect.IsPureRead || AsksAnyway(call, snapshot))
        {
            return;
        }

        var reaches = Reaches(call, snapshot.Flow);
        if (snapshot.Flow is not { } flow)
        {
            if (reaches || call.Effect.Class > EffectClass.Reversible)
            {
                reasons.Add(new Reason(Id, Verdict.Ask, "It reaches others or cannot be taken back."));
            }

            return;
        }

        if (flow.Author == CallAuthor.Reflex && !reaches && call.Effect.Class <= EffectClass.Reversible)
        {
            return; // Filing by reviewed rules: nothing that was read makes up such a call.
        }

        var isNew = call.Effect.Class == EffectClass.Read || group.TryDo(call);
        if (flow.HasThirdPartyText && !isNew)
        {
            reasons.Add(
                new Reason(
                    "flow:again",
                    Verdict.Ask,
                    "Another call beside it does the same, or reaches the same place."
                )
            );
            return;
        }

        if (flow.HasThirdPartyText && FlowCheck.Fault(call, flow, reaches) is { } fault)
        {
            reasons.Add(new Reason(fault.Rule, Verdict.Ask, fault.Sentence));
        }
    }

    // What only proposes, or only reads, needs no second reason; what a permit lifts from proposing is looked at like all else.
    private static bool AsksAnyway(ProposedCall call, GuardSnapshot snapshot) =>
        EffectiveGrant.Of(snapshot).Autonomy switch
        {
            Autonomy.Observe => true,
            Autonomy.Propose => !StatementMatcher.Permits(call, snapshot),
            Autonomy.ActReversibly or Autonomy.Act => false,
        };

    /// <summary>Whether anybody but the owner is touched by it.</summary>
    private static bool Reaches(ProposedCall call, RunFlow? flow) =>
        call.Reaches || Standing.Is(call) || (flow is not null && call.Values.Any(flow.IsShared));
}
