namespace MeshClaw.Policy.Urls;

/// <summary>
/// Whether a piece of a URL could carry data out. Thresholds are a judgement: ordinary slugs, ids and search words pass, keys, hashes,
/// encoded text, mail addresses, card and account numbers, sentences do not. A few bits fit into any piece; this sees volume, not presence.
/// </summary>
internal static class OpaqueData
{
    private const int LongPiece = 80;
    private const int LongRun = 16;
    private const int LongNumber = 11;

    public static bool Within(UrlReading reading) =>
        (reading.HostKind == UrlHostKind.Name && IsData(reading.Host))
        || reading.Path.Split('/').Any(s => IsData(PercentText.Decode(s)))
        || reading.Query.Any(p => IsData(p.Name) || IsData(p.Value))
        || reading.Query.Sum(p => p.Name.Length + p.Value.Length) > 3 * LongPiece
        || (reading.Fragment is { } fragment && IsData(PercentText.Decode(fragment)));

    public static bool IsData(string piece)
    {
        var words = piece.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (
            piece.Length > LongPiece
            || words.Length > 6
            || piece.Contains('@', StringComparison.Ordinal)
                && words.Any(w => w.IndexOf('@', StringComparison.Ordinal) > 0)
        )
        {
            return true;
        }

        var start = 0;
        for (var i = 0; i <= piece.Length; i++)
        {
            if (i == piece.Length || !(char.IsAsciiLetterOrDigit(piece[i]) || piece[i] is '+' or '=' or '_' or '/'))
            {
                if (IsDense(piece.AsSpan(start, i - start)))
                {
                    return true;
                }

                start = i + 1;
            }
        }

        return HasLongNumber(piece);
    }

    /// <summary>A card or account number, also in groups.</summary>
    private static bool HasLongNumber(string piece)
    {
        var digits = 0;
        foreach (var c in piece)
        {
            digits =
                char.IsAsciiDigit(c) ? digits + 1
                : c is ' ' or '-' ? digits
                : 0;
            if (digits >= LongNumber)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A run of letters and digits that no word is: many changes between kinds of characters, or long without being lower case.</summary>
    private static bool IsDense(ReadOnlySpan<char> run)
    {
        if (run.Length < LongRun)
        {
            return false;
        }

        var changes = 0;
        var letters = 0;
        var lower = 0;
        for (var i = 0; i < run.Length; i++)
        {
            letters += char.IsAsciiLetter(run[i]) ? 1 : 0;
            lower += char.IsAsciiLetterLower(run[i]) ? 1 : 0;
            changes += i > 0 && Kind(run[i]) != Kind(run[i - 1]) ? 1 : 0;
        }

        // camelCase changes twice for a word of five letters or so; an encoded text far more often.
        return changes * 3 >= run.Length
            || lower == 0
            || (run.Length >= 2 * LongRun && letters < run.Length)
            || run.Length >= 48;
    }

    private static int Kind(char c) =>
        char.IsAsciiDigit(c) ? 0
        : char.IsAsciiLetterLower(c) ? 1
        : char.IsAsciiLetterUpper(c) ? 2
        : 3;
}
