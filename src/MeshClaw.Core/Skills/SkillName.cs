using System.Text.RegularExpressions;

namespace MeshClaw.Core.Skills;

/// <summary>Names of skills, as agentskills.io has them, in ASCII alone: no name can be written with letters that look like another's.</summary>
public static partial class SkillName
{
    /// <summary>For messages.</summary>
    public const string Rule =
        "1 to 64 lower-case letters, digits and hyphens; no hyphen at an end, nor two beside each other";

    /// <summary>The longest.</summary>
    public const int Max = 64;

    /// <summary>Whether a text is a name.</summary>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= Max && Pattern().IsMatch(text);
    }

    /// <summary>Whether a text is a name, or the beginning of names as in <c>travel-*</c>.</summary>
    public static bool IsPattern(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsValid(text) || (text.Length <= Max && Beginning().IsMatch(text));
    }

    /// <summary>Whether a pattern means a name. None means nothing.</summary>
    public static bool Matches(string pattern, string name)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(name);
        return pattern.EndsWith('*')
            ? name.StartsWith(pattern[..^1], StringComparison.Ordinal)
            : string.Equals(pattern, name, StringComparison.Ordinal);
    }

    /// <summary>Whether a reader could take one name for another: <c>inbox-tr1age</c>, <c>inboxtriage</c>.</summary>
    public static bool LooksLike(string name, string other)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(other);
        return !string.Equals(name, other, StringComparison.Ordinal)
            && (
                string.Equals(Drawn(name), Drawn(other), StringComparison.Ordinal)
                || (Math.Min(name.Length, other.Length) > 4 && IsOneStepAway(name, other))
            );
    }

    private static string Drawn(string name) =>
        string.Concat(
            name.Replace("rn", "m", StringComparison.Ordinal)
                .Replace("vv", "w", StringComparison.Ordinal)
                .Where(c => c != '-')
                .Select(c =>
                    c switch
                    {
                        '0' => 'o',
                        '1' or 'i' => 'l',
                        '5' => 's',
                        'q' => 'g',
                        _ => c,
                    }
                )
        );

    // One letter more, less, or another one.
    private static bool IsOneStepAway(string a, string b)
    {
        var (shorter, longer) = a.Length <= b.Length ? (a, b) : (b, a);
        if (longer.Length - shorter.Length > 1)
        {
            return false;
        }

        var same = shorter.Zip(longer).TakeWhile(p => p.First == p.Second).Count();
        var rest = longer.Length == shorter.Length ? shorter[Math.Min(same + 1, shorter.Length)..] : shorter[same..];
        return string.Equals(longer[Math.Min(same + 1, longer.Length)..], rest, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9\-]*\*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Beginning();
}
