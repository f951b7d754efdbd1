using System.Text;
using System.Text.RegularExpressions;
using MeshClaw.Core.Mail;

namespace MeshClaw.Core.Importing;

/// <summary>Makes text from elsewhere fit to be kept: without control and invisible characters, and without what looks like a key.</summary>
internal static partial class ImportText
{
    private const string Gone = "[left out: it looks like a key]";

    /// <summary>The text, and how many keys were left out of it.</summary>
    public static (string Text, int Keys) Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || (!Rune.IsControl(rune) && !InvisibleText.IsInvisible(rune.Value)))
            {
                clean.Append(rune.ToString());
            }
        }

        var keys = 0;
        var without = Keys()
            .Replace(
                clean.ToString(),
                _ =>
                {
                    keys++;
                    return Gone;
                }
            );
        return (without, keys);
    }

    /// <summary>Whether there is anything in it that looks like a key.</summary>
    public static bool HasKey(string text) => Keys().IsMatch(text);

    /// <summary>A name of lower-case letters, digits and hyphens, that begins with a letter; null where nothing is left.</summary>
    public static string? Name(string text)
    {
        var plain = new StringBuilder();
        foreach (var c in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(c) || (char.IsAsciiDigit(c) && plain.Length > 0))
            {
                plain.Append(c);
            }
            else if (plain.Length > 0 && plain[^1] != '-')
            {
                plain.Append('-');
            }
        }

        var name = plain.ToString().Trim('-');
        name = name.Length <= 32 ? name : name[..32].Trim('-');
        return name.Length == 0 ? null : name;
    }

    // Keys of well-known services by their beginnings, bots' tokens, private keys, and whatever is called one. They are long: nothing that
    // a person writes in a note for people looks like them.
    [GeneratedRegex(
        """
            -----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)
            |\b(?:sk|pk|rk)-[A-Za-z0-9_\-]{16,}
            |\bxox[abeoprs]-[A-Za-z0-9\-]{10,}|\bxapp-[A-Za-z0-9\-]{10,}
            |\b(?:ghp|gho|ghu|ghs|ghr|glpat|npm|BSA|gsk|tvly|hf)[_\-][A-Za-z0-9_\-]{16,}|\bgithub_pat_[A-Za-z0-9_]{20,}
            |\bBSA[A-Za-z0-9_\-]{24,}
            |\bAKIA[0-9A-Z]{16}\b|\bAIza[A-Za-z0-9_\-]{30,}|\bya29\.[A-Za-z0-9_\-]{20,}
            |\b[0-9]{8,10}:[A-Za-z0-9_\-]{34,36}\b
            |\beyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{5,}
            |(?<=\b[Bb]earer[ ])[A-Za-z0-9._\-]{16,}
            |(?<=(?:pass(?:word|wd)?|secret|token|api[_\- ]?key)["']?[ ]{0,3}[:=][ ]{0,3}["'`]?)[^\s"'`]{8,}
            """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        2_000
    )]
    private static partial Regex Keys();
}
