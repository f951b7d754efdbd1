using System.Collections.Frozen;

namespace MeshClaw.Policy.Urls;

/// <summary>
/// Characters that look like others, after lower-casing and NFKC: a small part of Unicode's confusables (UTS 39) that is used to imitate
/// Latin names. What is missing here is not seen; <see cref="DomainName.IsMixedScript"/> catches much of the rest.
/// </summary>
internal static class Confusables
{
    // Each row: what it looks like, then the characters.
    private static readonly (char Like, string Characters)[] s_letters =
    [
        ('a', "аɑαᴀ⍺"),
        ('b', "ьвƅʙɓ"),
        ('c', "сϲᴄⅽ"),
        ('d', "ԁɗđⅾ"),
        ('e', "еєҽɛεҿ"),
        ('f', "ƒẝ"),
        ('g', "ɡɢցǥ"),
        ('h', "һհнʜħ"),
        ('j', "јϳյ"),
        ('k', "кκᴋĸ"),
        ('l', "iіıɩιӏⅼǀłɪ|ⵏ"),
        ('m', "мᴍⅿ"),
        ('n', "пոηռɴ"),
        ('o', "оοօσөøᴏъ"),
        ('p', "рρþᴘ"),
        ('q', "ԛգզ"),
        ('r', "гᴦʀɾ"),
        ('s', "ѕꜱʂ"),
        ('t', "тτᴛŧ"),
        ('u', "υսᴜʋц"),
        ('v', "ѵνᴠⅴ"),
        ('w', "ԝωшɯᴡѡ"),
        ('x', "хχ×ⅹ"),
        ('y', "уүʏγყ"),
        ('z', "ᴢʐƶ"),
        ('-', "‐‑‒–—−ー_"),
        ('.', "。·․"),
    ];

    private static readonly (char Like, string Characters)[] s_digits = [('o', "0"), ('l', "1"), ('s', "5")];

    private static readonly FrozenDictionary<char, char> s_lettersByCharacter = ByCharacter(s_letters);

    private static readonly FrozenDictionary<char, char> s_all = ByCharacter([.. s_letters, .. s_digits]);

    /// <summary>Pairs that look like one letter in many fonts, applied in this order after the single characters.</summary>
    public static readonly (string Pair, string Like)[] Pairs = [("rn", "m"), ("vv", "w"), ("cl", "d")];

    /// <summary>What a character looks like; itself where it is not in the table.</summary>
    public static char Like(char c) => s_all.GetValueOrDefault(c, c);

    /// <summary>Whether a character of another script looks like an ASCII letter.</summary>
    public static bool ImitatesLatin(char c) =>
        c > 127 && s_lettersByCharacter.TryGetValue(c, out var like) && char.IsAsciiLetter(like);

    private static FrozenDictionary<char, char> ByCharacter((char Like, string Characters)[] rows) =>
        rows.SelectMany(r => r.Characters.Select(c => (c, r.Like))).ToFrozenDictionary(p => p.c, p => p.Like);
}
