using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Statements;
using MeshClaw.Policy.Tests.Guarding;
using static MeshClaw.Policy.Tests.Statements.StatementCase;

namespace MeshClaw.Policy.Tests.Statements;

public sealed class StatementMatcherTests
{
    [Theory]
    [InlineData(StatementVerb.Forbid, "mail:@corp.example", true)]
    [InlineData(StatementVerb.Permit, "mail:@corp.example", false)]
    [InlineData(StatementVerb.Permit, "mail:*", true)]
    public void One_destination_meets_a_forbid_and_every_one_a_permit(StatementVerb verb, string to, bool matches)
    {
        var statement = Named("s", verb) with { Destinations = To(to) };
        var call = GuardCase.Send("ana@corp.example", "eve@evil.example");

        Assert.Equal(matches, Matches(statement, call));
    }

    [Theory]
    [InlineData("mail:@corp.example", "x@sub.corp.example", true)]
    [InlineData("mail:@corp.example", "x@notcorp.example", false)]
    [InlineData("mail:ana@corp.example", "ana@corp.example.evil.example", false)]
    [InlineData("host:corp.example", "x@corp.example", false)]
    public void A_look_alike_destination_is_not_meant(string pattern, string address, bool matches) =>
        Assert.Equal(
            matches,
            Matches(Named("s", StatementVerb.Permit) with { Destinations = To(pattern) }, GuardCase.Send(address))
        );

    [Fact]
    public void A_send_to_nobody_known_may_go_anywhere()
    {
        var call = GuardCase.Send();

        Assert.True(Matches(Named("s", StatementVerb.Forbid) with { Destinations = To("host:evil.example") }, call));
        Assert.False(Matches(Named("s", StatementVerb.Permit) with { Destinations = To("mail:*") }, call));
        Assert.False(Matches(Named("s", StatementVerb.Forbid) with { Destinations = To("host:*") }, GuardCase.Move()));
    }

    [Fact]
    public void A_value_that_names_a_destination_is_one_also_where_the_connector_gives_none()
    {
        var call = new ProposedCall(
            GuardCase.Work,
            new ToolName("calendar.invite"),
            new Effect(EffectClass.Reversible),
            Verbs.Move,
            """{"guest":"eve@evil.example"}""",
            [GuardCase.Message("1", "a@b.example")],
            values: [new CallValue("/guest", ValueRole.Destination, ValueForm.Text, "eve@evil.example")]
        );

        Assert.True(Matches(Named("s", StatementVerb.Forbid) with { Destinations = To("mail:*") }, call));
        Assert.False(Matches(Named("s", StatementVerb.Permit) with { Destinations = To("mail:*") }, call));
    }

    [Theory]
    [InlineData(EffectKinds.Reversible, false)]
    [InlineData(EffectKinds.Destroys, true)]
    [InlineData(EffectKinds.Reversible | EffectKinds.Destroys, true)]
    [InlineData(EffectKinds.Irreversible | EffectKinds.Destroys, false)]
    public void A_permit_names_every_trait_of_what_it_covers(EffectKinds named, bool matches) =>
        Assert.Equal(matches, Matches(Named("s", StatementVerb.Permit) with { Effects = named }, GuardCase.Delete()));

    [Fact]
    public void A_move_that_amounts_to_a_deletion_destroys()
    {
        var call = new ProposedCall(
            GuardCase.Work,
            new ToolName("mail.move"),
            new Effect(EffectClass.Reversible),
            Verbs.Move | Verbs.Delete,
            "{}",
            [GuardCase.Message("1", "a@b.example")]
        );

        Assert.True(Matches(Named("s", StatementVerb.Forbid) with { Effects = EffectKinds.Destroys }, call));
        Assert.False(Matches(Named("s", StatementVerb.Permit) with { Effects = EffectKinds.Reversible }, call));
    }

    [Theory]
    [InlineData("> 100", 100.01, true)]
    [InlineData("> 100", 100, false)]
    [InlineData(">= 100", 100, true)]
    [InlineData("> 20 and <= 100", 100, true)]
    [InlineData("> 20 and <= 100", 101, false)]
    public void An_amount_lies_in_its_bounds(string range, decimal amount, bool matches) =>
        Assert.Equal(
            matches,
            Matches(Named("s", StatementVerb.Forbid) with { Amount = AmountRange.Parse(range) }, Pay(amount))
        );

    [Fact]
    public void An_unknown_amount_is_over_every_bound_that_forbids_and_under_none_that_permits()
    {
        var (over, under) = (AmountRange.Parse("> 100"), AmountRange.Parse("<= 20"));

        Assert.True(Matches(Named("s", StatementVerb.Forbid) with { Amount = over }, Pay(null)));
        Assert.False(Matches(Named("s", StatementVerb.Permit) with { Amount = under }, Pay(null)));
        Assert.False(Matches(Named("s", StatementVerb.Forbid) with { Amount = over }, GuardCase.Move()));
    }

