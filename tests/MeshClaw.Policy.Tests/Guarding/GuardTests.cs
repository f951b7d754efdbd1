using System.Collections.Immutable;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;
using static MeshClaw.Policy.Tests.Guarding.GuardCase;

namespace MeshClaw.Policy.Tests.Guarding;

public sealed class GuardTests
{
    [Theory]
    [InlineData(Autonomy.Observe, Verdict.Deny, Verdict.Deny, Verdict.Deny)]
    [InlineData(Autonomy.Propose, Verdict.Ask, Verdict.Ask, Verdict.Ask)]
    [InlineData(Autonomy.ActReversibly, Verdict.Allow, Verdict.Allow, Verdict.Ask)]
    [InlineData(Autonomy.Act, Verdict.Allow, Verdict.Allow, Verdict.Ask)]
    public void Autonomy_decides_how_far_an_agent_goes_alone(
        Autonomy autonomy,
        Verdict move,
        Verdict delete,
        Verdict send
    )
    {
        var snapshot = Snapshot(autonomy);

        Assert.Equal(move, Guard.Decide(Move(), snapshot).Verdict);
        Assert.Equal(delete, Guard.Decide(Delete(), snapshot).Verdict);
        Assert.Equal(send, Guard.Decide(Send("ana@corp.example"), snapshot).Verdict);
        Assert.Equal(Verdict.Allow, Guard.Decide(Read(), snapshot).Verdict);
    }

    [Fact]
    public void Nothing_is_allowed_when_stopped_but_the_owners_own_undo()
    {
        var stopped = Snapshot() with { Stopped = true };

        Assert.Equal(Verdict.Deny, Guard.Decide(Move(), stopped).Verdict);
        Assert.Equal(Verdict.Deny, Guard.Decide(Read(), stopped).Verdict);
        Assert.Equal(Verdict.Allow, Guard.Decide(Move(), stopped with { Proposer = Proposer.OwnerUndo }).Verdict);
    }

    [Fact]
    public void An_order_holds_whatever_the_autonomy_and_whoever_approved()
    {
        var never = new OrderRule
        {
            Verdict = OrderVerdict.Deny,
            Verbs = Verbs.Delete,
            From = ["ana@corp.example"],
        };
        var call = Delete(from: "ana@corp.example");
        var snapshot = Snapshot(Autonomy.Act, null, Order(3, never)) with
        {
            Approval = new ApprovalGrant(new ApprovalId(1), [call.Hash], Noon.AddHours(1)),
        };

        var decision = Guard.Decide(call, snapshot);

        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal("orders:o3", Assert.Single(decision.Reasons).Rule);
        Assert.Equal("Your order o3 says: “as given”.", decision.Explanation);
        Assert.Null(decision.Permit);
        Assert.Equal(Verdict.Allow, Guard.Decide(Delete(from: "boris@corp.example"), snapshot).Verdict);
    }

    [Fact]
    public void A_hold_denies_every_effect_and_no_read()
    {
        var hold = new OrderRule
        {
            Verdict = OrderVerdict.Deny,
            Verbs = Verbs.Any,
            UntilTold = true,
        };
        var snapshot = Snapshot(Autonomy.Act, null, Order(1, hold));

        Assert.Equal(
            [Verdict.Deny, Verdict.Deny, Verdict.Allow],
            Verdicts([Move(), Send("a@b.example"), Read()], snapshot)
        );
    }

    [Fact]
    public void An_order_that_limits_counts_things_and_not_calls()
    {
        var five = new OrderRule
        {
            Verdict = OrderVerdict.Limit,
            Verbs = Verbs.Delete,
            Count = 5,
            Per = OrderPeriod.Day,
        };
        var four = new ProposedCall(
            Work,
            new ToolName("mail.delete"),
            new Effect(EffectClass.Reversible, EffectTraits.Destroys),
            Verbs.Delete,
            "{}",
            Enumerable.Range(0, 4).Select(i => Message(i.ToString(), "a@b.example"))
        );

        var verdicts = Verdicts([four, Delete("8"), Delete("9")], Snapshot(Autonomy.Act, null, Order(2, five)));

        Assert.Equal([Verdict.Allow, Verdict.Allow, Verdict.Deny], verdicts);
    }

    [Fact]
    public void An_approval_lets_through_exactly_the_call_that_was_shown()
    {
        var shown = Move("1");
        var snapshot = Snapshot(Autonomy.Propose) with
        {
            Approval = new ApprovalGrant(new ApprovalId(4), [shown.Hash], Noon.AddHours(1)),
        };

        var allowed = Guard.Decide(shown, snapshot);
        Assert.Equal(Verdict.Allow, allowed.Verdict);
        Assert.Equal(new ApprovalId(4), allowed.Permit?.Approval);
        Assert.Equal(Verdict.Ask, Guard.Decide(Move("2"), snapshot).Verdict);
        Assert.Equal(Verdict.Ask, Guard.Decide(Move("1", to: "Trash"), snapshot).Verdict);
        Assert.Equal(Verdict.Ask, Guard.Decide(shown, snapshot with { Now = Noon.AddHours(1) }).Verdict);
    }

