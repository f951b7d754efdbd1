using CsCheck;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;
using static MeshClaw.Policy.Tests.Guarding.GuardCase;

namespace MeshClaw.Policy.Tests.Guarding;

/// <summary>What must be true of the guard whatever it is given.</summary>
public sealed class GuardPropertyTests
{
    private static readonly Gen<OrderRule> s_rule =
        from verdict in Gen.Enum<OrderVerdict>()
        from verbs in Pick(Verbs.Any, Verbs.Delete, Verbs.Move, Verbs.Send, Verbs.Delete | Verbs.Move)
        from narrow in Gen.Int[0, 3]
        from count in Gen.Int[0, 4]
        select new OrderRule
        {
            Verdict = verdict,
            Verbs = verbs,
            From = narrow == 1 ? ["ana@corp.example"] : null,
            NotFrom = narrow == 2 ? ["@corp.example"] : null,
            Folder = narrow == 3 ? ["INBOX"] : null,
            Count = verdict == OrderVerdict.Limit ? count : null,
            Per = verdict == OrderVerdict.Limit ? OrderPeriod.Day : null,
        };

    private static readonly Gen<ProposedCall> s_call =
        from id in Gen.Int[1, 9]
        from kind in Gen.Int[0, 3]
        from sender in Pick("ana@corp.example", "eve@evilcorp.example", "x@sub.corp.example")
        select MakeCall(kind, id.ToString(), sender);

    private static readonly Gen<GuardSnapshot> s_snapshot =
        from autonomy in Gen.Enum<Autonomy>()
        from rules in s_rule.Array[0, 5]
        from bulk in Gen.Int[0, 6]
        select Snapshot(autonomy, new Limits { Bulk = bulk }, [.. rules.Select((r, i) => Order(i + 1, r))]);

    [Fact]
    public void One_more_order_never_allows_more() =>
        Gen.Select(s_snapshot, s_rule, s_call)
            .Sample(
                (snapshot, rule, call) =>
                {
                    var more = snapshot with { Orders = new OrderBook(2, snapshot.Orders.Orders.Add(Order(99, rule))) };
                    return Guard.Decide(call, more).Verdict >= Guard.Decide(call, snapshot).Verdict;
                }
            );

    [Fact]
    public void The_order_of_orders_does_not_matter() =>
        Gen.Select(s_snapshot, s_call)
            .Sample(
                (snapshot, call) =>
                {
                    var turned = snapshot with { Orders = new OrderBook(1, [.. snapshot.Orders.Orders.Reverse()]) };
                    return Guard.Decide(call, turned).Verdict == Guard.Decide(call, snapshot).Verdict;
                }
            );

    [Fact]
    public void A_ceiling_never_allows_more() =>
        Gen.Select(s_snapshot, s_call, Gen.Enum<Autonomy>(), Gen.Bool, Gen.Int[0, 5])
            .Sample(
                (snapshot, call, most, forbid, bulk) =>
                {
                    var ceiling = new Ceiling
                    {
                        MaxAutonomy = most,
                        ForbidTools = forbid ? ["mail.move"] : [],
                        Limits = new Limits { Bulk = bulk },
                    };
                    var under = snapshot with { Ceiling = ceiling };
                    return Guard.Decide(call, under).Verdict >= Guard.Decide(call, snapshot).Verdict;
                }
            );

    [Fact]
    public void The_verdict_is_the_strictest_reason_and_a_permit_exists_exactly_when_it_allows() =>
        Gen.Select(s_snapshot, s_call.Array[0, 8])
            .Sample(
                (snapshot, calls) =>
                    Guard
                        .Decide(calls, snapshot)
                        .All(d =>
                            d.Reasons.Length > 0
                            && d.Reasons.All(r => r.Verdict == d.Verdict)
                            && (d.Permit is not null) == (d.Verdict == Verdict.Allow)
                        )
            );

    [Fact]
    public void A_call_in_a_group_is_never_judged_milder_than_alone() =>
        Gen.Select(s_snapshot, s_call.Array[1, 8])
            .Sample(
                (snapshot, calls) =>
                    Guard.Decide(calls, snapshot).All(d => d.Verdict >= Guard.Decide(d.Call, snapshot).Verdict)
            );

    [Fact]
    public void Hashes_differ_when_anything_that_is_bound_differs() =>
        Gen.Select(s_call, s_call)
            .Sample(
                (one, other) =>
                    one.Hash
                    == other.Hash
                    == (
                        one.Tool == other.Tool
                        && one.Arguments == other.Arguments
                        && one.Targets.Select(t => t.Id).SequenceEqual(other.Targets.Select(t => t.Id))
                        && one.Destinations.SequenceEqual(other.Destinations)
                    )
            );

    private static ProposedCall MakeCall(int kind, string id, string sender) =>
        kind switch
        {
            0 => Move(id, from: sender),
            1 => Delete(id, sender),
            2 => Send(sender),
            _ => Read(),
        };

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
