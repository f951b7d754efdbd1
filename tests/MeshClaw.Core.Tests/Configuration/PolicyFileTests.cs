using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class PolicyFileTests
{
    private static readonly string[] s_put = ["", "[]", "~", "*", "{", "\"", "\n", ": "];

    private static readonly SchemaCheck s_schema = new(JsonNode.Parse(PolicyFile.Schema())!.AsObject());

    [Theory]
    [MemberData(nameof(PolicySamples.Good), MemberType = typeof(PolicySamples))]
    public void A_good_file_is_taken_by_reader_and_schema(string yaml)
    {
        var result = Parse(yaml);

        Assert.Empty(result.Errors);
        Assert.True(s_schema.Accepts(SchemaCheck.FromYaml(yaml)));
    }

    [Theory]
    [MemberData(nameof(PolicySamples.Misshapen), MemberType = typeof(PolicySamples))]
    public void A_misshapen_file_is_refused_by_reader_and_schema(string yaml)
    {
        Assert.Null(Parse(yaml).Value);
        Assert.False(s_schema.Accepts(SchemaCheck.FromYaml(yaml)));
    }

    [Theory]
    [MemberData(nameof(PolicySamples.Mistaken), MemberType = typeof(PolicySamples))]
    public void A_file_that_does_not_mean_what_it_says_is_refused_by_the_reader(string yaml, string error)
    {
        var result = Parse(yaml);

        Assert.Null(result.Value);
        Assert.Contains(error, string.Join('\n', result.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_come_at_once_with_their_lines_and_what_is_allowed()
    {
        var result = Parse(
            """
            rules:
              - id: one
                forbid: { tool: "*", effekt: sends }
                examples: [{ matches: true }]
              - id: Two
                ask: { label: friendly, time: [] }
                examples: [{ matches: true }]
              - id: three
                permit: { agent: inbox }
            rulez: 1
            """
        );

        Assert.Equal(
            [
                "policy.yaml:3:21: \"*\" is not understood as \"tool\". Write a tool, mail.send, or all of a connector, mail.*.",
                "policy.yaml:3:26: Unknown key \"effekt\". Did you mean \"effect\"? Allowed: tool, effect, label, destination, time, amount, agent.",
                "policy.yaml:5:9: \"id\" takes 1 to 40 lower-case letters, digits and hyphens, the first a letter.",
                "policy.yaml:6:19: \"label\" takes one of: owner, own-system, third-party, private, secret.",
                "policy.yaml:6:35: \"time\" is empty, and empty never means everything. Name something, or leave the key out.",
                "policy.yaml:8:5: The key \"examples\" is missing. Write examples: [{ tool: mail.send, …, matches: true }]",
                "policy.yaml:10:1: Unknown key \"rulez\". Did you mean \"rules\"? Allowed: limits, max-autonomy, forbid-tools, ask-tools, forbid-destinations, rules.",
            ],
            result.Problems.Select(p => p.ToString())
        );
    }

    [Fact]
    public void A_ceiling_asks_and_forbids_and_a_permit_in_it_is_an_error()
    {
        var permit = PolicySamples.Rule(
            "permit",
            "{ tool: a.b }",
            "[{ tool: a.b, effect: draft, matches: true }, { matches: false }]"
        );
        var forbid = PolicySamples.Rule("forbid", "{ tool: a.b }", "[{ tool: a.b, matches: true }]");

        Assert.Empty(Parse(permit).Errors);
        Assert.Equal(
            ["3:13: A ceiling narrows and never widens: it can ask and forbid, not permit."],
            Parse(permit, StatementSource.Organisation).Problems.Select(p => p.ToString()["policy.yaml:".Length..])
        );
        Assert.Empty(Parse(forbid, StatementSource.Organisation).Errors);
    }

    [Fact]
    public void An_ask_that_would_refuse_reads_warns()
    {
        var result = Parse(PolicySamples.Rule("ask", "{ tool: a.b }", "[{ tool: a.b, matches: true }]"));

        Assert.NotNull(result.Value);
        Assert.Equal(["policy.yaml:3:10"], result.Warnings.Select(w => string.Join(':', w.ToString().Split(':')[..3])));
    }

    [Fact]
    public void Every_text_that_is_cut_or_garbled_is_read_without_a_failure_and_never_permits_more()
    {
        var whole = Doc().First(b => b.Contains("permit", StringComparison.Ordinal));
        var permits = Parse(whole).Value!.Statements.Count(s => s.Verb == StatementVerb.Permit);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 30], Gen.Int[0, 7].Select(i => s_put[i]))
            .Sample(
                (at, length, put) =>
                {
                    var text = whole.Remove(at, Math.Min(length, whole.Length - at)).Insert(at, put);
                    var result = Parse(text);
                    return result.Value is null == result.Errors.Any()
                        && (result.Value?.Statements ?? []).All(s => StatementFaults.Of(s).IsEmpty)
                        && (result.Value?.Statements ?? []).Count(s => s.Verb == StatementVerb.Permit) <= permits;
                },
                iter: 3000
            );
    }

    [Fact]
    public void Every_file_of_the_documentation_is_taken()
    {
        Assert.Equal(2, Doc().Count);
        foreach (var yaml in Doc())
        {
            Assert.Empty(Parse(yaml).Problems);
            Assert.True(s_schema.Accepts(SchemaCheck.FromYaml(yaml)));
        }
    }

    [Theory]
    [InlineData("mon-fri", "mon, tue, wed, thu, fri")]
    [InlineData("fri-mon 22:00-24:00", "sun, mon, fri, sat 22:00-24:00")]
    [InlineData("Weekdays 09:00-18:00", "mon, tue, wed, thu, fri 09:00-18:00")]
    [InlineData("22:00 - 07:00", "22:00-07:00")]
    public void Times_are_read(string text, string means) =>
        Assert.Equal(
            [means],
            Parse(PolicySamples.Rule("forbid", $"{{ time: \"{text}\" }}", "[{ matches: true }]"))
                .Value!.Statements[0]
                .Times!.Value.Select(t => t.ToString())
        );

    private static FileResult<PolicyContent> Parse(string yaml, StatementSource source = StatementSource.Owner) =>
        PolicyFile.Parse("policy.yaml", yaml, source);

    private static List<string> Doc([CallerFilePath] string here = "")
    {
        var file = Path.Join(Path.GetDirectoryName(here), "..", "..", "..", "docs", "policy.md");
        return
        [
            .. Regex
                .Matches(File.ReadAllText(file), "```yaml\n(.*?)```", RegexOptions.Singleline)
                .Select(m => m.Groups[1].Value),
        ];
    }
}
