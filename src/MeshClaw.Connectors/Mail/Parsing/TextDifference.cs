using System.Buffers;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>Whether two versions of a text say the same, by their words.</summary>
internal static class TextDifference
{
    private const int FewLetters = 24;
    private const int FewWords = 8;
    private const int NewOfLine = 2;

    private static readonly SearchValues<char> s_blanks = SearchValues.Create(" \n\r\t.,;:!?()<>[]\"'|*#=-_/");

    /// <summary>Whether a plain version is a mere stand-in for the other: "Your mail program cannot show HTML".</summary>
    public static bool IsNearlyEmpty(string plain, string other)
    {
        var letters = plain.Count(char.IsLetterOrDigit);
        return letters < FewLetters && other.Count(char.IsLetterOrDigit) > letters * 2;
    }

    /// <summary>What <paramref name="other"/> says that <paramref name="shown"/> does not.</summary>
    /// <returns>
    /// Whether it holds many words that the shown has not; and where it does not, its lines in which two words or more are new, without those
    /// that are but links: a short order to a machine has few words.
    /// </returns>
    public static (bool SaysMore, string NewLines) Of(string other, string shown)
    {
        if (other.Length == 0)
        {
            return (false, "");
        }

        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        for (var rest = shown.AsSpan(); Next(ref rest) is { IsEmpty: false } word; )
        {
            known.Add(word);
        }

        if (Unknown(other, known, FewWords) >= FewWords)
        {
            return (true, "");
        }

        var lines = new List<string>();
        foreach (var range in other.AsSpan().Split('\n'))
        {
            var line = other.AsSpan(range);
            if (!line.Contains("://", StringComparison.Ordinal) && Unknown(line, known, NewOfLine) >= NewOfLine)
            {
                lines.Add(line.ToString());
            }
        }

        return (false, string.Join('\n', lines));
    }

    // Counts up to a bound.
    private static int Unknown(
        ReadOnlySpan<char> text,
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> known,
        int enough
    )
    {
        var unknown = 0;
        while (unknown < enough && Next(ref text) is { IsEmpty: false } word)
        {
            unknown += known.Contains(word) ? 0 : 1;
        }

        return unknown;
    }

    // Empty at the end.
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> text)
    {
        var start = text.IndexOfAnyExcept(s_blanks);
        if (start < 0)
        {
            return [];
        }

        var length = text[start..].IndexOfAny(s_blanks);
        length = length < 0 ? text.Length - start : length;
        var word = text.Slice(start, length);
        text = text[(start + length)..];
        return word;
    }
}
