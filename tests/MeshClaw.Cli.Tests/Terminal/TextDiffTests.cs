using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Tests.Terminal;

public sealed class TextDiffTests
{
    [Fact]
    public void Only_what_changed_is_shown_with_two_lines_around()
    {
        var before = string.Join('\n', Enumerable.Range(1, 20));
        var after = before.Replace("\n10\n", "\nten\n", StringComparison.Ordinal) + "\n21";

        Assert.Equal([" 8", " 9", "-10", "+ten", " 11", " 12", "…", " 19", " 20", "+21"], TextDiff.Of(before, after));
    }

    [Fact]
    public void The_same_text_has_no_difference() => Assert.Empty(TextDiff.Of("a\nb", "a\nb"));
}
