using System.Text;

namespace MeshClaw.Core.LookAlikes;

/// <summary>
/// One spelling for letters that look alike or differ in case and accents, so that words can be compared: <c>É</c>, <c>é</c>, full-width and
/// mathematical letters become <c>e</c>. Not a security boundary: scripts that are not listed stay as they are.
/// </summary>
public static class CharFolding
{
    private const int TableLength = 0x250;
    private static readonly Lazy<char[]> s_table = new(BuildTable);

    /// <summary>Cyrillic and Greek letters that are drawn like Latin ones, in pairs.</summary>
    private const string LookAlikes =
        "аaвbсcԁdеeѕsіiјjкkмmнhоoрpтtуyхxѵvԛqԝwһhгrпnиuьbӏlαaβbεeηnιiκkνvοoρpτtυuχxγyωwζzϲcցgոnսuօoհhɡgɑaɩiʟlıi";

    private static readonly Lazy<Dictionary<char, char>> s_lookAlikes = new(BuildLookAlikes);

    /// <summary>Whether nothing of the character is seen: zero width, direction marks, fillers, variation selectors, combining marks.</summary>
    public static bool IsInvisible(char c) =>
        c >= 0xAD
        && c
            is '\u00AD'
                or (>= '\u0300' and <= '\u036F')
                or '\u061C'
                or '\u115F'
                or '\u1160'
                or '\u17B4'
                or '\u17B5'
                or (>= '\u180B' and <= '\u180F')
                or (>= '\u200B' and <= '\u200F')
                or (>= '\u202A' and <= '\u202E')
                or (>= '\u2060' and <= '\u206F')
                or '\u3164'
                or (>= '\uFE00' and <= '\uFE0F')
                or '\uFEFF'
                or '\uFFA0';

    /// <summary>Lower case without accents; the same character where there is nothing to fold.</summary>
    public static char Fold(char c)
    {
        if (c < 128)
        {
            return c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;
        }

        return c switch
        {
            < (char)TableLength => s_table.Value[c],
            >= '\uFF01' and <= '\uFF5E' => Fold((char)(c - 0xFEE0)),
            >= '\u24B6' and <= '\u24CF' => (char)('a' + (c - 0x24B6)),
            >= '\u24D0' and <= '\u24E9' => (char)('a' + (c - 0x24D0)),
            '\u2018' or '\u2019' or '\u02BC' => '\'',
            '\u2010' or '\u2011' => '-',
            >= '\u1E00' and <= '\u1EFF' => Decompose(c),
            _ => char.ToLowerInvariant(c),
        };
    }

    /// <summary>Folds a character outside the basic plane to a Latin letter or digit; zero where it is none (mathematical letters only).</summary>
    public static char FoldPair(char high, char low)
    {
        if (!char.IsSurrogatePair(high, low))
        {
            return '\0';
        }

        var rune = new Rune(high, low);
        if (rune.Value is (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189))
        {
            return (char)('a' + ((rune.Value - 0x1F130) % 0x20));
        }

        if (rune.Value is < 0x1D400 or > 0x1D7FF)
        {
            return '\0';
        }

        var plain = rune.ToString().Normalize(NormalizationForm.FormKD);
        return plain.Length > 0 && plain[0] < 128 ? Fold(plain[0]) : '\0';
    }

    /// <summary>The Latin letter that a folded letter of another script looks like; zero where it looks like none.</summary>
    public static char LatinLookAlike(char c) => s_lookAlikes.Value.GetValueOrDefault(c);

    /// <summary>Folds one word as texts are folded, for tables of words.</summary>
    public static string FoldWord(string word)
    {
        var folded = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            if (!IsInvisible(c) && c is not ('-' or '\'' or '\u2019'))
            {
                _ = Expand(c) is { } two ? folded.Append(two) : folded.Append(Fold(c));
            }
        }

        return folded.ToString();
    }

    /// <summary>Letters that fold to two; null for all others.</summary>
    public static string? Expand(char c) =>
        c switch
        {
            'ß' => "ss",
            'æ' or 'Æ' => "ae",
            'œ' or 'Œ' => "oe",
            _ => null,
        };

    private static char[] BuildTable()
    {
        var table = new char[TableLength];
        for (var c = 0; c < TableLength; c++)
        {
            table[c] = (char)c switch
            {
                'ø' or 'Ø' => 'o',
                'ł' or 'Ł' => 'l',
                'đ' or 'Đ' => 'd',
                'ı' => 'i',
                _ => Decompose((char)c),
            };
        }

        return table;
    }

    private static char Decompose(char c)
    {
        var plain = c.ToString().Normalize(NormalizationForm.FormKD);
        return char.ToLowerInvariant(plain[0]);
    }

    private static Dictionary<char, char> BuildLookAlikes()
    {
        var map = new Dictionary<char, char>(LookAlikes.Length / 2);
        for (var i = 0; i + 1 < LookAlikes.Length; i += 2)
        {
            map[LookAlikes[i]] = LookAlikes[i + 1];
        }

        return map;
    }
}
