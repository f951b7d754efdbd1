using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>Nothing is done while everything is stopped, but that the owner takes something back.</summary>
internal sealed class StopRule : IGuardRule
{
    public string Id => "stop";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (snapshot.Stopped && snapshot.Proposer != Proposer.OwnerUndo)
        {
            reasons.Add(new Reason(Id, Verdict.Deny, "Everything is stopped until you resume."));
        }
    }
}
