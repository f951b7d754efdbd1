using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>How much the agent may do, by run and by day. Exceeding a limit denies: an approval does not raise it.</summary>
internal sealed class LimitsRule : IGuardRule
{
    public string Id => "limits";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (snapshot.Proposer == Proposer.OwnerUndo || call.Effect.IsPureRead)
        {
            return;
        }

        var limits = EffectiveGrant.Of(snapshot).Limits;
        var run = CounterWindow.Of(OrderPeriod.Run, snapshot.Run, snapshot.Now);
        var day = CounterWindow.Of(OrderPeriod.Day, snapshot.Run, snapshot.Now);
        var things = Math.Max(1, call.Targets.Length);
        Use($"{run}/actions", things, limits.ActionsPerRun, "actions-per-run");
        if (call.Verbs.HasFlag(Verbs.Delete))
        {
            Use($"{day}/{snapshot.Grant.Agent}/deletions", things, limits.DeletionsPerDay, "deletions-per-day");
        }

        if (call.Verbs.HasFlag(Verbs.Send))
        {
            var recipients = Math.Max(1, call.Destinations.Length);
            Use($"{day}/{snapshot.Grant.Agent}/recipients", recipients, limits.RecipientsPerDay, "recipients-per-day");
        }

        void Use(string counter, long amount, long max, string name)
        {
            if (!group.TryUse(new LimitUse(counter, amount, max, name)))
            {
                reasons.Add(new Reason($"{Id}:{name}", Verdict.Deny, $"The limit {name} of {max} is reached."));
            }
        }
    }
}
