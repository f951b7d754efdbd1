using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshClaw.Policy.Flow;

/// <summary>What a text may be in disguise: encoded, reversed, spelled out. Not every disguise there is: a model can invent its own.</summary>
internal static partial class Disguises
{
    private const int MostStrokes = 5;

    private static readonly FrozenDictionary<string, char> s_digits = new Dictionary<string, char>
    {
        ["zero"] = '0',
        ["oh"] = '0',
        ["one"] = '1',
        ["two"] = '2',
        ["three"] = '3',
        ["four"] = '4',
        ["five"] = '5',
        ["six"] = '6',
        ["seven"] = '7',
        ["eight"] = '8',
        ["nine"] = '9',
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// The text in plain letters and digits: fullwidth, mathematical, circled and the like as what they stand for (Unicode NFKC).
    /// </summary>
    public static string Plain(string text)
    {
        try
        {
            return text.IsNormalized(NormalizationForm.FormKC) ? text : text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text; // Broken surrogates: no text of anybody's.
        }
    }

    /// <summary>
    /// Signs that spell without being letters: letters and digits in other dress, braille, flags, tags, what is invisible. Null where there
    /// is none.
    /// </summary>
    public static string? Sign(string text)
    {
        if (Strokes().Count(text) >= MostStrokes)
        {
            return Strokes().Match(text).Value.Trim();
        }

        foreach (var rune in text.EnumerateRunes())
        {
            var hidden =
                Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Format
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned
                    or UnicodeCategory.Surrogate;
            var spells =
                rune.Value is (>= 0x2800 and <= 0x28FF) or (>= 0x1F1E6 and <= 0x1F1FF) or (>= 0xE0000 and <= 0xE007F);
            // Joiners belong to emoji and to scripts that need them.
            if ((hidden && rune.Value is not 0x200D) || spells || IsDressed(rune))
            {
                return rune.ToString();
            }
        }

        return null;
    }

    // Dots and dashes between blanks, as in Morse code; a list has one at the start of its lines.
    [GeneratedRegex(@"(?<=[^\n] )[.\-_|/*·–]{1,6}(?=\s|$)")]
    private static partial Regex Strokes();

    private static bool IsDressed(Rune rune) =>
        rune.Value > 0x7F
        && Plain(rune.ToString()) is [var plain, ..]
        && char.IsAsciiLetterOrDigit(plain)
        && rune.Value is not (0xAA or 0xBA or 0xB2 or 0xB3 or 0xB9 or 0x2122);

    /// <summary>The text, and what is behind each disguise that is known here.</summary>
    public static IEnumerable<string> Of(string text)
    {
        yield return text;
        foreach (var outer in Carriers.Decoded(text))
        {
            yield return outer;
            foreach (var inner in Carriers.Decoded(outer))
            {
                yield return inner;
            }
        }

        var reversed = text.ToCharArray();
        Array.Reverse(reversed);
        yield return new string(reversed);
        yield return SpelledOut(text);
        yield return FromHex(text);
        yield return Initials(text);
    }

    private static string SpelledOut(string text)
    {
        var digits = new StringBuilder();
        foreach (var word in Words.Of(text))
        {
            digits.Append(
                s_digits.TryGetValue(word.Text, out var digit) ? digit.ToString()
                : word.IsNumber ? word.Text
                : " "
            );
        }

        // A word between two digits parts them no more than a blank does.
        return digits.ToString().Replace(" ", "", StringComparison.Ordinal);
    }

    private static string FromHex(string text)
    {
        var hex = new string([.. text.Where(char.IsAsciiHexDigit)]);
        return hex.Length >= 8 && hex.Length % 2 == 0 && hex.Length * 2 >= text.Length
            ? Encoding.Latin1.GetString(Convert.FromHexString(hex))
            : "";
    }

    private static string Initials(string text) => new([.. Words.Of(text).Select(w => w.Text[0])]);
}
