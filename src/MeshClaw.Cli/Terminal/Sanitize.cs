using System.Globalization;
using System.Text;

namespace MeshClaw.Cli.Terminal;

/// <summary>
/// Makes text that others wrote safe to print. Control characters (an escape sequence could move the cursor or rename the window),
/// bidirectional marks (they make "exe.gpj" read "jpg.exe"), invisible characters and broken surrogates come out as <c>\u{202E}</c>,
/// so that nothing is lost and nothing acts; tabs and line ends become spaces. It does not protect against look-alike letters.
/// </summary>
internal static class Sanitize
{
    /// <summary>One line of harmless text.</summary>
    public static string Line(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; )
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                Escape(result, text[i]);
                i++;
                continue;
            }

            i += rune.Utf16SequenceLength;
            if (rune.Value is '\t' or '\n' or '\r')
            {
                result.Append(' ');
            }
            else if (IsHarmless(rune))
            {
                result.Append(rune);
            }
            else
            {
                Escape(result, rune.Value);
            }
        }

        return result.ToString();
    }

    /// <summary>The same, line by line: for values that are shown whole.</summary>
    public static IReadOnlyList<string> Lines(string? text) =>
        [.. (text ?? "").ReplaceLineEndings("\n").Split('\n').Select(Line)];

    /// <summary>The same, with its line ends.</summary>
    public static string Text(string? text) => string.Join('\n', Lines(text));

    // The zero-width joiner and non-joiner are Format too, but Persian and family emoji cannot be written without them.
    private static bool IsHarmless(Rune rune) =>
        rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            );

    private static void Escape(StringBuilder result, int value) =>
        result.Append(CultureInfo.InvariantCulture, $"\\u{{{value:X}}}");
}
