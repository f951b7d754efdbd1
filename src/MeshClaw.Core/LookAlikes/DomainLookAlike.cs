using System.Globalization;

namespace MeshClaw.Core.LookAlikes;

/// <summary>A normalised ASCII domain with what a comparison needs, made once.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Name">The label that was registered: <c>corp</c> of <c>mail.corp.example</c>.</param>
/// <param name="Ending">What follows it.</param>
/// <param name="Skeleton">The name with look-alikes made alike.</param>
/// <param name="Dashed">The domain with hyphens for dots.</param>
public sealed record DomainShape(string Domain, string Name, string Ending, string Skeleton, string Dashed)
{
    /// <summary>Of a normalised domain.</summary>
    public static DomainShape Of(string domain)
    {
        var (name, ending) = DomainLookAlike.Split(domain);
        return new DomainShape(domain, name, ending, DomainLookAlike.SkeletonOf(name), domain.Replace('.', '-'));
    }
}

/// <summary>Whether a domain passes itself off as another.</summary>
public static class DomainLookAlike
{
    private const int ShortestName = 4;
    private const int ShortestDashed = 8;
    private static readonly IdnMapping s_idn = new();

    /// <summary>How it imitates <paramref name="real"/>, in words; null where it does not, or belongs to it.</summary>
    public static string? Explain(DomainShape domain, DomainShape real)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(real);
        if (domain.Name == real.Name && domain.Ending == real.Ending)
        {
            return null;
        }

        if (Contains(domain.Domain, real))
        {
            return $"{domain.Domain} holds {real.Domain} but is another domain";
        }

        if (real.Name.Length < ShortestName)
        {
            return null;
        }

        if (domain.Name != real.Name && domain.Skeleton == real.Skeleton)
        {
            return $"{domain.Domain} looks like {real.Domain}";
        }

        return domain.Ending == real.Ending && OneEdit(domain.Name, real.Name)
            ? $"{domain.Domain} is one letter away from {real.Domain}"
            : null;
    }

    /// <summary>The last labels: <c>corp.example</c> of <c>mail.corp.example</c>.</summary>
    public static string Registrable(string domain)
    {
        var (name, ending) = Split(domain);
        return ending.Length == 0 ? name : $"{name}.{ending}";
    }

    internal static (string Name, string Ending) Split(string domain)
    {
        var labels = domain.Split('.');
        if (labels.Length == 1)
        {
            return (domain, "");
        }

        // co.uk, com.br and their like: a short second label under a country.
        var two =
            labels.Length > 2
            && labels[^1].Length == 2
            && labels[^2] is "co" or "com" or "org" or "net" or "ac" or "gov" or "edu";
        return two ? (labels[^3], $"{labels[^2]}.{labels[^1]}") : (labels[^2], labels[^1]);
    }

    /// <summary><c>corp.example.evil.test</c>, <c>corp-example.test</c>.</summary>
    private static bool Contains(string domain, DomainShape real)
    {
        if (domain.Length <= real.Domain.Length)
        {
            return false;
        }

        var at = domain.IndexOf(real.Domain, StringComparison.Ordinal);
        var whole =
            at >= 0
            && (at == 0 || domain[at - 1] == '.')
            && at + real.Domain.Length < domain.Length
            && domain[at + real.Domain.Length] == '.';
        return whole
            || (
                real.Ending.Length > 0
                && real.Dashed.Length >= ShortestDashed
                && domain.Contains(real.Dashed, StringComparison.Ordinal)
            );
    }

    internal static string SkeletonOf(string label)
    {
        var text = label;
        if (label.StartsWith("xn--", StringComparison.Ordinal))
        {
            try
            {
                text = s_idn.GetUnicode(label);
            }
            catch (ArgumentException)
            {
                // Not decodable: compared as it is.
                text = label;
            }
        }

        var folded = CharFolding.FoldWord(text).ToCharArray();
        for (var i = 0; i < folded.Length; i++)
        {
            var alike = CharFolding.LatinLookAlike(folded[i]);
            folded[i] = alike != '\0' ? alike : folded[i];
            folded[i] = folded[i] switch
            {
                '0' => 'o',
                '1' or 'l' or '|' => 'i',
                '5' => 's',
                var c => c,
            };
        }

        return new string(folded)
            .Replace("rn", "m", StringComparison.Ordinal)
            .Replace("vv", "w", StringComparison.Ordinal)
            .Replace("ci", "d", StringComparison.Ordinal);
    }

    /// <summary>Whether two words of five letters or more differ by one letter that is other, missing or swapped with its neighbour.</summary>
    public static bool OneEdit(string a, string b)
    {
        if (a.Length < 5 || b.Length < 5 || Math.Abs(a.Length - b.Length) > 1)
        {
            return false;
        }

        var same = a.AsSpan().CommonPrefixLength(b);
        if (a.Length == b.Length)
        {
            var rest = a.AsSpan(same);
            var other = b.AsSpan(same);
            var swapped =
                rest.Length > 1 && rest[0] == other[1] && rest[1] == other[0] && rest[2..].SequenceEqual(other[2..]);
            return rest.Length > 0 && (swapped || rest[1..].SequenceEqual(other[1..]));
        }

        var (longer, shorter) = a.Length > b.Length ? (a, b) : (b, a);
        return longer.AsSpan(same + 1).SequenceEqual(shorter.AsSpan(same));
    }
}
