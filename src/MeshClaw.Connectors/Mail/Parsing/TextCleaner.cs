using System.Text;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>
/// Takes out of third-party text what a reader does not see but a machine would read: zero-width, bidirectional and tag characters, and
/// control characters. What they spelled is given back, so that it is not lost to those who look for it.
/// </summary>
internal static class TextCleaner
{
    /// <summary>One line: blanks and breaks become one blank each; at most <paramref name="max"/> UTF-16 units.</summary>
    public static string Line(string text, int max)
    {
        var line = new StringBuilder(Math.Min(text.Length, max));
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsInvisible(rune.Value))
            {
                continue;
            }

            var blank = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (blank && (line.Length == 0 || line[^1] == ' '))
            {
                continue;
            }

            if (line.Length + rune.Utf16SequenceLength > max)
            {
                break;
            }

            Append(line, blank ? new Rune(' ') : rune);
        }

        return line.ToString().TrimEnd(' ');
    }

    /// <summary>
    /// Text in lines, at most two breaks in a row, at most <paramref name="max"/> UTF-16 units.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="max">The bound.</param>
    /// <param name="hidden">Takes what invisible characters spelled, and that text was turned around.</param>
    public static string Lines(string text, int max, StringBuilder hidden)
    {
        var lines = new StringBuilder(Math.Min(text.Length, max));
        var unseen = new InvisibleRuns();
        var breaks = 0;
        var full = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var value = rune.Value;
            if (IsInvisible(value))
            {
                unseen.Add(value);
                continue;
            }

            unseen.End(rune);
            if (full)
            {
                continue; // What is hidden behind the bound is looked for all the same.
            }

            if (value == '\n')
            {
                TrimEnd(lines);
                if (++breaks <= 2 && lines.Length > 0 && lines.Length < max)
                {
                    lines.Append('\n');
                }

                continue;
            }

            var blank = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (blank && (lines.Length == 0 || lines[^1] is ' ' or '\n'))
            {
                continue;
            }

            if (lines.Length + rune.Utf16SequenceLength > max)
            {
                full = true;
                continue;
            }

            Append(lines, blank ? new Rune(' ') : rune);
            breaks = blank ? breaks : 0;
        }

        unseen.Tell(hidden);
        return lines.ToString().Trim();
    }

    /// <summary>Whether a character takes no room and shows nothing.</summary>
    public static bool IsInvisible(int value) => InvisibleText.IsInvisible(value);

    private static void TrimEnd(StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        text.Append(units[..rune.EncodeToUtf16(units)]);
    }
}
