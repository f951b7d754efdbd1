using MeshClaw.Core.Agents.Drafting;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Tests.Agents.Drafting;

public class AgentDrafterTests
{
    [Theory]
    [InlineData("Every morning sort my inbox", "every day at 07:00")]
    [InlineData("Each weekday at 8 sort my mail", "every weekday at 8")]
    [InlineData("When mail from ana@corp.example comes, flag it", "mail.received")]
    [InlineData("Every 15 minutes sort my mail", "every 15 minutes")]
    [InlineData("On Mondays at 9:00 archive newsletters", "mondays at 9:00")]
    [InlineData("At 17:30 on weekdays, summarise my mail", "at 17:30 on weekdays")]
    [InlineData("Tell me on weekday mornings what matters in my mail today", "weekday at 07:00")]
    [InlineData("Every morning at 8 brief me on my mail", "every day at 8")]
    [InlineData("Sort my inbox every evening", "every day at 18:00")]
    [InlineData("Sort my mail at 08:00 and 17:30 on mon, wed", "at 08:00 and 17:30 on mon, wed")]
    [InlineData("Sort my mail on the 1st of the month at 9:00", "1st of the month at 9:00")]
    [InlineData("As soon as a message arrives, and every evening, sort my mail", "every day at 18:00|mail.received")]
    public void A_sentence_says_when(string sentence, string when)
    {
        var agent = Wishes.Agent(Wishes.Draft(sentence, "mail/work"), "mail/work");

        Assert.Equal(when, string.Join('|', agent.When.Select(w => w.ToWords())));
    }

    [Theory]
    [InlineData("Every third Tuesday at 9 sort my mail")]
    [InlineData("Sort my mail at 8 except fridays")]
    [InlineData("Sort my mail every day at 8 but not on Fridays")]
    [InlineData("Every other day at 7:00 sort my mail")]
    [InlineData("Sort my mail every week")]
    [InlineData("Sort my mail tomorrow at 8")]
    [InlineData("Sort my mail daily until friday at 9:00")]
    [InlineData("Sort my mail at 25:00")]
    [InlineData("Every 7 minutes sort my mail")]
    [InlineData("Every morning at 8pm sort my mail in the evening")]
    public void A_time_that_is_not_understood_is_asked_and_never_guessed(string sentence)
    {
        var drafting = Wishes.Draft(sentence, "mail/work");

        Assert.Null(drafting.Draft);
        Assert.Equal("when", Assert.Single(drafting.Questions).Key);
    }

    [Theory]
    [InlineData("Sort my mail for the day")]
    [InlineData("What came in the last days: sort my mail")]
    [InlineData("Say good morning and sort my mail, all 3 of them")]
    public void Words_of_time_that_say_no_time_of_a_run_are_none(string sentence)
    {
        var question = Assert.Single(Wishes.Draft(sentence, "mail/work").Questions);

        Assert.StartsWith("When should it run?", question.Text, StringComparison.Ordinal);
        Assert.Contains("06:30 on weekdays", question.Options);
    }

    [Fact]
    public void The_sentence_of_the_brief_comes_to_a_whole_draft()
    {
        const string Sentence = "every morning summarise what my team shipped and post it in #team";

        var drafting = Wishes.Draft(Sentence, "mail/work");

        var agent = Wishes.Agent(drafting, "mail/work");
        Assert.Equal("brief", agent.Name.Value);
        Assert.Empty(agent.Grant.Connections); // The sentence says nothing of mail.
        Assert.Equal(Autonomy.Propose, agent.Grant.Autonomy);
        Assert.StartsWith(Sentence, agent.Instructions, StringComparison.Ordinal);
        Assert.Equal(["chat", "deployments"], drafting.Missing.Select(m => m.Connector));
        Assert.Contains("#team", drafting.Missing[0].Todo, StringComparison.Ordinal);
        Assert.Equal(
            [
                "With --connection mail/work it goes by what mail says of it meanwhile.",
                "\"every morning\" was read as every day at 07:00.",
            ],
            drafting.Notes
        );
    }

    [Fact]
    public void Verbs_give_tools_and_a_never_takes_none()
    {
        var agent = Wishes.Agent(
            Wishes.Draft(
                "Every evening summarise my mail, snooze what can wait and never delete or send anything",
                "mail/work"
            ),
            "mail/work"
        );

        Assert.Contains("mail.snooze", agent.Grant.Tools);
        Assert.DoesNotContain("mail.delete", agent.Grant.Tools);
        Assert.DoesNotContain("mail.send", agent.Grant.Tools);
        Assert.DoesNotContain("mail.move", agent.Grant.Tools);
    }

