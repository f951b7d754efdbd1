using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>The organisation's ceiling: tools and destinations that are forbidden or always ask.</summary>
internal sealed class CeilingRule : IGuardRule
{
    public string Id => "ceiling";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        var ceiling = snapshot.Ceiling;
        if (AgentGrant.Names(ceiling.ForbidTools, call.Tool))
        {
            reasons.Add(new Reason(Id, Verdict.Deny, $"Your organisation does not allow {call.Tool}."));
        }

        if (AgentGrant.Names(ceiling.AskTools, call.Tool) && snapshot.Proposer == Proposer.Agent)
        {
            reasons.Add(new Reason(Id, Verdict.Ask, $"Your organisation wants you asked before {call.Tool}."));
        }

        foreach (var destination in call.Destinations)
        {
            if (ceiling.ForbidDestinations.Any(p => IsMeant(p, destination)))
            {
                var sentence = $"Your organisation does not allow sending to {destination.Value}.";
                reasons.Add(new Reason(Id, Verdict.Deny, sentence));
            }
        }
    }

    private static bool IsMeant(string pattern, Destination destination)
    {
        var parts = pattern.Split(':', 2);
        return parts.Length == 2
            && parts[0] == destination.Kind
            && (
                parts[1] == "*"
                || parts[1] == destination.Value
                || (destination.Kind == "mail" && MailAddress.Matches(destination.Value, parts[1]))
            );
    }
}
