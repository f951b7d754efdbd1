using System.Globalization;
using System.Text;

namespace MeshClaw.Models.Triage.Text;

/// <summary>Third-party text made fit for one line of a report: no control, direction or invisible characters, single blanks, bounded.</summary>
internal static class CleanText
{
    /// <summary>At most <paramref name="limit"/> characters; an ellipsis stands for what was cut.</summary>
    public static string Line(ReadOnlySpan<char> text, int limit)
    {
        var line = new StringBuilder(Math.Min(text.Length, limit + 1));
        var blank = false;
        foreach (var rune in text[..Math.Min(text.Length, limit * 8)].EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (
                category
                is UnicodeCategory.Control
                    or UnicodeCategory.SpaceSeparator
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
            )
            {
                blank = line.Length > 0;
                continue;
            }

            if (!Shows(rune, category))
            {
                continue;
            }

            if (line.Length + (blank ? 1 : 0) + rune.Utf16SequenceLength > limit - 1)
            {
                return line.Append('…').ToString();
            }

            line.Append(blank ? " " : "").Append(rune.ToString());
            blank = false;
        }

        return line.ToString();
    }

    private static bool Shows(Rune rune, UnicodeCategory category) =>
        category
            is not (
                UnicodeCategory.Format
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.Surrogate
            )
        && rune != Rune.ReplacementChar
        && (!rune.IsBmp || !CharFolding.IsInvisible((char)rune.Value));
}
