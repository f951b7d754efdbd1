using System.Text;
using CsCheck;
using MeshClaw.Connectors.Mail.Writing.Composing;

namespace MeshClaw.Connectors.Tests.Mail.Writing;

public sealed class FlowedTextTests
{
    private static readonly Gen<string> s_text = Gen.OneOf(
            Gen.OneOf(" ", "  ", "\n", ">", "> ", "From ", "-- ", "--", "word", "a-longer-word", "\u00e9\u4f8b", "."),
            Gen.String[Gen.Char.AlphaNumeric, 1, 90]
        )
        .Array[0, 60]
        .Select(parts => string.Concat(parts));

    [Fact]
    public void What_is_unwrapped_is_what_was_wrapped() =>
        s_text.Sample(
            text =>
            {
                var lines = Decode(FlowedText.Encode(text));
                return lines.SequenceEqual(text.Split('\n').Select(Normal));
            },
            iter: 5000
        );

    [Fact]
    public void Lines_stay_short_where_there_are_blanks() =>
        Gen.String[Gen.Char.AlphaNumeric, 1, 12]
            .Array[1, 200]
            .Sample(words => FlowedText.Encode(string.Join(' ', words)).Split("\r\n").All(line => line.Length <= 78));

    [Fact]
    public void A_long_line_is_broken_softly_and_quotes_keep_their_depth()
    {
        const string Text =
            "A paragraph that is long enough to be broken in the middle by a mail program that keeps to the rules.\nFrom here\n> > deep";

        var read = string.Join("\n", Decode(FlowedText.Encode(Text)));

        Assert.Equal(
            "A paragraph that is long enough to be broken in the middle by a mail program that keeps to the rules.\nFrom here\n>>deep",
            read.ReplaceLineEndings("\n").TrimEnd()
        );
    }

    private static string Normal(string line)
    {
        if (line == FlowedText.SignatureLine)
        {
            return line;
        }

        var (depth, content) = FlowedText.Unquote(line.TrimEnd(' '));
        return new string('>', Math.Min(depth, 36)) + content;
    }

    /// <summary>RFC 3676 4, read by the letter.</summary>
    private static List<string> Decode(string flowed)
    {
        var lines = new List<string>();
        var open = new StringBuilder();
        foreach (var raw in flowed.Split("\r\n")[..^1])
        {
            var depth = raw.TakeWhile(c => c == '>').Count();
            var content = raw[depth..];
            content = content.StartsWith(' ') ? content[1..] : content;
            if (open.Length == 0)
            {
                open.Append('>', depth);
            }

            var soft = content.EndsWith(' ') && raw != FlowedText.SignatureLine;
            open.Append(content);
            if (!soft)
            {
                lines.Add(open.ToString());
                open.Clear();
            }
        }

        return lines;
    }
}
