using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>What a connector warns of is asked about, whatever the agent may do otherwise. Never lowers a verdict.</summary>
internal sealed class WarningRule : IGuardRule
{
    public string Id => "warning";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (snapshot.Proposer == Proposer.OwnerUndo || call.Effect.IsPureRead)
        {
            return;
        }

        reasons.AddRange(call.Warnings.Select(w => new Reason($"{Id}:{w.Code}", Verdict.Ask, w.Sentence)));
    }
}
