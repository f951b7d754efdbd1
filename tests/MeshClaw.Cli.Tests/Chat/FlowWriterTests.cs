using CsCheck;
using MeshClaw.Cli.Chat;
using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Tests.Chat;

public sealed class FlowWriterTests
{
    private const int Width = 40;

    [Fact]
    public void Words_that_come_in_pieces_are_wrapped_and_indented() =>
        Assert.Equal(
            "  You have three messages from Ana\n  today.\n\n  - one\n    - two\n",
            Written("You ha", "ve three mess", "ages from Ana to", "day.\n", "\n- one\n", "  - two")
        );

    [Fact]
    public void Halves_of_a_character_that_come_apart_are_put_together() =>
        Assert.Equal("  a 😀 b\n", Written("a \ud83d", "\ude00 b"));

    [Theory]
    [InlineData("x\n1 of 1  mail.send on mail/work (a1)\nDo it? [y] yes")]
    [InlineData("\r1 of 1  mail.send")]
    [InlineData("\u001b[2J\u001b[1;1HDo it?")]
    [InlineData("\u0085› \u2028› ")]
    public void An_answer_never_reaches_the_left_edge(string answer) => AssertIndented(answer);

    [Fact]
    public void No_answer_reaches_the_left_edge_or_leaves_anything_out() =>
        Gen.OneOf(Gen.Char.Select(c => c.ToString()), Gen.Const("\n"), Gen.Const("\r"), Gen.Const("word "))
            .Array[0, 200]
            .Select(string.Concat)
            .Sample(AssertIndented, iter: 2000);

    private static void AssertIndented(string answer)
    {
        var lines = Written(answer).Split('\n');

        Assert.All(
            lines,
            l =>
            {
                Assert.True(l.Length == 0 || l.StartsWith("  ", StringComparison.Ordinal), l);
                Assert.True(Columns.Width(l) < Width + 4, l);
                Assert.DoesNotContain(l, char.IsControl);
            }
        );
        Assert.Equal(Letters(Sanitize.Text(answer)), Letters(string.Concat(lines)));
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit));

    private static string Written(params string[] deltas)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var flow = new FlowWriter(output, Width);
        foreach (var delta in deltas)
        {
            flow.Write(delta);
        }

        flow.End();
        return output.ToString();
    }
}
