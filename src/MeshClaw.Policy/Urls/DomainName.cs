using System.Globalization;
using System.Numerics;
using System.Text;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Urls;

/// <summary>
/// Tells look-alikes of domains and mail addresses. It knows no public suffixes, so it says nothing of who owns a name:
/// <c>corp.example.evil.test</c> looks like nothing here; compare whole names or use <see cref="MailAddress.Matches"/>.
/// </summary>
public static class DomainName
{
    private static readonly IdnMapping s_idn = new() { UseStd3AsciiRules = false };

    /// <summary>
    /// What a name looks like: NFKC, lower case, without accents and invisible characters, punycode decoded, and each character or pair that
    /// resembles another (Cyrillic, Greek, Armenian, full width, 0/o, 1/l/i, 5/s, rn/m, vv/w, cl/d) replaced by it. Names with the same
    /// skeleton look alike; the skeleton itself is no name. Applying it twice changes nothing more.
    /// </summary>
    public static string Skeleton(string? text)
    {
        var plain = Compatible(ToUnicode(Compatible(text ?? "")));
        var result = new StringBuilder(plain.Length);
        foreach (var c in plain)
        {
            if (!IsMark(c))
            {
                result.Append(Confusables.Like(c));
            }
        }

        foreach (var (pair, like) in Confusables.Pairs)
        {
            result.Replace(pair, like);
        }

        return result.ToString();
    }

    /// <summary>Whether two domains or addresses differ in more than case and yet look the same.</summary>
    public static bool LookAlike(string? one, string? other) =>
        !string.Equals(one ?? "", other ?? "", StringComparison.OrdinalIgnoreCase)
        && string.Equals(Skeleton(one), Skeleton(other), StringComparison.Ordinal);

    /// <summary>
    /// Whether one label of a name (punycode is decoded) has letters of several scripts. Latin beside Han, kana or hangul is usual and not
    /// meant (UTS 39, highly restrictive).
    /// </summary>
    public static bool IsMixedScript(string? name)
    {
        foreach (var label in ToUnicode(name ?? "").Split('.', '@'))
        {
            var scripts = Scripts.Common;
            foreach (var rune in label.EnumerateRunes())
            {
                scripts |= ScriptOf.Of(rune);
            }

            if (BitOperations.PopCount((uint)scripts) > 1 && scripts != (Scripts.Latin | Scripts.EastAsian))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a decoded label has letters that imitate Latin ones, and no letter that doesn't: whole words in disguise.</summary>
    internal static bool IsConfusable(string label)
    {
        var imitates = false;
        foreach (var c in label)
        {
            if (Confusables.ImitatesLatin(c))
            {
                imitates = true;
            }
            else if (c > 127)
            {
                return false;
            }
        }

        return imitates;
    }

    /// <summary>Each label's punycode decoded; a label that is none stays as it is.</summary>
    internal static string ToUnicode(string name)
    {
        if (!name.Contains("xn--", StringComparison.OrdinalIgnoreCase))
        {
            return name;
        }

        var result = new StringBuilder(name.Length);
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            if (i == name.Length || name[i] is '.' or '@')
            {
                result.Append(LabelToUnicode(name[start..i]));
                _ = i < name.Length ? result.Append(name[i]) : result;
                start = i + 1;
            }
        }

        return result.ToString();
    }

    private static string LabelToUnicode(string label)
    {
        if (!label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
        {
            return label;
        }

        try
        {
            return s_idn.GetUnicode(label);
        }
        catch (ArgumentException)
        {
            return label;
        }
    }

    private static string Compatible(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKD).ToLowerInvariant().Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            // Unpaired surrogates: no name has them, and no comparison may fail over them.
            return text.ToLowerInvariant();
        }
    }

    private static bool IsMark(char c) =>
        char.GetUnicodeCategory(c)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.Format
                or UnicodeCategory.Control;
}
