using CsCheck;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Files;

namespace MeshClaw.Core.Tests.Agents;

public sealed class AgentFileEditorTests
{
    private const string Head = "---\nname: inbox # me\ndescription: x\nconnections: [mail/work]\ntools: [mail.*]\n";

    [Theory]
    [InlineData("rules:\n  - travel -> Travel # mine\n", "travel", "rules:\n  - R\n  - travel -> Travel # mine\n")]
    [InlineData(
        "rules:   # first wins\n# a\n- travel -> Travel\n\n",
        "travel",
        "rules:   # first wins\n# a\n- R\n- travel -> Travel\n\n"
    )]
    [InlineData(
        "rules:\n  -   travel -> Travel\nautonomy: act\n",
        "travel",
        "rules:\n  -   R\n  -   travel -> Travel\nautonomy: act\n"
    )]
    [InlineData("autonomy: act\n", "", "autonomy: act\nrules:\n  - R\n")]
    [InlineData("", "", "rules:\n  - R\n")]
    [InlineData("rules:\nautonomy: act\n", "", "rules:\n  - R\nautonomy: act\n")]
    [InlineData("rules: # none yet\nautonomy: act\n", "", "rules: # none yet\n  - R\nautonomy: act\n")]
    [InlineData("rules: [] # none\n", "", "rules: [R] # none\n")]
    [InlineData("rules: ~ # none\n", "", "rules: [R] # none\n")]
    [InlineData("rules: [ travel -> Travel ]\n", "travel", "rules: [R,  travel -> Travel ]\n")]
    [InlineData("rules:\n  [\n    travel -> Travel,\n  ]\n", "travel", "rules:\n  [R, \n    travel -> Travel,\n  ]\n")]
    public void Rule_is_added_before_all_others(string before, string others, string after)
    {
        foreach (var lineEnd in new[] { "\n", "\r\n" })
        {
            var text = (Head + before + "---\nBody: stays\n  rules:\n").ReplaceLineEndings(lineEnd);
            var expected = (Head + after + "---\nBody: stays\n  rules:\n").ReplaceLineEndings(lineEnd);

            var edit = Add(text, "newsletters -> Reading");

            Assert.Equal(
                FileEditOf(expected.Replace("R\r", "newsletters -> Reading\r", StringComparison.Ordinal), lineEnd),
                edit
            );
            Assert.Equal(others.Length == 0 ? 1 : 2, AgentFiles.Parse(edit.Text!).Value!.Rules.Length);
        }
    }

    [Theory]
    [InlineData("subject \"PR #5: a\" -> Builds", "'subject \"PR #5: a\" -> Builds'")]
    [InlineData("subject \"it's # x\" -> A", "'subject \"it''s # x\" -> A'")]
    [InlineData("subject \"größe: # 😀\" -> A", "\"subject \\\"größe: # 😀\\\" -> A\"")]
    [InlineData("from ana@corp.example -> \"keep\"", "from ana@corp.example -> \"keep\"")]
    public void Rule_is_quoted_where_yaml_needs_it(string rule, string written)
    {
        var edit = Add(Head + "---\n", rule);

        Assert.Equal(new FileEdit($"{Head}rules:\n  - {written}\n---\n", null), edit);
        Assert.Equal(rule, AgentFiles.Parse(edit.Text!).Value!.Rules[0].Text);
    }

    [Theory]
    [InlineData("rules:\n  - newsletters -> Reading # a\n  - travel -> Travel\n", "rules:\n  - travel -> Travel\n")]
    [InlineData("rules: # r\n  # b\n  - newsletters -> Reading\nautonomy: act\n", "rules: # r\n  # b\nautonomy: act\n")]
    [InlineData("rules: [newsletters -> Reading]\n", "rules: []\n")]
    [InlineData("rules: [newsletters -> Reading, travel -> Travel]\n", "rules: [travel -> Travel]\n")]
    [InlineData("rules: [travel -> Travel, newsletters -> Reading]\n", "rules: [travel -> Travel]\n")]
    [InlineData("rules:\n- travel -> Travel\n- Newsletter → Reading\n", "rules:\n- travel -> Travel\n")]
    public void Rule_is_removed_and_nothing_else(string before, string after) =>
        Assert.Equal(
            new FileEdit($"{Head}{after}---\nBody\n", null),
            AgentFileEditor.RemoveRule(
                AgentFiles.Path,
                $"{Head}{before}---\nBody\n",
                Rule("newsletters -> Reading"),
                AgentFiles.Context
            )
        );

