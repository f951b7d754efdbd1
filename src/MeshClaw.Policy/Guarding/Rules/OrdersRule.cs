using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>The owner's standing orders. They bind agents; what the owner takes back is the owner's own doing.</summary>
internal sealed class OrdersRule : IGuardRule
{
    public string Id => "orders";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (snapshot.Proposer == Proposer.OwnerUndo || call.Effect.IsPureRead)
        {
            return;
        }

        foreach (var order in snapshot.Orders.Orders)
        {
            if (!OrderMatcher.Matches(order.Rule, call, snapshot.Grant.Agent, snapshot.Now))
            {
                continue;
            }

            var rule = $"{Id}:{order.Id}";
            switch (order.Rule.Verdict)
            {
                case OrderVerdict.Deny:
                    reasons.Add(new Reason(rule, Verdict.Deny, $"Your order {order.Id} says: “{order.Text}”."));
                    break;
                case OrderVerdict.Ask:
                    reasons.Add(new Reason(rule, Verdict.Ask, $"Your order {order.Id} says: “{order.Text}”."));
                    break;
                case OrderVerdict.Limit:
                    if (!group.TryUse(UseOf(order, call, snapshot)))
                    {
                        var sentence = $"Your order {order.Id} says: “{order.Text}”, and that many are done.";
                        reasons.Add(new Reason(rule, Verdict.Deny, sentence));
                    }

                    break;
            }
        }
    }

    private static LimitUse UseOf(Order order, ProposedCall call, GuardSnapshot snapshot)
    {
        var window = CounterWindow.Of(order.Rule.Per ?? OrderPeriod.Day, snapshot.Run, snapshot.Now);
        // A call on several things is as many: one call must not carry a hundred messages past a limit of five.
        var amount = Math.Max(1, Math.Max(call.Targets.Length, call.Destinations.Length));
        return new LimitUse($"{window}/order/{order.Id}", amount, order.Rule.Count ?? 0, $"order {order.Id}");
    }
}
