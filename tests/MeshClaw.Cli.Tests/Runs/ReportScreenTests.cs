using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Tests.Support;

namespace MeshClaw.Cli.Tests.Runs;

public sealed class ReportScreenTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void A_report_is_one_screen_at_any_width(int width)
    {
        var text = Render(new TerminalTraits { Width = width });
        Snapshot.Match($"Report/{width}", text);
        Assert.All(text.Split('\n'), line => Assert.True(Columns.Width(line) <= width, line));
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u202E', text);
    }

    [Fact]
    public void Colours_are_there_on_a_screen_and_gone_with_NO_COLOR()
    {
        var screen = new TerminalTraits
        {
            OutputIsTerminal = true,
            Width = 80,
            Colour = false,
        };
        Assert.Equal(Render(new TerminalTraits { Width = 80 }), Render(screen));
    }

    [Fact]
    public void A_card_shows_every_value_whole_and_where_it_comes_from()
    {
        var call = Samples.Call("a12", "news@list.example", new string('x', 100) + "  two spaces");
        var text = Print(new TerminalTraits { Width = 80 }, CallCard.Render(call, "3 of 72", 80));
        Snapshot.Match("Report/card", text);
        Assert.All(text.Split('\n'), line => Assert.True(Columns.Width(line) <= 80, line));
    }

    [Fact]
    public void A_card_shows_hidden_characters_of_a_value()
    {
        var call = Samples.Call("a12", "news@list.example", "Reading\\u202E");
        Assert.Contains(
            "Reading\\u{202E}",
            Print(new TerminalTraits(), CallCard.Render(call, "1 of 1", 80)),
            StringComparison.Ordinal
        );
    }

    private static string Render(TerminalTraits traits) =>
        Print(traits, ReportScreen.Render(Samples.Report, traits.Width));

    private static string Print(TerminalTraits traits, IEnumerable<string> lines)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var screen = new Screen(output, TextWriter.Null, TextReader.Null, traits);
        foreach (var line in lines)
        {
            screen.Markup(line);
        }

        return output.ToString();
    }
}
