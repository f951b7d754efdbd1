using System.Globalization;
using System.Text;

namespace MeshClaw.Core.Mail;

/// <summary>Which characters take no room and show nothing, so that a machine reads what a person does not.</summary>
public static class InvisibleText
{
    /// <summary>
    /// Whether a code point shows nothing: zero width, direction, tag and filler characters, variation selectors, and all of Unicode's format
    /// characters but those that are drawn (Arabic and Kaithi number signs).
    /// </summary>
    public static bool IsInvisible(int value)
    {
        if (value < 0xAD)
        {
            return false;
        }

        return value
            is 0x00AD
                or 0x034F
                or 0x061C
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or (>= 0x200B and <= 0x200F)
                or (>= 0x202A and <= 0x202E)
                or (>= 0x2060 and <= 0x206F)
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFEFF
                or 0xFFA0
                or (>= 0xFFF0 and <= 0xFFFC)
                or (>= 0x13430 and <= 0x1345F)
                or (>= 0x1BCA0 and <= 0x1BCA3)
                or (>= 0x1D173 and <= 0x1D17A)
                or (>= 0xE0000 and <= 0xE0FFF);
    }

    /// <summary>
    /// Text fit for a terminal or a prompt, in lines: no control characters (so no escape sequences), nothing invisible, no lone surrogates, at
    /// most two breaks in a row.
    /// </summary>
    /// <param name="text">Third-party text.</param>
    /// <param name="max">The most UTF-16 units that come out.</param>
    public static IEnumerable<string> Lines(string text, int max)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new StringBuilder();
        var (left, empty) = (max, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            // Also what some programs take for an end of line: vertical tab, form feed, NEL, line and paragraph separators.
            if (rune.Value is '\n' or '\r' or '\v' or '\f' or 0x85 or 0x2028 or 0x2029)
            {
                empty = line.Length == 0 ? empty + 1 : 0;
                if (empty <= 1)
                {
                    yield return line.ToString().TrimEnd(' ');
                    left--;
                }

                line.Clear();
            }
            else if (!IsInvisible(rune.Value))
            {
                var shown = Shown(rune);
                if (shown != " " || (line.Length > 0 && line[^1] != ' '))
                {
                    line.Append(shown);
                    left -= shown.Length;
                }
            }

            if (left <= 0)
            {
                break;
            }
        }

        if (line.Length > 0)
        {
            yield return line.ToString().TrimEnd(' ');
        }
    }

    /// <summary>The same in one line.</summary>
    public static string Line(string text, int max)
    {
        var line = string.Join(' ', Lines(text, max).Where(l => l.Length > 0));
        return line.Length <= max ? line : line[..(char.IsHighSurrogate(line[max - 1]) ? max - 1 : max)];
    }

    private static string Shown(Rune rune) =>
        Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) ? " "
        : Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Surrogate
            ? "\uFFFD"
        : rune.ToString();
}
