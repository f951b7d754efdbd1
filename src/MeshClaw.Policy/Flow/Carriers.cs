using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>What kind of thing in a text leads, or carries something, elsewhere.</summary>
internal enum CarrierKind
{
    /// <summary>A URL or a bare web address.</summary>
    Link,

    /// <summary>A mail address.</summary>
    Address,

    /// <summary>A telephone, account, card or document number, a key, a code: anything that is no word.</summary>
    Opaque,
}

/// <summary>One such thing.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Canonical">One spelling of it, to compare by.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="End">Where it ends, exclusive.</param>
internal readonly record struct Carrier(CarrierKind Kind, string Canonical, int Start, int End);

/// <summary>
/// Finds links, addresses and numbers in text, also behind base64, percent and quoted-printable encoding: a message that goes to the
/// right person must not carry somebody else's link or account.
/// </summary>
internal static partial class Carriers
{
    private const int MostLayers = 3;

    // A bare name with one of these endings is a file, not a host. One that is both (zip) counts as a host when a slash follows.
    private static readonly HashSet<string> s_files = new(
        (
            "doc docx xls xlsx ppt pptx pdf txt md csv tsv json yaml yml xml html htm png jpg jpeg gif svg zip tar gz log ini cfg conf odt ods odp rtf "
            + "mp3 mp4 mov wav eml ics vcf py js ts cs java go rb sh sql key pages numbers"
        ).Split(' '),
        StringComparer.Ordinal
    );

    /// <summary>Everything of the kind in a text, encoded layers included.</summary>
    public static ImmutableArray<Carrier> In(string text)
    {
        var found = ImmutableArray.CreateBuilder<Carrier>();
        Collect(text, found, 0);
        return found.DrainToImmutable();
    }

    /// <summary>One spelling for a web address: no scheme, host in lower case, no final slash or full stop. Null where it is none.</summary>
    public static string? CanonicalLink(string text)
    {
        var m = WholeLink().Match(text.Trim());
        if (!m.Success || m.Groups["host"].Value is not { Length: > 0 } host)
        {
            return null;
        }

        var rest = m.Groups["rest"].Value.TrimEnd('/', '.', ',');
        var scheme = m.Groups["scheme"].Value.ToLowerInvariant();
        // What has no scheme is read with https; http is another way, on which anybody can read and write.
        var prefix = scheme is "" or "https" ? "" : scheme + "://";
        return prefix + m.Groups["user"].Value + host.ToLowerInvariant().TrimEnd('.') + rest;
    }

    private static void Collect(string text, ImmutableArray<Carrier>.Builder found, int layer)
    {
        foreach (Match m in Link().Matches(text))
        {
            if (
                m.Value.Contains('@', StringComparison.Ordinal)
                && MailAddress.Normalize(m.Value.TrimEnd('.', ',')) is { } mail
            )
            {
                found.Add(new Carrier(CarrierKind.Address, mail, m.Index, m.Index + m.Length));
            }
            else if (IsLink(m) && CanonicalLink(m.Value) is { } link)
            {
                found.Add(new Carrier(CarrierKind.Link, link, m.Index, m.Index + m.Length));
            }
        }

        foreach (Match m in Opaque().Matches(text))
        {
            if (!found.Any(c => m.Index >= c.Start && m.Index < c.End) && OpaqueText(m.Value) is { } opaque)
            {
                found.Add(new Carrier(CarrierKind.Opaque, opaque, m.Index, m.Index + m.Length));
            }
        }

        if (layer < MostLayers)
        {
            foreach (var inner in Decoded(text))
            {
                Collect(inner, found, layer + 1);
            }
        }
    }

