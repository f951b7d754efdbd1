using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Policy.Tests.Orders;

public sealed class OrderMatcherTests
{
    private static readonly DateTimeOffset s_now = At("2026-11-23 12:00");
    private static readonly AgentName s_inbox = new("inbox");

    [Theory]
    [InlineData("@corp.example", "ana@corp.example", true)]
    [InlineData("@corp.example", "ana@mail.corp.example", true)]
    [InlineData("@corp.example", "ana@evilcorp.example", false)]
    [InlineData("@corp.example", "ana@corp.example.evil.example", false)]
    [InlineData("ana@corp.example", "banana@corp.example", false)]
    [InlineData("ana@corp.example", "ana+x@corp.example", false)]
    public void A_sender_is_met_by_its_own_address_or_its_domain(string pattern, string from, bool met)
    {
        Assert.Equal(met, Delete(new() { From = [from] }, Rule() with { From = [pattern] }));
        Assert.Equal(!met, Delete(new() { From = [from] }, Rule() with { NotFrom = [pattern] }));
        Assert.Equal(met, Send([from], Rule(Verbs.Send) with { To = [pattern] }));
        Assert.Equal(!met, Send([from], Rule(Verbs.Send) with { NotTo = [pattern] }));
    }

    [Fact]
    public void Facts_that_are_unknown_count_as_met()
    {
        var all = Rule() with
        {
            From = ["ana@corp.example"],
            NotFrom = ["boris@corp.example"],
            Folder = ["Invoices"],
            NotFolder = ["Archive"],
            Subject = ["contract"],
            Kind = TargetKinds.Unread,
            NotKind = TargetKinds.Newsletter,
            OlderThanDays = 30,
            NewerThanDays = 60,
        };
        Assert.True(Delete(TargetFacts.Unknown, all));
    }

    [Fact]
    public void Any_of_several_senders_meets_from_and_only_all_of_them_are_spared()
    {
        TargetFacts both = new() { From = ["ana@corp.example", "boris@shop.example"] };
        Assert.True(Delete(both, Rule() with { From = ["boris@shop.example"] }));
        Assert.True(Delete(both, Rule() with { NotFrom = ["ana@corp.example"] }));
        Assert.False(Delete(both, Rule() with { NotFrom = ["ana@corp.example", "@shop.example"] }));
    }

    [Fact]
    public void Mail_that_is_known_to_have_no_sender_is_from_nobody_and_not_spared()
    {
        TargetFacts none = new() { From = [] };
        Assert.False(Delete(none, Rule() with { From = ["ana@corp.example"] }));
        Assert.True(Delete(none, Rule() with { NotFrom = ["ana@corp.example"] }));
    }

    [Fact]
    public void One_recipient_is_enough_and_all_must_be_spared()
    {
        string[] both = ["ana@corp.example", "eve@evil.example"];
        Assert.True(Send(both, Rule(Verbs.Send) with { To = ["eve@evil.example"] }));
        Assert.True(Send(both, Rule(Verbs.Send) with { NotTo = ["@corp.example"] }));
        Assert.False(
            Send(["ana@corp.example", "b@x.corp.example"], Rule(Verbs.Send) with { NotTo = ["@corp.example"] })
        );
    }

    [Fact]
    public void A_call_that_sends_to_nobody_known_may_go_to_anybody()
    {
        Assert.True(Send([], Rule(Verbs.Send) with { To = ["ana@corp.example"] }));
        Assert.True(Send([], Rule(Verbs.Send) with { NotTo = ["ana@corp.example"] }));
    }

    [Theory]
    [InlineData("Invoices", true)]
    [InlineData("invoices", true)]
    [InlineData("Invoices/2026", true)]
    [InlineData("Invoices.2026", true)]
    [InlineData("Invoices2026", false)]
    [InlineData("Old/Invoices", false)]
    public void A_folder_is_met_with_all_that_is_inside_it(string folder, bool met)
    {
        Assert.Equal(met, Delete(new() { Folder = folder }, Rule() with { Folder = ["Invoices"] }));
        Assert.Equal(!met, Delete(new() { Folder = folder }, Rule() with { NotFolder = ["Invoices"] }));
    }

    // 2026-11-27 is a Friday. A night of Friday goes on into Saturday morning.
    [Theory]
    [InlineData("2026-11-27 21:59", false)]
    [InlineData("2026-11-27 22:00", true)]
    [InlineData("2026-11-28 06:59", true)]
    [InlineData("2026-11-28 07:00", false)]
    [InlineData("2026-11-27 06:59", false)]
    [InlineData("2026-11-28 22:30", false)]
    public void A_night_belongs_to_the_day_on_which_it_begins(string time, bool met)
    {
        var rule = Rule() with { Days = [DayOfWeek.Friday], Between = (TimeSpan.FromHours(22), TimeSpan.FromHours(7)) };
        Assert.Equal(met, OrderMatcher.IsInForce(rule, At(time)));
    }

