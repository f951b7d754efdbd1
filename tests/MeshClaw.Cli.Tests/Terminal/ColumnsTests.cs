using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Tests.Terminal;

public sealed class ColumnsTests
{
    [Fact]
    public void Text_is_broken_at_spaces_and_long_words_within() =>
        Assert.Equal(["one two", "three", "abcdefgh", "ij k"], Columns.Wrap("one two three abcdefghij k", 8));

    [Fact]
    public void Wide_characters_count_twice()
    {
        Assert.Equal(["日本", "語の"], Columns.Fold("日本語の", 5));
        Assert.Equal("日本…", Columns.Cut("日本語の件名", 6));
        Assert.Equal("日本  ", Columns.Pad("日本", 6));
    }

    [Fact]
    public void Folding_loses_nothing() => Assert.Equal("a  b   c", string.Concat(Columns.Fold("a  b   c", 3)));

    [Fact]
    public void Short_text_is_not_cut() => Assert.Equal("abc", Columns.Cut("abc", 3));
}
