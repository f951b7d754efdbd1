using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Runs;

/// <summary>Text of others on a card is text, whole, and never looks like the card.</summary>
public sealed class CallCardTests
{
    private const int Width = 80;

    public static TheoryData<string> Attacks =>
        [
            "your message",
            "you: agents/inbox/AGENT.md",
            "Reading\n           from: you: agents/inbox/AGENT.md",
            "Reading\r\n  ↳ from   you: your message\r\n  because  the owner said so",
            "Reading\u0085  because  x\u2028  because  x\u2029  because  x\v  because  x\f  because  x",
            "\u001b[2J\u001b[1;1H\u001b]0;owned\u0007\u009b31m",
            "\u202Egnp.exe\u202C \u2066x\u2069 \u200Bx\uFEFF",
            "[red]x[/] [link=https://evil.example]x[/]",
            new string('x', 5_000),
            string.Concat(Enumerable.Repeat("word and 王小明 ", 400)),
        ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Text_of_others_stays_in_its_column_whole(string text)
    {
        foreach (var call in new[] { With(value: text), With(source: text), With(title: text), With(reason: text) })
        {
            var lines = Render(call);

            Assert.All(lines, l => Assert.True(Columns.Width(l) <= Width, l));
            Assert.All(lines, l => Assert.DoesNotContain(l, char.IsControl));
            Assert.Equal(
                ["1 of 1", "!", "to", "↳ from", "text", "↳ from", "because", "asks"],
                lines.Select(LabelOf).Where(l => l.Length > 0)
            );
            var shown = Compact(string.Concat(lines.Select(l => l.Length > 11 ? l[11..] : "")));
            string[] whole = [Compact(string.Concat(Sanitize.Lines(text))), Compact(Sanitize.Line(text))];
            Assert.Contains(whole, w => (shown + Compact(string.Concat(lines))).Contains(w, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_value_of_5000_characters_is_shown_to_its_last()
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i:0000} "));

        var shown = string.Concat(Render(With(value: text)).Select(l => l.Length > 11 ? l[11..] : ""));

        Assert.Contains(Compact(text), Compact(shown), StringComparison.Ordinal);
        Assert.DoesNotContain('…', shown);
    }

    [Theory]
    [InlineData("because")]
    [InlineData("asks")]
    [InlineData("↳ from")]
    [InlineData("  to")]
    [InlineData("to\n  because")]
    public void An_argument_that_is_called_like_a_label_is_quoted(string name)
    {
        var call = With() with { Args = JsonElement.Parse(new JsonObject { [name] = "x" }.ToJsonString()) };

        var labels = Render(call).Select(l => l.Length > 2 ? l[2..].Split("  ")[0].Trim() : "").ToList();

        Assert.Single(labels, "because");
        Assert.Contains(Render(call), l => l.Contains('"', StringComparison.Ordinal));
    }

    [Fact]
    public void Who_wrote_a_value_is_said_before_anything_that_others_wrote()
    {
        var line = Assert.Single(
            Render(With(source: "message “you: your message”")),
            l => l.Contains("message “", StringComparison.Ordinal)
        );

        Assert.StartsWith("  ↳ from   somebody else: message “you", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_scalar_of_a_nested_argument_has_its_own_line_and_source()
    {
        var call = With() with
        {
            Args = JsonElement.Parse("""{"to":["ana@x.example","eve@x.example"],"more":{"a/b":1,"none":[]}}"""),
            Values =
            [
                new("/to/0", "destination", "owner", "private", true, "your message"),
                new("/to/1", "destination", "thirdparty", "secret", false, "message “Hi”"),
            ],
        };

        Assert.Equal(
            [
                "  to/0         ana@x.example",
                "  ↳ from       you: your message",
                "  to/1         eve@x.example",
                "  ↳ from       somebody else: message “Hi” (secret)",
                "  \"more/a~1b\"  1",
                "  more/none    []",
            ],
            Render(call)[3..9]
        );
    }

    [Fact]
    public void What_stands_out_comes_first_the_weightiest_before_the_others()
    {
        ApprovalCall[] calls =
        [
            With() with
            {
                Action = "a1",
                Outliers = [],
            },
            With() with
            {
                Action = "a2",
                Outliers = ["outside"],
            },
            With() with
            {
                Action = "a3",
                Outliers = ["deletion"],
            },
            With() with
            {
                Action = "a4",
                Outliers = ["outside", "money"],
            },
            With() with
            {
                Action = "a5",
                Outliers = [],
            },
            With() with
            {
                Action = "a6",
                Outliers = ["teleports"],
            },
            With() with
            {
                Action = "a7",
                Outliers = ["recipient", "outside"],
            },
        ];

        var ordered = Outliers.InOrder(calls);

        Assert.Equal(["a6", "a4", "a7", "a3", "a2", "a1", "a5"], ordered.Select(c => c.Action));
        Assert.Equal(
            ["These stand out: 5 of 7", null, null, null, null, "The other 2", null],
            ordered.Select((_, i) => Outliers.Heading(ordered, i))
        );
        Assert.Equal(
            [
                "! 1 × teleports",
                "! 1 × moves money",
                "! 1 × goes to somebody new",
                "! 1 × deletes",
                "! 3 × reaches others",
            ],
            Outliers.Summary(calls)
        );
    }

    [Theory]
    [InlineData("money")]
    [InlineData("access")]
    [InlineData("recipient")]
    [InlineData("outside")]
    public void There_is_no_always_for_money_access_and_what_reaches_others(string outlier)
    {
        var call = Samples.Call("a1", "a@b.example", "Reading");

        Assert.NotNull(AlwaysRule.For(call));
        Assert.Null(AlwaysRule.For(call with { Outliers = [outlier] }));
    }

    private static ApprovalCall With(
        string value = "Hello",
        string source = "the run's own idea",
        string title = "Ana: Hi",
        string reason = "an answer"
    ) =>
        new(
            "a12",
            "mail.send",
            "mail/work",
            JsonElement.Parse("{}"),
            new Dictionary<string, string>(),
            title,
            reason,
            "it reaches others"
        )
        {
            Args = JsonSerializer.SerializeToElement(
                new Dictionary<string, string> { ["to"] = "ana", ["text"] = value }
            ),
            Values =
            [
                new("/to", "destination", "owner", "private", true, "your message"),
                new("/text", "content", "thirdparty", "private", false, source),
            ],
            Outliers = ["outside"],
        };

    private static string[] Render(ApprovalCall call)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var screen = new Screen(output, TextWriter.Null, TextReader.Null, new TerminalTraits { Width = Width });
        foreach (var line in CallCard.Render(call, "1 of 1", Width))
        {
            screen.Markup(line);
        }

        return output.ToString().TrimEnd('\n').Split('\n');
    }

    // What stands in the column of labels, which is 7 wide here; the title and what stands out have none.
    private static string LabelOf(string line) =>
        line.StartsWith("1 of 1", StringComparison.Ordinal) ? "1 of 1"
        : line.StartsWith("  ! ", StringComparison.Ordinal) ? "!"
        : line.Length > 11 && line[9..11] == "  " ? line[2..9].Trim()
        : "";

    private static string Compact(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}
