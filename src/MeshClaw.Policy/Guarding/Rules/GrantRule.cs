using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>An agent uses the tools and connections that its owner gave it, and none while it is paused.</summary>
internal sealed class GrantRule : IGuardRule
{
    public string Id => "grant";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (snapshot.Proposer == Proposer.OwnerUndo)
        {
            reasons.Add(new Reason("owner", Verdict.Allow, "You take it back yourself."));
            return;
        }

        var grant = snapshot.Grant;
        if (grant.Paused)
        {
            reasons.Add(new Reason(Id, Verdict.Deny, $"The agent {grant.Agent} is paused."));
        }

        if (!AgentGrant.Names(grant.Tools, call.Tool))
        {
            reasons.Add(new Reason(Id, Verdict.Deny, $"The agent {grant.Agent} was not given {call.Tool}."));
        }

        if (!grant.Connections.Contains(call.Connection))
        {
            reasons.Add(new Reason(Id, Verdict.Deny, $"The agent {grant.Agent} was not given {call.Connection}."));
        }
    }
}