    [Theory]
    [InlineData("2026-11-23T23:30", true)]
    [InlineData("2026-11-24T06:59", true)]
    [InlineData("2026-11-24T07:00", false)]
    [InlineData("2026-11-24T23:30", false)]
    [InlineData("2026-11-23T06:00", false)]
    public void A_window_over_midnight_belongs_to_the_day_it_began_on(string now, bool matches)
    {
        var monday = new TimeWindow([DayOfWeek.Monday], (TimeSpan.FromHours(22), TimeSpan.FromHours(7)));
        var snapshot = GuardCase.Snapshot() with { Now = DateTimeOffset.Parse(now + "Z") };
        var statement = Named("s", StatementVerb.Forbid) with { Times = [monday] };

        Assert.Equal(matches, StatementMatcher.Matches(statement, CallFacts.Of(GuardCase.Move(), snapshot)));
    }

    [Fact]
    public void Without_a_record_of_what_was_read_every_label_forbids_and_none_permits()
    {
        foreach (var label in Enum.GetValues<LabelKinds>().Where(l => l != LabelKinds.None))
        {
            Assert.True(Matches(Named("s", StatementVerb.Forbid) with { Labels = label }, GuardCase.Move()));
            Assert.False(Matches(Named("s", StatementVerb.Permit) with { Labels = label }, GuardCase.Move()));
        }
    }

    [Theory]
    [InlineData(LabelKinds.Owner, LabelKinds.Owner | LabelKinds.Private, true)]
    [InlineData(LabelKinds.Owner, LabelKinds.Owner | LabelKinds.ThirdParty, false)]
    [InlineData(LabelKinds.Owner, LabelKinds.Owner | LabelKinds.Private | LabelKinds.Secret, false)]
    [InlineData(LabelKinds.Owner | LabelKinds.OwnSystem, LabelKinds.OwnSystem, true)]
    public void A_permit_names_every_origin_and_secrets_in_so_many_words(
        LabelKinds named,
        LabelKinds has,
        bool matches
    ) =>
        Assert.Equal(
            matches,
            StatementMatcher.Matches(
                Named("s", StatementVerb.Permit) with
                {
                    Labels = named,
                },
                new CallFacts { Labels = has, Effect = EffectKinds.Draft }
            )
        );

    [Fact]
    public void Values_are_labelled_by_what_the_run_has_read()
    {
        var value = new CallValue("/to", ValueRole.Target, ValueForm.Text, "somewhere else");
        var call = new ProposedCall(
            GuardCase.Work,
            new ToolName("mail.move"),
            new Effect(EffectClass.Reversible),
            Verbs.Move,
            """{"to":"somewhere else"}""",
            [GuardCase.Message("1", "a@b.example")],
            values: [value]
        );
        var flow = new RunFlow("", []);
        var facts = CallFacts.Of(call, GuardCase.Snapshot() with { Flow = flow });

        Assert.Equal(
            flow.LabelOf(value).Origin == Origin.ThirdParty,
            facts.Labels!.Value.HasFlag(LabelKinds.ThirdParty)
        );
    }

    [Fact]
    public void The_owners_statements_do_not_bind_the_owners_undo_and_the_organisations_forbid_does()
    {
        var forbid = Named("no-moves", StatementVerb.Forbid) with { Tools = ["mail.move"] };
        var ask = Named("ask", StatementVerb.Ask) with { Tools = ["mail.move"], Source = StatementSource.Organisation };
        var undo = GuardCase.Snapshot() with { Proposer = Proposer.OwnerUndo };

        Assert.Equal(Verdict.Allow, Decide(undo, forbid, ask).Verdict);
        Assert.Equal(Verdict.Deny, Decide(undo, forbid with { Source = StatementSource.Organisation }).Verdict);
        Assert.Equal(Verdict.Deny, Decide(GuardCase.Snapshot(), forbid, ask).Verdict);
    }

    [Fact]
    public void A_decision_names_the_statement_its_why_and_its_doubt()
    {
        var forbid = Named("rivals", StatementVerb.Forbid) with
        {
            Labels = LabelKinds.Secret,
            Why = "They are in the auction too",
        };

        var decision = Decide(GuardCase.Snapshot(), forbid);

        Assert.Equal("policy:rivals", decision.Reasons[0].Rule);
        Assert.Equal(
            "Your policy rivals forbids it (nobody can tell its label, so it counts): “They are in the auction too”.",
            decision.Explanation
        );
    }

    private static Decision Decide(GuardSnapshot snapshot, params Statement[] statements) =>
        Guard.Decide(GuardCase.Move(), snapshot with { Statements = new StatementBook(statements) });

    private static bool Matches(Statement statement, ProposedCall call) =>
        StatementMatcher.Matches(statement, CallFacts.Of(call, GuardCase.Snapshot(Autonomy.Propose)));

    private static ProposedCall Pay(decimal? amount) =>
        new(
            GuardCase.Work,
            new ToolName("travel.book"),
            new Effect(EffectClass.Irreversible, EffectTraits.Spends),
            Verbs.Spend,
            "{}",
            [GuardCase.Message("1", "a@b.example")],
            amount: amount
        );
}