    [Theory]
    [InlineData("2026-11-23 14:59", false)]
    [InlineData("2026-11-23 15:00", true)]
    [InlineData("2026-11-23 23:59", true)]
    [InlineData("2026-11-24 00:00", false)]
    public void Hours_up_to_midnight_end_there(string time, bool met)
    {
        var rule = Rule() with { Between = (TimeSpan.FromHours(15), TimeSpan.FromHours(24)) };
        Assert.Equal(met, OrderMatcher.IsInForce(rule, At(time)));
    }

    [Theory]
    [InlineData("2026-11-27 23:59", true)]
    [InlineData("2026-11-28 00:00", false)]
    public void The_last_day_is_included(string time, bool met) =>
        Assert.Equal(met, OrderMatcher.IsInForce(Rule() with { UntilDate = new DateOnly(2026, 11, 27) }, At(time)));

    [Fact]
    public void The_last_day_is_the_owners_not_that_of_another_zone()
    {
        var rule = Rule() with { UntilDate = new DateOnly(2026, 11, 27) };
        var lateInHonolulu = new DateTimeOffset(2026, 11, 27, 23, 0, 0, TimeSpan.FromHours(-10));
        Assert.True(OrderMatcher.IsInForce(rule, lateInHonolulu));
    }

    [Theory]
    [InlineData(29, false)]
    [InlineData(31, true)]
    public void Age_is_counted_from_arrival(int days, bool met)
    {
        TargetFacts facts = new() { Received = s_now.AddDays(-days) };
        Assert.Equal(met, Delete(facts, Rule() with { OlderThanDays = 30 }));
        Assert.Equal(!met, Delete(facts, Rule() with { NewerThanDays = 30 }));
    }

    [Fact]
    public void A_subject_is_met_in_any_letter_case_and_width()
    {
        var rule = Rule() with { Subject = ["contract"] };
        Assert.True(Delete(new() { Subject = "RE: ＣＯＮＴＲＡＣＴ 7" }, rule));
        Assert.False(Delete(new() { Subject = "hello" }, rule));
    }

    [Fact]
    public void An_order_for_one_agent_is_not_for_another()
    {
        var rule = Rule() with { Agent = new AgentName("travel") };
        Assert.False(Delete(TargetFacts.Unknown, rule));
        Assert.True(Delete(TargetFacts.Unknown, rule with { Agent = s_inbox }));
    }

    [Fact]
    public void An_order_on_everything_is_about_every_effect_and_no_read()
    {
        var rule = Rule(Verbs.Any);
        Assert.True(Delete(TargetFacts.Unknown, rule));
        var read = new ProposedCall(new("mail/work"), new("mail.read"), new(EffectClass.Read), Verbs.None, "{}", []);
        Assert.False(OrderMatcher.Matches(rule, read, s_inbox, s_now));
    }

    [Fact]
    public void Several_targets_are_met_by_one_of_them()
    {
        var rule = Rule() with { From = ["ana@corp.example"] };
        Assert.True(
            Matches(rule, Verbs.Delete, [new() { From = ["x@y.example"] }, new() { From = ["ana@corp.example"] }], [])
        );
    }

    private static OrderRule Rule(Verbs verbs = Verbs.Delete) => new() { Verdict = OrderVerdict.Deny, Verbs = verbs };

    private static DateTimeOffset At(string time) =>
        DateTimeOffset.Parse(time + " +01:00", CultureInfo.InvariantCulture);

    private static bool Delete(TargetFacts facts, OrderRule rule) => Matches(rule, Verbs.Delete, [facts], []);

    private static bool Send(string[] to, OrderRule rule) => Matches(rule, Verbs.Send, [], to);

    private static bool Matches(OrderRule rule, Verbs verbs, ImmutableArray<TargetFacts> facts, string[] to)
    {
        var connection = new ConnectionName("mail/work");
        var effect = new Effect(
            EffectClass.Irreversible,
            verbs == Verbs.Send ? EffectTraits.Sends : EffectTraits.Destroys
        );
        var call = new ProposedCall(
            connection,
            new ToolName("mail.do"),
            effect,
            verbs,
            "{}",
            facts.Select((f, i) => new Target(connection, "INBOX", $"{i}", "1", f)),
            to.Select(a => new Destination("mail", a))
        );
        return OrderMatcher.Matches(rule, call, s_inbox, s_now);
    }
}
