using System.Text;

namespace MeshClaw.Policy.Urls;

/// <summary>Scripts as far as telling mixtures apart needs it; the base class library has no script property.</summary>
[Flags]
internal enum Scripts
{
    /// <summary>Digits, punctuation, marks: goes with every script.</summary>
    Common = 0,
    Latin = 1,
    Greek = 2,
    Cyrillic = 4,
    Armenian = 8,
    Hebrew = 16,
    Arabic = 32,
    Indic = 64,
    Georgian = 128,
    Cherokee = 256,

    /// <summary>Han, kana, hangul, bopomofo: written together, and with Latin.</summary>
    EastAsian = 512,

    /// <summary>Any other script, all as one.</summary>
    Other = 1024,
}

/// <summary>The script of a letter, by block.</summary>
internal static class ScriptOf
{
    private static readonly (int First, int Last, Scripts Script)[] s_blocks =
    [
        (0x0041, 0x024F, Scripts.Latin),
        (0x0250, 0x02AF, Scripts.Latin),
        (0x0370, 0x03FF, Scripts.Greek),
        (0x0400, 0x052F, Scripts.Cyrillic),
        (0x0530, 0x058F, Scripts.Armenian),
        (0x0590, 0x05FF, Scripts.Hebrew),
        (0x0600, 0x077F, Scripts.Arabic),
        (0x08A0, 0x08FF, Scripts.Arabic),
        (0x0900, 0x0DFF, Scripts.Indic),
        (0x10A0, 0x10FF, Scripts.Georgian),
        (0x1100, 0x11FF, Scripts.EastAsian),
        (0x13A0, 0x13FF, Scripts.Cherokee),
        (0x1C80, 0x1C8F, Scripts.Cyrillic),
        (0x1C90, 0x1CBF, Scripts.Georgian),
        (0x1D00, 0x1DBF, Scripts.Latin),
        (0x1E00, 0x1EFF, Scripts.Latin),
        (0x1F00, 0x1FFF, Scripts.Greek),
        (0x2C60, 0x2C7F, Scripts.Latin),
        (0x2DE0, 0x2DFF, Scripts.Cyrillic),
        (0x3005, 0x30FF, Scripts.EastAsian),
        (0x3100, 0x31FF, Scripts.EastAsian),
        (0x3400, 0x9FFF, Scripts.EastAsian),
        (0xA640, 0xA69F, Scripts.Cyrillic),
        (0xA720, 0xA7FF, Scripts.Latin),
        (0xAB30, 0xAB6F, Scripts.Latin),
        (0xAB70, 0xABBF, Scripts.Cherokee),
        (0xAC00, 0xD7FF, Scripts.EastAsian),
        (0xF900, 0xFAFF, Scripts.EastAsian),
        (0x20000, 0x3FFFF, Scripts.EastAsian),
    ];

    public static Scripts Of(Rune rune)
    {
        if (!Rune.IsLetter(rune))
        {
            return Scripts.Common;
        }

        foreach (var (first, last, script) in s_blocks)
        {
            if (rune.Value >= first && rune.Value <= last)
            {
                return script;
            }
        }

        return Scripts.Other;
    }
}
