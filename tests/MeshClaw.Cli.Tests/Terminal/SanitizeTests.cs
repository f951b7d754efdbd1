using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Tests.Terminal;

public sealed class SanitizeTests
{
    [Theory]
    [InlineData("\u001b[2J", "\\u{1B}[2J")]
    [InlineData("\u001b]0;title\u0007", "\\u{1B}]0;title\\u{7}")]
    [InlineData("\u009b31m", "\\u{9B}31m")] // CSI in one character
    [InlineData("a\u0008b\u007f", "a\\u{8}b\\u{7F}")]
    [InlineData("jpg\u202Eexe", "jpg\\u{202E}exe")]
    [InlineData("\u2066x\u2069\u200F\u061C", "\\u{2066}x\\u{2069}\\u{200F}\\u{61C}")]
    [InlineData("in\u200Bvis\uFEFFible\u00AD", "in\\u{200B}vis\\u{FEFF}ible\\u{AD}")]
    [InlineData("\u2028\u2029", "\\u{2028}\\u{2029}")]
    [InlineData("a\r\nb\tc", "a  b c")]
    public void What_acts_on_a_terminal_is_shown_instead(string text, string expected) =>
        Assert.Equal(expected, Sanitize.Line(text));

    [Fact]
    public void Broken_surrogates_and_tag_characters_are_shown_as_numbers()
    {
        Assert.Equal("\\u{D83D}x\\u{DC00}", Sanitize.Line("\uD83Dx\uDC00"));
        Assert.Equal("\\u{E0041}", Sanitize.Line("\U000E0041"));
    }

    [Theory]
    [InlineData("Henrique Falcão: renda a partir de janeiro")]
    [InlineData("日本語の件名 👩‍👩‍👧 e\u0301")]
    [InlineData("می‌خواهم")]
    [InlineData("[bold]not markup[/]")]
    public void Ordinary_text_of_any_language_stays(string text) => Assert.Equal(text, Sanitize.Line(text));

    [Fact]
    public void Every_control_and_format_character_of_the_first_plane_is_gone_afterwards()
    {
        for (var i = 0; i <= 0xFFFF; i++)
        {
            var clean = Sanitize.Line(((char)i).ToString());
            Assert.DoesNotContain(
                clean,
                c =>
                    char.IsControl(c)
                    || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F'
            );
        }
    }

    [Fact]
    public void Spectre_markup_in_a_subject_prints_as_it_stands()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var screen = new Screen(output, TextWriter.Null, TextReader.Null, new TerminalTraits());
        screen.Markup(Screen.Safe("[red]sale[/] ]] [["));
        Assert.Equal("[red]sale[/] ]] [[\n", output.ToString());
    }
}
