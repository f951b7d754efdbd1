using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;
using static MeshClaw.Policy.Tests.Flow.FlowCase;
using static MeshClaw.Policy.Tests.Flow.Make;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>What a run planned before it read anything bounds what it does, and what the runs do that it starts.</summary>
public sealed class PlanTests
{
    private const string Writing =
        "Write to bob@corp.example, ann@corp.example and tim@corp.example: 'Good day to you'";

    private static readonly Calls.ProposedCall s_toBob = SendMail("bob@corp.example", "Good day to you");
    private static readonly Calls.ProposedCall s_toAnn = SendMail("ann@corp.example", "Good day to you");
    private static readonly Calls.ProposedCall s_toTim = SendMail("tim@corp.example", "Good day to you");

    private static Plan Mails(int? count) => new([new PlanGrant(new ToolName("mail.send"), count)]);

    [Fact]
    public void A_tool_outside_the_plan_asks_also_in_a_clean_run()
    {
        var empty = new Plan([]);

        Asked(Writing, empty).Asks("plan", s_toBob);
        Clean(Writing, empty).Asks("plan", s_toBob);
        Clean(Writing, Mails(1)).Allows(s_toBob);
        Asked(Writing, Mails(1)).Allows(s_toBob);
        Asked(Writing, new Plan([new PlanGrant(new ToolName("mail.sends"), 1), new PlanGrant(new ToolName("mail"), 1)]))
            .Asks("plan", s_toBob);
    }

    [Fact]
    public void A_plan_allows_nothing_by_itself() =>
        Asked(Writing, Mails(5)).Asks("flow:destination", SendMail("eve@evil.example", "Good day to you"));

    [Fact]
    public void A_planned_tool_is_used_up()
    {
        var run = Asked(Writing, Mails(2)).Did(s_toBob).Allows(s_toAnn).Did(s_toAnn);

        run.Asks("plan", s_toTim);
    }

    [Fact]
    public void A_planned_tool_is_used_up_within_one_group_as_well()
    {
        Assert.Equal(
            [Verdict.Allow, Verdict.Allow, Verdict.Ask],
            Verdicts(Asked(Writing, Mails(2)), s_toBob, s_toAnn, s_toTim)
        );
        Assert.Equal(
            [Verdict.Allow, Verdict.Ask, Verdict.Ask],
            Verdicts(Asked(Writing, Mails(2)).Did(SendMail("a@corp.example", "")), s_toBob, s_toAnn, s_toTim)
        );
        Assert.Equal(
            [Verdict.Allow, Verdict.Allow, Verdict.Allow],
            Verdicts(Asked(Writing, Mails(3)), s_toBob, s_toAnn, s_toTim)
        );
        Assert.Equal(
            [Verdict.Allow, Verdict.Allow, Verdict.Allow],
            Verdicts(Asked(Writing, Mails(null)), s_toBob, s_toAnn, s_toTim)
        );
    }

    [Fact]
    public void A_plan_of_none_allows_none() => Asked(Writing, Mails(0)).Asks("plan", s_toBob);

    [Fact]
    public void Grants_of_one_tool_add_up()
    {
        var plan = new Plan([.. Mails(1).Grants, .. Mails(2).Grants]);

        Assert.Equal([new PlanGrant(new ToolName("mail.send"), 3)], plan.Grants);
        Assert.Equal(
            [new PlanGrant(new ToolName("mail.send"), null)],
            new Plan([.. Mails(1).Grants, .. Mails(null).Grants]).Grants
        );
    }

    [Fact]
    public void What_a_sub_run_uses_is_used_in_the_run_and_the_other_way_round()
    {
        var run = Asked(Writing, Mails(2));
        var sub = FlowCase.Of(run.Flow.ForSubRun(Mails(2)));

        sub.Did(s_toBob);
        run.Asks("flow:again", s_toBob).Allows(s_toAnn).Did(s_toAnn);
        sub.Asks("plan", s_toTim);
        run.Asks("plan", s_toTim);
    }

    [Fact]
    public void A_sub_run_has_no_wider_plan()
    {
        var run = Asked(Writing, Mails(1));

        FlowCase.Of(run.Flow.ForSubRun(new Plan([]))).Asks("plan", s_toBob);
        FlowCase.Of(run.Flow.ForSubRun(Mails(null))).Allows(s_toBob).Did(s_toBob).Asks("plan", s_toAnn);
        FlowCase.Of(Asked(Writing).Flow.ForSubRun(Mails(1))).Allows(s_toBob);
        FlowCase.Of(Asked(Writing, new Plan([])).Flow.ForSubRun(Mails(1))).Asks("plan", s_toBob);
    }

    [Fact]
    public void A_sub_run_of_a_tainted_run_is_tainted()
    {
        var sub = FlowCase.Of(Asked(Writing).Flow.ForSubRun(Mails(9)));

        Assert.True(sub.Flow.HasThirdPartyText);
        sub.Allows(s_toBob).Asks("flow:destination", SendMail("eve@evil.example", "Good day to you"));
    }

    [Fact]
    public void What_a_sub_run_reads_taints_the_run_that_started_it()
    {
        var run = Clean(Writing);
        FlowCase.Of(run.Flow.ForSubRun(Mails(9))).Read(Seen.Stranger);

        Assert.True(run.Flow.HasThirdPartyText);
        run.Allows(s_toBob).Asks("flow:destination", SendMail("eve@evil.example", "Good day to you"));
    }

    [Fact]
    public void What_a_run_reads_later_taints_the_sub_run_that_it_started()
    {
        var run = Clean(Writing);
        var sub = FlowCase.Of(run.Flow.ForSubRun(Mails(9)));
        run.Read(Seen.Stranger);

        Assert.True(sub.Flow.HasThirdPartyText);
        sub.Allows(s_toBob).Asks("flow:destination", SendMail("eve@evil.example", "Good day to you"));
    }

    [Fact]
    public void What_a_sub_run_reads_without_being_told_to_binds_the_wording_of_the_run()
    {
        const string asked = "Summarise the mail 'Harbour dates' and send the summary to bob@corp.example.";
        var run = Clean(asked)
            .ReadFor(
                "Harbour dates",
                Seen.Mail("m1", "ann@corp.example", "Harbour dates", "The crane arrives on Tuesday.")
            );
        run.Allows(SendMail("bob@corp.example", "A crane comes, tulips bloom"));

        FlowCase
            .Of(run.Flow.ForSubRun(Mails(9)))
            .Read(Seen.Mail("m2", "hr@corp.example", "Tulips", "Ann earns ninety."));

        run.Asks("flow:content", SendMail("bob@corp.example", "A crane comes, tulips bloom"));
    }

    [Fact]
    public void What_a_sub_run_reads_of_secrets_the_run_does_not_send()
    {
        const string asked = "Send the contents of the account 'harbour' to bob@corp.example.";
        var run = Clean(asked).ReadFor("harbour", Seen.Stranger);
        FlowCase.Of(run.Flow.ForSubRun(Mails(9))).ReadFor("harbour", Seen.Secret("harbour", "swordfish"));

        run.Allows(SendMail("bob@corp.example", "contents"))
            .Asks("flow:content", SendMail("bob@corp.example", "contents swordfish"));
    }

    private static IEnumerable<Verdict> Verdicts(FlowCase run, params Calls.ProposedCall[] calls) =>
        run.Decide(calls).Select(d => d.Verdict);
}