    [Fact]
    public void More_actions_than_the_bulk_limit_ask_as_one_also_when_they_come_in_small_groups()
    {
        var limits = new Limits { Bulk = 3 };
        var calls = Enumerable.Range(1, 4).Select(i => Move(i.ToString())).ToList();

        Assert.All(Verdicts(calls, Snapshot(limits: limits)), v => Assert.Equal(Verdict.Ask, v));
        Assert.All(Verdicts(calls[..3], Snapshot(limits: limits)), v => Assert.Equal(Verdict.Allow, v));

        var permit = Guard.Decide(Move(), Snapshot(limits: limits)).Permit!;
        var counter = Assert.Single(permit.Uses, u => u.Name == "bulk").Counter;
        var later = Snapshot(limits: limits) with { Used = ImmutableDictionary<string, long>.Empty.Add(counter, 3) };
        Assert.Equal(Verdict.Ask, Guard.Decide(Move(), later).Verdict);
    }

    [Theory]
    [InlineData("run/r7/actions", 300)]
    [InlineData("day/2026-11-23/inbox/deletions", 50)]
    public void A_limit_that_is_used_up_denies_and_an_approval_does_not_raise_it(string counter, long used)
    {
        var call = Delete();
        var snapshot = Snapshot() with
        {
            Used = ImmutableDictionary<string, long>.Empty.Add(counter, used),
            Approval = new ApprovalGrant(new ApprovalId(1), [call.Hash], Noon.AddHours(1)),
        };

        Assert.Equal(Verdict.Deny, Guard.Decide(call, snapshot).Verdict);
        var before = snapshot with { Used = snapshot.Used.ToImmutableDictionary().SetItem(counter, used - 1) };
        Assert.Equal(Verdict.Allow, Guard.Decide(call, before).Verdict);
    }

    [Fact]
    public void A_denied_call_uses_nothing_up()
    {
        var never = new OrderRule
        {
            Verdict = OrderVerdict.Deny,
            Verbs = Verbs.Move,
            From = ["ana@corp.example"],
        };
        var snapshot = Snapshot(Autonomy.ActReversibly, new Limits { ActionsPerRun = 1 }, Order(1, never));

        Assert.Equal(
            [Verdict.Deny, Verdict.Allow],
            Verdicts([Move("1", from: "ana@corp.example"), Move("2")], snapshot)
        );
    }

    [Fact]
    public void A_ceiling_narrows_and_never_widens()
    {
        var snapshot = Snapshot(Autonomy.Act);
        var observe = snapshot with { Ceiling = new Ceiling { MaxAutonomy = Autonomy.Observe } };
        var forbid = snapshot with { Ceiling = new Ceiling { ForbidTools = ["mail.move"] } };
        var ask = snapshot with { Ceiling = new Ceiling { AskTools = ["mail.*"] } };
        var domain = snapshot with { Ceiling = new Ceiling { ForbidDestinations = ["mail:@rival.example"] } };
        var wide = Snapshot(Autonomy.Observe) with { Ceiling = new Ceiling { MaxAutonomy = Autonomy.Act } };

        Assert.Equal(Verdict.Deny, Guard.Decide(Move(), observe).Verdict);
        Assert.Equal(Verdict.Deny, Guard.Decide(Move(), forbid).Verdict);
        Assert.Equal(Verdict.Ask, Guard.Decide(Move(), ask).Verdict);
        Assert.Equal(Verdict.Deny, Guard.Decide(Send("x@eu.rival.example"), domain).Verdict);
        Assert.Equal(Verdict.Ask, Guard.Decide(Send("x@notrival.example"), domain).Verdict);
        Assert.Equal(Verdict.Deny, Guard.Decide(Move(), wide).Verdict);
    }

    [Fact]
    public void Empty_lists_never_mean_everything()
    {
        var snapshot = Snapshot(Autonomy.Act);

        Assert.Equal(
            Verdict.Deny,
            Guard.Decide(Move(), snapshot with { Grant = snapshot.Grant with { Tools = [] } }).Verdict
        );
        Assert.Equal(
            Verdict.Deny,
            Guard.Decide(Move(), snapshot with { Grant = snapshot.Grant with { Connections = [] } }).Verdict
        );
        Assert.Equal(
            Verdict.Deny,
            Guard
                .Decide(Move(), snapshot with { Grant = snapshot.Grant with { Tools = [".*", "mail", "*", ""] } })
                .Verdict
        );
    }

    [Fact]
    public void A_rule_that_fails_denies()
    {
        // A default array throws when it is enumerated: the broken state of a caller, not a permission.
        var snapshot = Snapshot(Autonomy.Act);
        var broken = snapshot with { Grant = snapshot.Grant with { Tools = default } };

        var decision = Guard.Decide(Move(), broken);

        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Contains(decision.Reasons, r => r.Rule == "grant");
    }

    [Fact]
    public void A_call_into_another_connection_is_malformed()
    {
        var crossing = new ProposedCall(
            Work,
            new ToolName("mail.move"),
            new Effect(EffectClass.Reversible),
            Verbs.Move,
            "{}",
            [new Target(new ConnectionName("mail/private"), "INBOX", "1", "1", TargetFacts.Unknown)]
        );

        Assert.Equal("shape", Guard.Decide(crossing, Snapshot()).Reasons[0].Rule);
    }

    [Fact]
    public void What_a_tool_declares_to_destroy_is_a_deletion_whatever_verb_it_claims()
    {
        var never = new OrderRule { Verdict = OrderVerdict.Deny, Verbs = Verbs.Delete };
        var lying = new ProposedCall(
            Work,
            new ToolName("mail.tidy"),
            new Effect(EffectClass.Reversible, EffectTraits.Destroys),
            Verbs.Flag,
            "{}",
            [Message("1", "a@b.example")]
        );

        Assert.Equal(Verdict.Deny, Guard.Decide(lying, Snapshot(Autonomy.Act, null, Order(1, never))).Verdict);
    }
}
