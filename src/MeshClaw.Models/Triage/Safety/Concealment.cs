using System.Buffers;
using System.Text;

namespace MeshClaw.Models.Triage.Safety;

/// <summary>
/// Takes text out of wrappings that a reader does not read through: Unicode tag characters, base64, letters spelled apart. Bounded: at most
/// <see cref="MaxDecoded"/> characters come out, however much goes in.
/// </summary>
internal static class Concealment
{
    /// <summary>The most that is unwrapped from one text, in UTF-16 units.</summary>
    public const int MaxDecoded = 8_192;

    private const int ShortestBase64 = 24;
    private const int LongestBase64 = 8_192;
    private const int ShortestSpelling = 8;

    private static readonly SearchValues<char> s_base64 = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
    );

    /// <summary>What the text holds in wrappings, parted by line ends; empty for most texts.</summary>
    public static string Unwrap(ReadOnlySpan<char> text)
    {
        StringBuilder? found = null;
        if (text.Contains('\uDB40'))
        {
            TagCharacters(text, found ??= new StringBuilder());
        }

        for (var i = text.IndexOfAny(s_base64); i >= 0 && i < text.Length; )
        {
            var end = Base64End(text, i);
            if (end - i >= ShortestBase64 && Decode(text[i..end]) is { } plain)
            {
                (found ??= new StringBuilder()).Append("\n\n").Append(plain);
            }

            if (found?.Length > MaxDecoded)
            {
                break;
            }

            var next = end < text.Length ? text[end..].IndexOfAny(s_base64) : -1;
            i = next < 0 ? -1 : end + next;
        }

        SpelledApart(text, ref found);
        return found is null ? "" : found.ToString(0, Math.Min(found.Length, MaxDecoded));
    }

    private static void TagCharacters(ReadOnlySpan<char> text, StringBuilder found)
    {
        for (var i = 0; i + 1 < text.Length && found.Length < MaxDecoded; i++)
        {
            // U+E0020 to U+E007E mirror ASCII and show nothing.
            if (text[i] == '\uDB40' && text[i + 1] is >= '\uDC20' and <= '\uDC7E')
            {
                found.Append((char)(text[i + 1] - 0xDC00));
                i++;
            }
        }
    }

    /// <summary>The end of a run of base64, over line ends where the lines are as long as encoders make them.</summary>
    private static int Base64End(ReadOnlySpan<char> text, int start)
    {
        var i = start;
        var line = start;
        while (i < text.Length && i - start < LongestBase64)
        {
            if (s_base64.Contains(text[i]))
            {
                i++;
            }
            else if (text[i] is '\r' or '\n' && i - line >= 60)
            {
                while (i < text.Length && text[i] is '\r' or '\n')
                {
                    i++;
                }

                line = i;
            }
            else
            {
                break;
            }
        }

        return i;
    }

    private static string? Decode(ReadOnlySpan<char> run)
    {
        // A path or a link of words: encoders mix cases and digits.
        if (run.IndexOfAnyInRange('A', 'Z') < 0 || run.IndexOfAnyInRange('a', 'z') < 0)
        {
            return null;
        }

        var clean = new char[run.Length + 4];
        var length = 0;
        foreach (var c in run)
        {
            if (c is not ('\r' or '\n'))
            {
                clean[length++] = c switch
                {
                    '-' => '+',
                    '_' => '/',
                    _ => c,
                };
            }
        }

        length -= length % 4 == 1 ? 1 : 0;
        while (length % 4 != 0)
        {
            clean[length++] = '=';
        }

        var bytes = new byte[length];
        if (!Convert.TryFromBase64Chars(clean.AsSpan(0, length), bytes, out var written) || written < 12)
        {
            return null;
        }

        return Readable(bytes.AsSpan(0, written)) ? Encoding.UTF8.GetString(bytes, 0, written) : null;
    }

    private static bool Readable(ReadOnlySpan<byte> bytes)
    {
        var (letters, blanks) = (0, 0);
        foreach (var b in bytes)
        {
            letters += b is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or >= 0x80 ? 1 : 0;
            blanks += b == ' ' ? 1 : 0;
            if (b < 0x20 && b is not ((byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return false;
            }
        }

        return blanks >= 1 && (letters + blanks) * 10 >= bytes.Length * 8;
    }

    /// <summary><c>i g n o r e  a l l</c>: words are where two blanks stand, else where words of the vocabulary begin.</summary>
    private static void SpelledApart(ReadOnlySpan<char> text, ref StringBuilder? found)
    {
        for (var i = 0; i + (2 * ShortestSpelling) < text.Length; i++)
        {
            if (!char.IsLetter(text[i]) || (i > 0 && char.IsLetter(text[i - 1])) || char.IsLetter(text[i + 1]))
            {
                continue;
            }

            var letters = new StringBuilder();
            var (at, wide) = (i, false);
            while (
                at < text.Length && char.IsLetter(text[at]) && (at + 1 >= text.Length || !char.IsLetter(text[at + 1]))
            )
            {
                letters.Append(text[at]);
                var next = at + 1;
                while (next < text.Length && next < at + 5 && text[next] is ' ' or '.' or '_' or '*' or '\u00A0')
                {
                    next++;
                }

                if (next > at + 2)
                {
                    letters.Append(' ');
                    wide = true;
                }

                if (next == at + 1)
                {
                    at = next;
                    break;
                }

                at = next;
            }

            if (letters.Length >= ShortestSpelling && (found?.Length ?? 0) < MaxDecoded)
            {
                (found ??= new StringBuilder()).Append("\n\n").Append(wide ? letters.ToString() : Segment(letters));
            }

            i = Math.Max(i, Math.Min(at, text.Length) - 1);
        }
    }

    private static string Segment(StringBuilder letters)
    {
        var folded = CharFolding.FoldWord(letters.ToString(0, Math.Min(letters.Length, 512)));
        var words = new StringBuilder(folded.Length * 2);
        for (var i = 0; i < folded.Length; )
        {
            var length = Math.Min(16, folded.Length - i);
            while (length > 1 && !OrderVocabulary.Book.Knows(folded.AsSpan(i, length)))
            {
                length--;
            }

            words.Append(length > 1 ? " " : "").Append(folded, i, length).Append(length > 1 ? " " : "");
            i += length;
        }

        return words.ToString();
    }
}
