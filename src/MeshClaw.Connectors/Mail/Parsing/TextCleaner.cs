using System.Globalization;
using System.Text;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>
/// Takes out of third-party text what a reader does not see but a machine would read: zero-width, bidirectional and tag characters, and
/// control characters. What they spelled is given back, so that it is not lost to those who look for it.
/// </summary>
internal static class TextCleaner
{
    // Preheaders are padded with a few of them; a run this long is no padding between visible words.
    private const int SuspiciousRun = 16;

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
        var tags = new StringBuilder();
        var (run, breaks, longest) = (0, 0, 0);
        var turned = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var value = rune.Value;
            if (IsInvisible(value))
            {
                run++;
                longest = Math.Max(longest, run);
                turned |= value is 0x202D or 0x202E;
                if (value is >= 0xE0020 and <= 0xE007E && tags.Length < 4000)
                {
                    tags.Append((char)(value - 0xE0000));
                }

                continue;
            }

            run = 0;
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
                break;
            }

            Append(lines, blank ? new Rune(' ') : rune);
            breaks = blank ? breaks : 0;
        }

        Note(hidden, tags, longest, turned);
        return lines.ToString().Trim();
    }

    /// <summary>Whether a character takes no room and shows nothing.</summary>
    public static bool IsInvisible(int value) =>
        value
            is 0x00AD
                or 0x034F
                or 0x061C
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or 0x180E
                or (>= 0x200B and <= 0x200F)
                or (>= 0x202A and <= 0x202E)
                or (>= 0x2060 and <= 0x206F)
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFEFF
                or 0xFFA0
                or (>= 0xE0000 and <= 0xE0FFF);

    private static void Note(StringBuilder hidden, StringBuilder tags, int longest, bool turned)
    {
        if (tags.Length > 0)
        {
            hidden.Append("[in invisible characters:] ").Append(tags).Append('\n');
        }

        if (longest >= SuspiciousRun)
        {
            hidden.Append(CultureInfo.InvariantCulture, $"[a run of {longest} invisible characters]\n");
        }

        if (turned)
        {
            hidden.Append("[characters that turn the direction of text around]\n");
        }
    }

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
