using System.Text;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Text;

/// <summary>
/// Takes out of third-party text what a reader does not see but a machine would read: zero-width, bidirectional and tag characters, and
/// control characters. What they spelled is given back, so that it is not lost to those who look for it.
/// </summary>
internal static class TextCleaner
{
    /// <summary>One line: blanks and breaks become one blank each; at most <paramref name="max"/> UTF-16 units.</summary>
    public static string Line(string text, int max)
    {
        using var line = new CleanRun(Math.Min(text.Length, max));
        for (var at = 0; at < text.Length; )
        {
            if (PlainLength(text, at) is > 0 and var plain)
            {
                if (!line.Append(text.AsSpan(at, plain)))
                {
                    break;
                }

                at += plain;
                continue;
            }

            var rune = RuneAt(text, ref at);
            if (IsInvisible(rune.Value))
            {
                continue;
            }

            var blank = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (blank && line.Last is '\0' or ' ')
            {
                continue;
            }

            if (!line.Append(blank ? new Rune(' ') : rune))
            {
                break;
            }
        }

        line.TrimEnd();
        return line.ToString();
    }

    /// <summary>
    /// Text in lines, at most two breaks in a row, at most <paramref name="max"/> UTF-16 units.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="max">The bound.</param>
    /// <param name="hidden">Takes what invisible characters spelled, and that text was turned around.</param>
    public static string Lines(string text, int max, StringBuilder hidden)
    {
        using var lines = new CleanRun(Math.Min(text.Length, max));
        var unseen = new InvisibleRuns();
        var before = default(Rune); // The last that is seen.
        var breaks = 0;
        var full = false;
        for (var at = 0; at < text.Length; )
        {
            if (PlainLength(text, at) is > 0 and var plain)
            {
                unseen.End(new Rune(text[at]));
                // What is hidden behind the bound is looked for all the same.
                full = full || !lines.Append(text.AsSpan(at, plain));
                breaks = full ? breaks : 0;
                at += plain;
                before = new Rune(text[at - 1]);
                continue;
            }

            var rune = RuneAt(text, ref at);
            if (IsInvisible(rune.Value))
            {
                unseen.Add(rune.Value, before);
                continue;
            }

            unseen.End(rune);
            before = rune;
            if (full)
            {
                continue;
            }

            if (rune.Value == '\n')
            {
                lines.TrimEnd();
                if (++breaks <= 2 && lines.Length > 0 && lines.Length < max)
                {
                    lines.Append(rune);
                }

                continue;
            }

            var blank = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (blank && lines.Last is '\0' or ' ' or '\n')
            {
                continue;
            }

            full = !lines.Append(blank ? new Rune(' ') : rune);
            breaks = full || blank ? breaks : 0;
        }

        unseen.Tell(hidden);
        return lines.Trimmed();
    }

    /// <summary>Whether a character takes no room and shows nothing.</summary>
    public static bool IsInvisible(int value) => InvisibleText.IsInvisible(value);

    // Most of all mail: ASCII that is drawn, taken whole words at a time.
    private static int PlainLength(string text, int at)
    {
        if (text[at] is < '!' or > '~')
        {
            return 0;
        }

        var rest = text.AsSpan(at);
        var length = rest.IndexOfAnyExceptInRange('!', '~');
        return length < 0 ? rest.Length : length;
    }

    // Half a surrogate pair counts as U+FFFD.
    private static Rune RuneAt(string text, ref int at)
    {
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var units);
        at += units;
        return rune;
    }
}
