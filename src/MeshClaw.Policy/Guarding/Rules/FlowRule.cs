using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>
/// Information flow: once a run has read what somebody else wrote, a call goes ahead unasked only if its destinations and targets are
/// the owner's choice and its content is the owner's to send. Asks, never denies: the owner may want it all the same.
/// </summary>
internal sealed class FlowRule : IGuardRule
{
    private const EffectTraits Reaching =
        EffectTraits.Sends | EffectTraits.Spends | EffectTraits.Executes | EffectTraits.ChangesAccess;

    public string Id => "flow";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (
            snapshot.Proposer == Proposer.OwnerUndo
            || call.Effect.IsPureRead
            || EffectiveGrant.Of(snapshot).Autonomy < Autonomy.Act
        )
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

        if (flow.HasThirdPartyText && FlowCheck.Fault(call, flow, reaches) is { } fault)
        {
            reasons.Add(new Reason(fault.Rule, Verdict.Ask, fault.Sentence));
        }
    }

    /// <summary>Whether anybody but the owner is touched by it.</summary>
    private static bool Reaches(ProposedCall call, RunFlow? flow) =>
        (call.Effect.Traits & Reaching) != 0
        || !call.Destinations.IsEmpty
        || call.Values.Any(v => v.Role == ValueRole.Destination)
        || (flow is not null && call.Values.Any(v => flow.Find(v) is { } record && record.IsShared(flow.Own)));
}
