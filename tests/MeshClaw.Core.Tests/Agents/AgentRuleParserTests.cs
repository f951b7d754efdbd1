using CsCheck;
using MeshClaw.Core.Agents;

namespace MeshClaw.Core.Tests.Agents;

public sealed class AgentRuleParserTests
{
    public static TheoryData<string, AgentRule, string> Good()
    {
        var data = new TheoryData<string, AgentRule, string>();
        Add(
            "newsletters -> Reading",
            new RuleCondition.Category(MailCategory.Newsletter),
            new RuleDisposition.File("Reading")
        );
        Add(
            "Newsletter→Reading",
            new RuleCondition.Category(MailCategory.Newsletter),
            new RuleDisposition.File("Reading"),
            "newsletters -> Reading"
        );
        Add("build mail -> Builds", new RuleCondition.Category(MailCategory.Build), new RuleDisposition.File("Builds"));
        Add(
            "receipts -> Money/Receipts 2026",
            new RuleCondition.Category(MailCategory.Receipt),
            new RuleDisposition.File("Money/Receipts 2026")
        );
        Add("travel -> Travel", new RuleCondition.Category(MailCategory.Travel), new RuleDisposition.File("Travel"));
        Add(
            "notifications -> Notifications",
            new RuleCondition.Category(MailCategory.Notification),
            new RuleDisposition.File("Notifications")
        );
        Add("invitations -> keep", new RuleCondition.Category(MailCategory.Invitation), new RuleDisposition.Keep());
        Add("phishing -> delete", new RuleCondition.Category(MailCategory.Phishing), new RuleDisposition.Delete());
        Add(
            "from *@Customer.Example -> Keep",
            new RuleCondition.From("*@customer.example"),
            new RuleDisposition.Keep(),
            "from *@customer.example -> keep"
        );
        Add(
            "from *@bücher.example -> keep",
            new RuleCondition.From("*@xn--bcher-kva.example"),
            new RuleDisposition.Keep(),
            "from *@xn--bcher-kva.example -> keep"
        );
        Add(
            "from ana@corp.example -> archive",
            new RuleCondition.From("ana@corp.example"),
            new RuleDisposition.Archive()
        );
        Add(
            "to me+lists@x.example -> Lists",
            new RuleCondition.To("me+lists@x.example"),
            new RuleDisposition.File("Lists")
        );
        Add(
            "subject \"weekly report\" -> Reports",
            new RuleCondition.Subject("weekly report"),
            new RuleDisposition.File("Reports")
        );
        Add(
            "subject \"a -> b: #5\" -> Reports",
            new RuleCondition.Subject("a -> b: #5"),
            new RuleDisposition.File("Reports")
        );
        Add(
            "list dev.lists.example -> Reading",
            new RuleCondition.List("dev.lists.example"),
            new RuleDisposition.File("Reading")
        );
        Add(
            "list <Dev.Lists.example> -> \"Keep\"",
            new RuleCondition.List("dev.lists.example"),
            new RuleDisposition.File("Keep"),
            "list dev.lists.example -> \"Keep\""
        );
        Add("travel -> \"hold\"", new RuleCondition.Category(MailCategory.Travel), new RuleDisposition.File("hold"));
        Add("travel -> \"C#\"", new RuleCondition.Category(MailCategory.Travel), new RuleDisposition.File("C#"));
        return data;

        void Add(string line, RuleCondition condition, RuleDisposition disposition, string? text = null) =>
            data.Add(line, new AgentRule(line, 7, condition, disposition), text ?? line);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Rule_is_read_and_written_again(string line, AgentRule rule, string text)
    {
        Assert.Equal(new AgentRuleParse(rule, null), AgentRuleParser.Parse(line, 7));
        Assert.Equal(text, AgentRuleParser.ToText(rule));
        Assert.Equal(rule with { Text = text, Line = 0 }, AgentRuleParser.Parse(text).Rule);
    }

    private const string Folder = "It can keep, archive, delete, or name a folder";

    [Theory]
    [InlineData("", "\"\" is no rule: write CONDITION -> DISPOSITION, such as \"newsletters -> Reading\".")]
    [InlineData(
        "newsletters Reading",
        "\"newsletters Reading\" is no rule: write CONDITION -> DISPOSITION, such as \"newsletters -> Reading\"."
    )]
    [InlineData(
        "subject \"x -> Reports",
        "\"subject \"x -> Reports\" is no rule: write CONDITION -> DISPOSITION, such as \"newsletters -> Reading\"."
    )]
    [InlineData("newsletters ->", $"The rule does not say what to do. {Folder}.")]
    [InlineData("newsletters -> \" \"", $"The rule does not say what to do. {Folder}.")]
    [InlineData(
        "newsletters -> hold",
        $"\"hold\" is nothing that a rule does. {Folder}; a folder of that name is written in quotation marks."
    )]
    [InlineData(
        "newsletters -> forward to bob@x.example",
        $"\"forward to bob@x.example\" is nothing that a rule does. {Folder}; a folder of that name is written in quotation marks."
    )]
    [InlineData(
        "newsletters -> bob@x.example",
        $"\"bob@x.example\" is nothing that a rule does. {Folder}; a folder of that name is written in quotation marks."
    )]
    [InlineData(
        "newsletters -> A -> B",
        $"\"A -> B\" is nothing that a rule does. {Folder}; a folder of that name is written in quotation marks."
    )]
    [InlineData("newsletters -> INBOX", "To leave mail in the inbox, write: keep")]
    [InlineData("newsletters -> ../up", "\"../up\" is no folder. Levels are parted by /, such as Projects/Alpha.")]
    [InlineData("newsletters -> A//B", "\"A//B\" is no folder. Levels are parted by /, such as Projects/Alpha.")]
    [InlineData("newsletters -> All*", "\"All*\" is no folder. Levels are parted by /, such as Projects/Alpha.")]
    [InlineData(
        "from Ana -> keep",
        "\"Ana\" is no address. Write: from ana@corp.example, or from *@corp.example for everybody at that domain."
    )]
    [InlineData(
        "from @corp.example -> keep",
        "\"@corp.example\" is no address. Write: from ana@corp.example, or from *@corp.example for everybody at that domain."
    )]
    [InlineData(
        "from *@*.rival.example -> keep",
        "\"*@*.rival.example\" is no address. Write: from ana@corp.example, or from *@rival.example for everybody at that domain."
    )]
    [InlineData(
        "from a@b@c.example -> keep",
        "\"a@b@c.example\" is no address. Write: from ana@corp.example, or from *@corp.example for everybody at that domain."
    )]
    [InlineData(
        "from -> keep",
        "\"\" is no address. Write: from ana@corp.example, or from *@corp.example for everybody at that domain."
    )]
    [InlineData(
        "subject weekly report -> Reports",
        "Words of a subject stand in quotation marks. Write: subject \"weekly report\""
    )]
    [InlineData(
        "subject \"\" -> Reports",
        "Words of a subject stand in quotation marks. Write: subject \"weekly report\""
    )]
    [InlineData("list a b -> Reading", "\"a b\" is no List-Id. Write: list dev.lists.example")]
    [InlineData(
        "people -> Reading",
        "Mail of the kind \"people\" stays in the inbox. Name a sender instead: from ana@corp.example."
    )]
    [InlineData(
        "sensitive mail -> Reading",
        "Mail of the kind \"sensitive mail\" stays in the inbox. Name a sender instead: from ana@corp.example."
    )]
    [InlineData(
        "spam -> delete",
        "\"spam\" is no condition. Conditions are: newsletters, build mail, receipts, travel, notifications, invitations, phishing, from ana@corp.example, from *@corp.example, to ana+lists@corp.example, subject \"weekly report\", list dev.lists.example."
    )]
    [InlineData(
        "newsletters -> Rea\u202Eding",
        "A rule is one line of at most 500 characters, all of which can be seen."
    )]
    [InlineData("newsletters -> a\nb", "A rule is one line of at most 500 characters, all of which can be seen.")]
    public void Line_that_cannot_be_read_is_refused_with_what_would_be(string line, string error) =>
        Assert.Equal(new AgentRuleParse(null, error), AgentRuleParser.Parse(line));

    [Fact]
    public void Whatever_is_read_is_written_and_read_back_the_same()
    {
        var words = Gen.OneOf(
            "newsletters",
            "from",
            "to",
            "subject",
            "list",
            "a@b.example",
            "*@b.example",
            "\"x y\"",
            "\"keep\"",
            "\"",
            "->",
            "→",
            "keep",
            "delete",
            "Reading",
            "A/B",
            "#",
            ": ",
            "hold",
            "\"hold\"",
            "dev.example",
            "'",
            "é",
            " ",
            "",
            "<l.example>"
        );
        var read = 0;
        words
            .Array[1, 7]
            .Sample(
                parts =>
                {
                    if (AgentRuleParser.Parse(string.Join(' ', parts)).Rule is { } rule)
                    {
                        read++;
                        var again = AgentRuleParser.Parse(AgentRuleParser.ToText(rule)).Rule;
                        Assert.Equal((rule.Condition, rule.Disposition), (again?.Condition, again?.Disposition));
                    }
                },
                iter: 50_000,
                threads: 1
            );
        Assert.True(read > 50, $"Only {read} lines were rules.");
    }

    [Fact]
    public void Any_line_is_read_without_an_exception() =>
        Gen.String.Sample(line =>
            AgentRuleParser.Parse(line) is { Rule: null } != AgentRuleParser.Parse(line) is { Error: null }
        );
}
