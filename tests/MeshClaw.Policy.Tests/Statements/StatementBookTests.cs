using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Statements;
using MeshClaw.Policy.Tests.Guarding;
using static MeshClaw.Policy.Tests.Statements.StatementCase;

namespace MeshClaw.Policy.Tests.Statements;

public sealed class StatementBookTests
{
    private static readonly Statement s_good = Named("s", StatementVerb.Permit) with
    {
        Tools = ["mail.send"],
        Destinations = To("mail:ana@corp.example"),
    };

    public static TheoryData<string, Statement> Faulty =>
        new()
        {
            { "no condition", Named("s", StatementVerb.Permit) },
            { "no condition", Named("s", StatementVerb.Forbid) },
            { "\"tool\" is empty", s_good with { Tools = [] } },
            {
                "\"tool\" is empty",
                s_good with
                {
                    Tools = default(System.Collections.Immutable.ImmutableArray<string>),
                }
            },
            { "no tool", s_good with { Tools = ["*"] } },
            { "no tool", s_good with { Tools = [".*"] } },
            { "\"effect\" is empty", s_good with { Effects = EffectKinds.None } },
            { "\"time\" is empty", s_good with { Times = [new TimeWindow(null, null)] } },
            { "\"time\" is empty", s_good with { Times = [new TimeWindow(null, (TimeSpan.Zero, TimeSpan.Zero))] } },
            { "\"amount\" is empty", s_good with { Amount = new AmountRange(null, false, null, false) } },
            { "upper bound", s_good with { Effects = EffectKinds.Spends } },
            { "upper bound", s_good with { Amount = new AmountRange(1, true, null, false) } },
            { "exact tools", s_good with { Effects = EffectKinds.ChangesAccess, Tools = ["mail.*"] } },
            {
                "exact tools",
                s_good with
                {
                    Effects = EffectKinds.ChangesAccess,
                    Destinations = To("mail:@corp.example"),
                }
            },
            { "narrows and never widens", s_good with { Source = StatementSource.Organisation } },
            { "its id", s_good with { Id = "a,b" } },
        };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void A_statement_with_a_fault_is_refused(string fault, Statement statement)
    {
        Assert.Empty(StatementFaults.Of(s_good));
        Assert.Contains(fault, string.Join(' ', StatementFaults.Of(statement)), StringComparison.OrdinalIgnoreCase);
        Assert.Throws<ArgumentException>(() => new StatementBook([statement]));
    }

    [Fact]
    public void Two_statements_of_one_id_are_refused() =>
        Assert.Throws<ArgumentException>(() => new StatementBook([s_good, s_good]));

    [Fact]
    public void A_permit_that_does_not_speak_of_access_never_covers_a_change_of_it()
    {
        var share = new CallFacts
        {
            Tool = new ToolName("files.share"),
            Effect = EffectKinds.Reversible | EffectKinds.ChangesAccess,
            Destinations = [new Destination("mail", "ana@corp.example")],
        };
        var wide = Named("s", StatementVerb.Permit) with { Tools = ["files.*"] };
        var exact = wide with { Tools = ["files.share"], Destinations = To("mail:ana@corp.example") };

        Assert.False(StatementMatcher.Matches(wide, share));
        Assert.True(StatementMatcher.Matches(exact, share));
    }

    [Fact]
    public void The_version_and_with_it_the_policys_fingerprint_changes_with_every_condition()
    {
        Statement[] all =
        [
            s_good,
            s_good with
            {
                Id = "t",
            },
            s_good with
            {
                Verb = StatementVerb.Ask,
            },
            s_good with
            {
                Verb = StatementVerb.Forbid,
                Source = StatementSource.Organisation,
            },
            s_good with
            {
                Verb = StatementVerb.Forbid,
            },
            s_good with
            {
                Tools = ["mail.send", "mail.move"],
            },
            s_good with
            {
                Effects = EffectKinds.Sends,
            },
            s_good with
            {
                Labels = LabelKinds.Owner,
            },
            s_good with
            {
                Destinations = To("mail:ana@corp.example", "host:*"),
            },
            s_good with
            {
                Times = [new TimeWindow([DayOfWeek.Monday], null)],
            },
            s_good with
            {
                Amount = new AmountRange(null, false, 20, true),
            },
            s_good with
            {
                Amount = new AmountRange(null, false, 20, false),
            },
            s_good with
            {
                Agents = [GuardCase.Inbox],
            },
        ];

        var prints = all.Select(s =>
            PolicyFingerprint.Of(Ceiling.None, new StatementBook([s]), GuardCase.Snapshot().Grant)
        );

        Assert.Equal(all.Length, prints.Distinct().Count());
        Assert.Equal(new StatementBook([s_good]).Version, new StatementBook([s_good with { Why = "because" }]).Version);
    }

    [Theory]
    [InlineData("mail.lists.leave", "all any below exact")]
    [InlineData("mail.lists.join", "all any below")]
    [InlineData("mail.send", "all any")]
    [InlineData("mail.listserver.send", "all any")]
    [InlineData("mailx.send", "any")]
    public void A_call_is_heard_by_every_statement_that_names_its_tool_in_any_way(string tool, string heard)
    {
        var book = new StatementBook([
            Named("any", StatementVerb.Forbid) with
            {
                Effects = EffectKinds.Reversible,
            },
            Named("all", StatementVerb.Forbid) with
            {
                Tools = ["mail.*"],
            },
            Named("below", StatementVerb.Forbid) with
            {
                Tools = ["mail.lists.*", "mail.lists.leave"],
            },
            Named("exact", StatementVerb.Forbid) with
            {
                Tools = ["mail.lists.leave", "mail.move"],
            },
        ]);
        var call = new ProposedCall(
            GuardCase.Work,
            new ToolName(tool),
            new Effect(EffectClass.Reversible),
            Verbs.Move,
            "{}",
            [GuardCase.Message("1", "a@b.example")]
        );

        var spoken = Guard.Decide(call, GuardCase.Snapshot() with { Statements = book }).Spoken.Select(r => r.Rule);

        Assert.Equal(
            heard,
            string.Join(
                ' ',
                spoken.Where(r => r.StartsWith("policy:", StringComparison.Ordinal)).Select(r => r[7..]).Order()
            )
        );
    }

    [Theory]
    [InlineData("> 1 and > 2")]
    [InlineData("< 0")]
    [InlineData("> 5 and < 5")]
    [InlineData("5")]
    [InlineData("> -5")]
    [InlineData("> 1e9")]
    [InlineData("")]
    public void What_is_no_range_of_amounts_is_refused(string text) => Assert.Null(AmountRange.Parse(text));

    [Theory]
    [InlineData("> 100")]
    [InlineData("<= 20")]
    [InlineData("> 20 and <= 99.5")]
    [InlineData(">= 20 and <= 20")]
    public void A_range_of_amounts_reads_back_as_it_is_written(string text) =>
        Assert.Equal(text, AmountRange.Parse(text)!.ToString());
}