    [Fact]
    public void Rule_that_is_not_there_is_not_removed() =>
        Assert.Equal(
            new FileEdit(null, "There is no rule \"newsletters -> Reading\" in agents/inbox/AGENT.md."),
            AgentFileEditor.RemoveRule(
                AgentFiles.Path,
                Head + "---\n",
                Rule("newsletters -> Reading"),
                AgentFiles.Context
            )
        );

    [Theory]
    [InlineData(
        "---\nname: inbox\n---\n",
        "The file has an error: agents/inbox/AGENT.md:2:1: The key \"description\" is missing. Write description: what it does, in one line"
    )]
    [InlineData(
        "---\n{ name: inbox, description: x }\n---\n",
        "The rules of agents/inbox/AGENT.md are written in a way that cannot be edited safely. Change them by hand."
    )]
    [InlineData(
        "---\nname: inbox\ndescription: x\nrules:\n  -\n    travel -> Travel\n---\n",
        "The rules of agents/inbox/AGENT.md are written in a way that cannot be edited safely. Change them by hand."
    )]
    public void Edit_that_is_not_safe_is_refused(string text, string why) =>
        Assert.Equal(new FileEdit(null, why), Add(text, "newsletters -> Reading"));

    [Fact]
    public void Adding_changes_that_rule_alone_and_removing_gives_the_text_back()
    {
        var lines = Gen.OneOf(
            "autonomy: act",
            "limits: { bulk: 3 }",
            "rules:",
            "rules: []",
            "  - travel -> Travel",
            "  - receipts -> keep # why",
            "# note",
            "",
            "  # deeper",
            "when:",
            "  - at: 06:30",
            "- travel -> Travel",
            "rules: [travel -> A, 'receipts -> B']"
        );
        var rules = Gen.OneOf("newsletters -> Reading", "subject \"x: #y\" -> A", "from *@a.example -> \"keep\"")
            .Select(Rule);
        var edited = 0;
        Gen.Select(lines.Array[0, 7], rules, Gen.OneOf("\n", "\r\n"), Gen.OneOf("", "\uFEFF"))
            .Sample(
                (middle, rule, lineEnd, mark) =>
                {
                    string[] all = ["---", "name: inbox", "description: x", .. middle, "---", "Body", "rules:", ""];
                    var text = mark + string.Join(lineEnd, all);
                    var before = AgentFiles.Parse(text).Value;
                    var edit = AgentFileEditor.AddRule(AgentFiles.Path, text, rule, AgentFiles.Context);
                    Assert.Equal(before is null, edit.Text is null);
                    if (before is null)
                    {
                        return;
                    }

                    edited++;
                    var after = AgentFiles.Parse(edit.Text!).Value!;
                    Assert.Equal([Meaning(rule), .. before.Rules.Select(Meaning)], after.Rules.Select(Meaning));
                    Assert.Equal(
                        AgentFiles.Show(before with { Rules = [] }),
                        AgentFiles.Show(after with { Rules = [] })
                    );
                    var back = AgentFileEditor.RemoveRule(AgentFiles.Path, edit.Text!, rule, AgentFiles.Context);
                    var kept = back.Text!.Replace("rules:" + lineEnd, "", StringComparison.Ordinal);
                    Assert.Equal(text.Replace("rules:" + lineEnd, "", StringComparison.Ordinal), kept);
                },
                iter: 5_000,
                threads: 1
            );
        Assert.True(edited > 200, $"Only {edited} texts were files.");
    }

    private static FileEdit FileEditOf(string text, string lineEnd)
    {
        var lines = text.Split(lineEnd)
            .Select(l =>
                System.Text.RegularExpressions.Regex.Replace(l, @"(?<=[-\[] *)R(?=$|[\],])", "newsletters -> Reading")
            );
        return new FileEdit(string.Join(lineEnd, lines), null);
    }

    private static FileEdit Add(string text, string rule) =>
        AgentFileEditor.AddRule(AgentFiles.Path, text, Rule(rule), AgentFiles.Context);

    private static AgentRule Rule(string line) => AgentRuleParser.Parse(line).Rule!;

    private static (RuleCondition, RuleDisposition) Meaning(AgentRule rule) => (rule.Condition, rule.Disposition);
}
