namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>Whether two versions of a text say the same, by their words.</summary>
internal static class TextDifference
{
    private const int FewLetters = 24;
    private const int FewWords = 8;

    private static readonly char[] s_blanks =
    [
        ' ',
        '\n',
        '\r',
        '\t',
        '.',
        ',',
        ';',
        ':',
        '!',
        '?',
        '(',
        ')',
        '<',
        '>',
        '[',
        ']',
        '"',
        '\'',
        '|',
        '*',
        '#',
        '=',
        '-',
        '_',
        '/',
    ];

    /// <summary>Whether a plain version is a mere stand-in for the other: "Your mail program cannot show HTML".</summary>
    public static bool IsNearlyEmpty(string plain, string other)
    {
        var letters = plain.Count(char.IsLetterOrDigit);
        return letters < FewLetters && other.Count(char.IsLetterOrDigit) > letters * 2;
    }

    /// <summary>Whether <paramref name="other"/> holds many words that <paramref name="shown"/> has not.</summary>
    public static bool SaysMore(string other, string shown)
    {
        var known = shown
            .Split(s_blanks, StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var words = other.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries);
        return words.Count(w => !known.Contains(w)) >= FewWords;
    }

    /// <summary>
    /// The lines of <paramref name="other"/> in which <paramref name="shown"/> lacks words, without those that are but links: a short order to
    /// a machine has few words.
    /// </summary>
    public static string NewLines(string other, string shown)
    {
        var known = shown
            .Split(s_blanks, StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return string.Join(
            '\n',
            other
                .Split('\n')
                .Where(l => !l.Contains("://", StringComparison.Ordinal))
                .Where(l =>
                    l.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries).Count(w => !known.Contains(w)) >= 2
                )
        );
    }
}