    /// <summary>What a text hides behind base64, percent or quoted-printable encoding; empty where it hides nothing.</summary>
    public static IEnumerable<string> Decoded(string text)
    {
        if (text.Contains('%', StringComparison.Ordinal) && Uri.UnescapeDataString(text) is var plain && plain != text)
        {
            yield return plain;
        }

        if (QuotedPrintable().IsMatch(text))
        {
            yield return QuotedPrintable()
                .Replace(
                    text,
                    m => m.Groups["x"].Success ? ((char)Convert.ToInt32(m.Groups["x"].Value, 16)).ToString() : ""
                );
        }

        foreach (Match m in Base64Run().Matches(text))
        {
            if (FromBase64(m.Value) is { } decoded)
            {
                yield return decoded;
            }
        }
    }

    private static string? FromBase64(string run)
    {
        var standard = run.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        standard = standard[..(standard.Length - (standard.Length % 4 == 1 ? 1 : 0))];
        var bytes = new byte[standard.Length];
        var padded = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        if (!Convert.TryFromBase64String(padded, bytes, out var length) || length < 4)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        // Only what is plainly text: every word of eight letters is valid base64 of something.
        return text.All(c => c is >= ' ' and < '\u007f' or '\n' or '\r' or '\t' || char.IsLetter(c)) ? text : null;
    }

    private static bool IsLink(Match m)
    {
        if (m.Groups["scheme"].Success || m.Value.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var host = m.Groups["host"].Value;
        var ending = host[(host.LastIndexOf('.') + 1)..].ToLowerInvariant();
        if (ending.Length < 2 || ending.All(char.IsAsciiDigit) && host.Count(c => c == '.') != 3)
        {
            return false;
        }

        return m.Groups["rest"].Value.StartsWith('/') || !s_files.Contains(ending);
    }

    private static string? OpaqueText(string run)
    {
        var compact = new string([.. run.Where(char.IsLetterOrDigit)]).ToUpperInvariant();
        var digits = compact.Count(char.IsAsciiDigit);
        if (Dates.TryRead(run.Trim(), out _, out _) || digits == 0)
        {
            return IsRandomLooking(run) ? compact : null;
        }

        var pureNumber = digits == compact.Length;
        return pureNumber ? (digits >= 5 ? compact : null)
            : compact.Length >= 6 && digits >= 2 ? compact
            : null;
    }

    // Long and with the case changing in the middle: a key, not a word.
    private static bool IsRandomLooking(string run) =>
        run.Length >= 16 && run.Any(char.IsLower) && run.Skip(1).Count(char.IsUpper) >= 3;

    [GeneratedRegex(
        @"(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]{1,11}):/{1,2}|)(?<user>[^\s<>""'()\[\]{}/@]+@)?(?<host>(?:[\p{L}\p{N}][\p{L}\p{N}_-]*(?:\.|。|．))+[\p{L}\p{N}-]{2,})(?<rest>(?::\d+)?(?:[/?#\\][^\s<>""'\[\]{}]*)?)"
    )]
    private static partial Regex Link();

    [GeneratedRegex(
        @"^(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]{1,11}):[/\\]{0,3}(?=\S))?(?<user>[^\s/@]*@)?(?<host>[^\s/?#\\:]+)(?<rest>(?::\d+)?(?:[/?#\\]\S*)?)$"
    )]
    private static partial Regex WholeLink();

    // Digits may be parted by blanks, dots, hyphens and brackets (telephones, cards, IBANs in groups); letters may not.
    [GeneratedRegex(
        @"(?:\+|\b)[A-Za-z]{0,4}\d[\d ().\-/]{3,}\d(?:[ ]?[A-Za-z0-9]{2,4}\b)*|[\p{L}\p{N}_]*\d[\p{L}\p{N}_-]*|[A-Za-z]{16,}"
    )]
    private static partial Regex Opaque();

    [GeneratedRegex(@"=(?:(?<x>[0-9A-Fa-f]{2})|\r?\n)")]
    private static partial Regex QuotedPrintable();

    [GeneratedRegex(@"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{8,}={0,2}")]
    private static partial Regex Base64Run();
}
