using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using MeshClaw.Core.Mail;

namespace MeshClaw.Core.Skills;

/// <summary>A passage that the owner should read before saying yes.</summary>
/// <param name="File">Its path in the skill.</param>
/// <param name="Line">From 1.</param>
/// <param name="Why">What it looks like.</param>
/// <param name="Excerpt">The passage, cleaned.</param>
public sealed record SkillPassage(string File, int Line, string Why, string Excerpt);

/// <summary>
/// Looks for what a skill's text has no business with. It helps the owner to read; it stops nobody: what it misses meets the guard, which knows
/// whose words they are.
/// </summary>
internal static partial class SuspiciousText
{
    private const int MaxPassages = 50;
    private const int MaxLine = 4000;
    private const int MaxExcerpt = 160;

    private static readonly (Regex Pattern, string Why)[] s_patterns =
    [
        (Override(), "tells the agent to ignore what it was told"),
        (Authority(), "claims to speak for the owner or the system"),
        (Secrecy(), "tells the agent to hide something or not to ask"),
        (Secrets(), "is after passwords, keys or secrets"),
        (Ours(), "is about MeshClaw's own files"),
        (Piped(), "runs what it downloads"),
        (Decoded(), "runs or decodes what cannot be read here"),
        (Blob(), "a long block that cannot be read: encoded data"),
        (Comment(), "a comment that is not shown when the text is displayed"),
    ];

    /// <summary>Passages of all files that are text; and which files are none.</summary>
    public static ImmutableArray<SkillPassage> Of(SkillContent content)
    {
        var found = ImmutableArray.CreateBuilder<SkillPassage>();
        foreach (var file in content.Files)
        {
            if (file.Text is not { } text)
            {
                found.Add(new SkillPassage(file.Path, 1, "no text: nobody can read here what is in it", ""));
                continue;
            }

            found.AddRange(InText(file.Path, text).Take(MaxPassages));
        }

        if (found.Count > MaxPassages)
        {
            var more = (found.Count - MaxPassages).ToString(CultureInfo.InvariantCulture);
            found.RemoveRange(MaxPassages, found.Count - MaxPassages);
            found.Add(new SkillPassage(SkillFile.FileName, 1, $"{more} passages more are not shown", ""));
        }

        return found.ToImmutable();
    }

    private static IEnumerable<SkillPassage> InText(string path, string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.EnumerateRunes().Count(r => IsHidden(r.Value)) is > 0 and var hidden)
            {
                var count = hidden.ToString(CultureInfo.InvariantCulture);
                yield return new SkillPassage(path, number, $"{count} characters that nobody sees", Excerpt(line));
            }

            var part = line.Length <= MaxLine ? line : line[..MaxLine];
            if (line.Length > MaxLine)
            {
                yield return new SkillPassage(path, number, "a line longer than anybody reads", Excerpt(line));
            }

            foreach (var (pattern, why) in s_patterns)
            {
                if (pattern.Match(part) is { Success: true } match)
                {
                    yield return new SkillPassage(path, number, why, Excerpt(part[Math.Max(0, match.Index - 20)..]));
                }
            }
        }
    }

    // Emoji are written with selectors and joiners.
    private static bool IsHidden(int rune) => rune is not (0xFE0F or 0x200D) && InvisibleText.IsInvisible(rune);

    private static string Excerpt(string line) => InvisibleText.Line(line, MaxExcerpt);

    private const RegexOptions Safe =
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(
        @"\b(ignore|disregard|forget|override|bypass|do not follow)\b.{0,40}\b(previous|prior|above|earlier|other|all|any|system|safety|your|the owner'?s?)\b.{0,30}\b(instructions?|rules?|orders?|prompts?|polic(y|ies)|guard|guidelines?|restrictions?)\b",
        Safe
    )]
    private static partial Regex Override();

    [GeneratedRegex(
        @"\b(i am|this is|signed|message from|speaking as|on behalf of)\b.{0,10}\b(your|the) (owner|user|administrator|admin|developer)\b|^\s*\[?(system|gateway|owner)\]?\s*:|<\|?(im_start|system)|\bthe (owner|user) has (already )?(approved|allowed|authori[sz]ed|agreed|said yes)",
        Safe
    )]
    private static partial Regex Authority();

    [GeneratedRegex(
        @"\b(do not|don'?t|never|without)\b.{0,15}\b(tell(ing)?|inform(ing)?|mention(ing)?|show(ing)?|notify(ing)?|ask(ing)?|confirm(ing|ation)?|alert(ing)?)\b.{0,25}\b(the )?(user|owner|human|approval|permission|confirmation)\b|\b(secretly|silently|covertly)\b",
        Safe
    )]
    private static partial Regex Secrecy();

    [GeneratedRegex(
        @"\b(id_rsa|id_ed25519|\.ssh/|\.aws/|\.netrc|\.env\b|keychain|wallet|seed phrase|mnemonic|cookies?\.sqlite|login data)|\b(api[_ -]?keys?|access tokens?|passwords?|credentials?)\b",
        Safe
    )]
    private static partial Regex Secrets();

    [GeneratedRegex(@"\.meshclaw\b|\bmeshclaw_home\b|\bpolicy\.yaml\b|\bpins\.json\b|\bAGENT\.md\b", Safe)]
    private static partial Regex Ours();

    [GeneratedRegex(@"\b(curl|wget|iwr|invoke-webrequest)\b.*\|\s*(sudo\s+)?(ba|z|da)?sh\b|\biex\b", Safe)]
    private static partial Regex Piped();

    [GeneratedRegex(
        @"\b(base64 (-d|--decode)|b64decode|atob\(|frombase64string|eval\(|exec\(|xxd -r)|\\x[0-9a-f]{2}\\x[0-9a-f]{2}\\x",
        Safe
    )]
    private static partial Regex Decoded();

    [GeneratedRegex("[a-z0-9+/_-]{160}", Safe)]
    private static partial Regex Blob();

    [GeneratedRegex("<!--", Safe)]
    private static partial Regex Comment();
}
