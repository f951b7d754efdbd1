namespace MeshClaw.Policy.Urls;

/// <summary>What a person means by an address without a scheme.</summary>
internal static class WebAddress
{
    // Schemes whose next characters may be digits, so that they are not taken for hosts before a port.
    private static readonly string[] s_opaque =
    [
        "tel",
        "sms",
        "mailto",
        "javascript",
        "data",
        "urn",
        "geo",
        "callto",
        "sip",
        "sips",
        "xmpp",
        "about",
        "blob",
        "view-source",
    ];

    private static readonly string[] s_names = ["localhost"];

    /// <summary><c>corp.example:8080/x</c>: by the letter of the standard a scheme, by everyone's use a host.</summary>
    public static bool IsHostBeforePort(string scheme, string rest)
    {
        var end = rest.AsSpan().IndexOfAny("/?#\\");
        var digits = end < 0 ? rest : rest[..end];
        return digits.Length is > 0 and <= 5 && digits.All(char.IsAsciiDigit) && !s_opaque.Contains(scheme);
    }

    /// <summary>
    /// Whether text without a scheme is a web address: a name with a dot whose last label has two letters or more, <c>localhost</c>, a
    /// dotted IPv4 or bracketed IPv6 address. A lone mail address is none, nor is a number.
    /// </summary>
    public static bool IsOne(string text)
    {
        var parts = UrlParts.Cut(text, hasAuthority: true, backslashEnds: true);
        var authority = parts.Authority!;
        var at = authority.LastIndexOf('@');
        if (
            authority.Any(char.IsWhiteSpace)
            || (
                at >= 0
                && parts is { Path: "", Query: null, Fragment: null }
                && !authority[..at].Contains(':', StringComparison.Ordinal)
            )
        )
        {
            return false;
        }

        var colon =
            authority.LastIndexOf(':') is var c && c > Math.Max(at, authority.LastIndexOf(']')) ? c : authority.Length;
        if (UrlHost.Read(authority[(at + 1)..colon]) is not { } host)
        {
            return false;
        }

        return host.Kind switch
        {
            UrlHostKind.IPv6 => true,
            UrlHostKind.IPv4 => PercentText.Decode(authority).Count(x => x is '.' or '。' or '．' or '｡') >= 3
                || authority.Contains("0x", StringComparison.OrdinalIgnoreCase)
                || colon < authority.Length,
            UrlHostKind.Name => s_names.Contains(host.Text) || colon < authority.Length || HasTopLevel(host.Text),
            UrlHostKind.None => false,
        };
    }

    private static bool HasTopLevel(string host)
    {
        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.Length < host.Length
            && last.Length >= 2
            && (last.All(char.IsAsciiLetter) || last.StartsWith("xn--", StringComparison.Ordinal));
    }
}