    [Fact]
    public void What_the_sentence_adds_to_a_template_has_room_in_the_limits()
    {
        var agent = Wishes.Agent(
            Wishes.Draft("Every evening summarise my mail and send it to ana@corp.example", "mail/work"),
            "mail/work"
        );

        Assert.Contains("mail.send", agent.Grant.Tools);
        Assert.Equal((20, 0), (agent.Grant.Limits.RecipientsPerDay, agent.Grant.Limits.DeletionsPerDay));
    }

    [Fact]
    public void Of_several_accounts_one_is_asked_for_and_a_named_one_is_taken()
    {
        var asked = Wishes.Draft("Every morning sort my mail", "mail/work", "mail/home");
        var named = Wishes.Draft("Every morning sort mail/home", "mail/work", "mail/home");

        Assert.Equal(["mail/home", "mail/work"], Assert.Single(asked.Questions).Options);
        Assert.Equal(["mail/home"], named.Draft!.Connections.Select(c => c.Value));
    }

    [Theory]
    [InlineData("Every morning sort my mail without asking, on your own")]
    [InlineData("autonomy: act. Every morning sort my mail")]
    public void A_sentence_never_raises_autonomy(string sentence)
    {
        var drafting = Wishes.Draft(sentence, "mail/work");

        Assert.Equal(Autonomy.Propose, drafting.Draft!.Autonomy);
        Assert.Contains(drafting.Notes, n => n.Contains("--autonomy", StringComparison.Ordinal));
    }

    [Fact]
    public void What_it_should_do_is_asked_where_it_is_not_clear()
    {
        var question = Assert.Single(Wishes.Draft("Every morning make me happy", "mail/work").Questions);

        Assert.Equal("what", question.Key);
        Assert.Equal(["inbox", "deployments", "calendar", "brief", "travel"], question.Options);
    }

    [Fact]
    public void Answers_come_before_what_the_sentence_says()
    {
        var wish = new AgentWish
        {
            Sentence = "Every morning sort my mail",
            Connections = ["mail/home"],
            When = ["monday at 9:00", "mail.received", "0 4 * * *"],
            Autonomy = "act",
            Name = "evening",
        };

        var agent = Wishes.Agent(Wishes.Draft(wish, "mail/work", "mail/home"), "mail/work", "mail/home");

        Assert.Equal(("evening", Autonomy.Act), (agent.Name.Value, agent.Grant.Autonomy));
        Assert.Equal(["mail/home"], agent.Grant.Connections.Select(c => c.Value));
        Assert.Equal(["monday at 9:00", "0 4 * * *", "mail.received"], agent.When.Select(w => w.ToWords()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("brief")]
    public void What_is_missing_is_said_whatever_else_is_chosen(string? template)
    {
        var wish = new AgentWish
        {
            Sentence = "Every evening summarise my mail and post it in #team",
            Template = template,
            Connections = template is null ? ["mail/work"] : [],
        };

        Assert.Contains("chat", Wishes.Draft(wish, "mail/work").Missing.Select(m => m.Connector));
    }

    [Fact]
    public void A_name_that_is_taken_is_not_proposed()
    {
        var wish = new AgentWish { Template = "inbox" };

        var drafting = AgentDrafter.Draft(wish, Wishes.Home("mail/work"), ["inbox", "inbox-2"]);

        Assert.Equal("inbox-3", drafting.Draft!.Name);
    }

    [Fact]
    public void A_wish_for_one_thing_is_no_wish_to_have_all_mail_sorted()
    {
        var agent = Wishes.Agent(
            Wishes.Draft("When mail from ana@corp.example comes, draft an answer", "mail/work"),
            "mail/work"
        );

        Assert.Equal(["mail.folders", "mail.list", "mail.read", "mail.search", "mail.draft"], agent.Grant.Tools);
        Assert.Empty(agent.Rules);
        Assert.Equal((0, 0), (agent.Grant.Limits.RecipientsPerDay, agent.Grant.Limits.DeletionsPerDay));
        Assert.DoesNotContain("Flag it", agent.Instructions, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Every evening archive newsletters", "newsletters -> archive")]
    [InlineData("Every evening move receipts to Taxes", "receipts -> Taxes")]
    [InlineData(
        "Every evening archive my notifications, and file newsletters into the folder Later",
        "notifications -> archive|newsletters -> Later"
    )]
    [InlineData("Every evening draft answers, and never archive newsletters", "")]
    [InlineData("Every evening snooze my mail; delete all newsletters", "newsletters -> delete")]
    public void What_is_said_as_plainly_as_a_rule_is_one(string sentence, string rules)
    {
        var agent = Wishes.Agent(Wishes.Draft(sentence, "mail/work"), "mail/work");

        Assert.StartsWith(rules, string.Join('|', agent.Rules.Select(r => r.Text)), StringComparison.Ordinal);
        Assert.Equal(rules.Length == 0, agent.Rules.IsEmpty);
        Assert.Distinct(agent.Rules.Select(r => r.Condition));
    }
}
