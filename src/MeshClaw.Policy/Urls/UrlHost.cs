using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MeshClaw.Policy.Urls;

/// <summary>A host, read after the WHATWG host parser: percent-decoded, mapped to ASCII, and only then looked at for an IP address.</summary>
/// <param name="Text">The canonical text.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Reach">Where it lies.</param>
/// <param name="Findings">What is suspicious about its spelling.</param>
internal readonly record struct UrlHost(string Text, UrlHostKind Kind, UrlReach Reach, UrlFindings Findings)
{
    // Browsers accept underscores, which STD 3 does not.
    private static readonly IdnMapping s_idn = new() { UseStd3AsciiRules = false };

    /// <summary>Null where it is no host.</summary>
    public static UrlHost? Read(string text)
    {
        if (text.StartsWith('['))
        {
            return text.EndsWith(']') ? ReadIPv6(text[1..^1]) : null;
        }

        var decoded = PercentText.Decode(text);
        if (ToAscii(decoded) is not { } ascii)
        {
            return null;
        }

        var findings = UrlFindings.None;
        if (
            !string.Equals(decoded.TrimEnd('.'), ascii, StringComparison.OrdinalIgnoreCase) && IsAsciiHost(ascii)
            || decoded != text
        )
        {
            findings |= UrlFindings.EncodedHost;
        }

        if (IPv4Forms.EndsInNumber(ascii))
        {
            return IPv4Forms.TryRead(ascii, out var address) ? FromIPv4(address, text, findings) : null;
        }

        findings |= OfLabels(ascii);
        var reach = UrlReaches.Of(ascii);
        findings |= reach == UrlReach.Public ? 0 : UrlFindings.PrivateAddress;
        return new(ascii, UrlHostKind.Name, reach, findings);
    }

    private static UrlHost FromIPv4(IPAddress address, string text, UrlFindings findings)
    {
        var canonical = address.ToString();
        findings |= text == canonical ? 0 : UrlFindings.EncodedHost;
        return FromAddress(address, canonical, UrlHostKind.IPv4, findings);
    }

    private static UrlHost? ReadIPv6(string text)
    {
        // IPAddress reads more than the standard: zones, ports, prefixes.
        if (
            !text.Contains(':', StringComparison.Ordinal)
            || text.Any(c => !char.IsAsciiHexDigit(c) && c is not (':' or '.'))
            || !IPAddress.TryParse(text, out var address)
            || address.AddressFamily != AddressFamily.InterNetworkV6
        )
        {
            return null;
        }

        var findings = address.IsIPv4MappedToIPv6 ? UrlFindings.EncodedHost : UrlFindings.None;
        return FromAddress(address, address.ToString(), UrlHostKind.IPv6, findings);
    }

    private static UrlHost FromAddress(IPAddress address, string text, UrlHostKind kind, UrlFindings findings)
    {
        var reach = AddressReach.Of(address);
        return new(text, kind, reach, findings | (reach == UrlReach.Public ? 0 : UrlFindings.PrivateAddress));
    }

    private static string? ToAscii(string host)
    {
        // An invisible character that the mapping drops is reported by the reader, which sees the whole text.
        if (host.Length is 0 or > 1024 || host.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var ascii = s_idn.GetAscii(host).ToLowerInvariant();
            ascii = ascii.EndsWith('.') ? ascii[..^1] : ascii;
            return ascii.Length is 0 or > 253 || ascii.EndsWith('.') || ascii.Any(IsForbidden) ? null : ascii;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsForbidden(char c) =>
        c is <= ' ' or >= (char)127 || "#/:<>?@[\\]^|%".Contains(c, StringComparison.Ordinal);

    private static bool IsAsciiHost(string host) => !host.Contains("xn--", StringComparison.Ordinal);

    private static UrlFindings OfLabels(string ascii)
    {
        var findings = UrlFindings.None;
        foreach (var label in DomainName.ToUnicode(ascii).Split('.'))
        {
            findings |= DomainName.IsMixedScript(label) ? UrlFindings.MixedScript : 0;
            findings |= DomainName.IsConfusable(label) ? UrlFindings.Confusable : 0;
        }

        return findings;
    }
}
