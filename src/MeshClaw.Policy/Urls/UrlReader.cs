using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MeshClaw.Policy.Urls;

/// <summary>Reads one URL after the WHATWG URL Standard without a base, and then what it carries.</summary>
internal static class UrlReader
{
    private static readonly string[] s_special = ["http", "https", "ws", "wss", "ftp"];

    public static UrlReading Read(string text)
    {
        var reading = ReadAlone(text);
        if (!reading.IsUrl)
        {
            return reading;
        }

        var onward = new OnwardScan();
        onward.Take(reading);
        return reading with { Onward = onward.Hosts, Findings = reading.Findings | onward.Findings };
    }

    /// <summary>The URL without what it carries.</summary>
    public static UrlReading ReadAlone(string text)
    {
        if (text.Length > UrlReading.MaxLength)
        {
            return Unreadable("It is longer than a URL may be.", UrlFindings.OpaqueData);
        }

        var (clean, findings) = Clean(text);
        if (clean.Length == 0)
        {
            return Unreadable("It is empty.", findings);
        }

        var (scheme, rest) = SchemeOf(clean);
        if (scheme is null)
        {
            return Schemeless(clean, findings);
        }

        findings |= scheme is "http" or "https" ? 0 : UrlFindings.NonHttpScheme;
        if (s_special.Contains(scheme))
        {
            var slashes = rest.AsSpan().IndexOfAnyExcept('/', '\\') is var at && at < 0 ? rest.Length : at;
            findings |= rest.StartsWith("//", StringComparison.Ordinal) && slashes == 2 ? 0 : UrlFindings.Irregular;
            findings |= rest.AsSpan(0, slashes).Contains('\\') ? UrlFindings.Backslash : 0;
            return WithAuthority(scheme, rest[slashes..], findings);
        }

        if (scheme == "file")
        {
            return FileUrl.Read(rest, findings);
        }

        return rest.StartsWith("//", StringComparison.Ordinal)
            ? WithAuthority(scheme, rest[2..], findings)
            : Opaque(scheme, rest, findings);
    }

    /// <summary>The URL with an authority, which starts <paramref name="text"/>.</summary>
    internal static UrlReading WithAuthority(string scheme, string text, UrlFindings findings)
    {
        var isSpecial = s_special.Contains(scheme) || scheme == "file";
        var parts = UrlParts.Cut(text, hasAuthority: true, backslashEnds: isSpecial);
        var authority = parts.Authority!;
        var at = authority.LastIndexOf('@');
        var userInfo = at < 0 ? "" : authority[..at];
        findings |= at < 0 ? 0 : UrlFindings.UserInfo;
        var (hostText, port, isPort) = PortOf(authority[(at + 1)..], scheme);
        if (!isPort)
        {
            return Unreadable("Its port is not one.", findings);
        }

        if (hostText.Length == 0 && !isSpecial && at < 0 && port is null)
        {
            return Finish(new UrlReading { Scheme = scheme }, "", parts, findings);
        }

        if (UrlHost.Read(hostText) is not { } host)
        {
            return Unreadable("Its host is not one.", findings);
        }

        if (scheme == "file" && host.Text == "localhost")
        {
            return Finish(new UrlReading { Scheme = scheme }, "", parts, findings);
        }

        findings |= host.Findings | (port is null or 80 or 443 ? 0 : UrlFindings.UnusualPort);
        userInfo = PercentText.Normalize(userInfo, "/?#@[]\\^|;=");
        var reading = new UrlReading
        {
            Scheme = scheme,
            Host = host.Text,
            HostKind = host.Kind,
            Reach = host.Reach,
            Port = port,
        };
        return Finish(reading, userInfo.Trim(':').Length == 0 ? "" : userInfo + "@", parts, findings);
    }

    /// <summary>A URL with slashes and no host: a local file.</summary>
    internal static UrlReading WithoutHost(string scheme, string text, UrlFindings findings) =>
        Finish(new UrlReading { Scheme = scheme }, "", UrlParts.Cut(text, false, true), findings);

    private static UrlReading Finish(UrlReading reading, string userInfo, UrlParts parts, UrlFindings findings)
    {
        var isSpecial = s_special.Contains(reading.Scheme) || reading.Scheme == "file";
        var raw = parts.Path;
        if (isSpecial && raw.Contains('\\', StringComparison.Ordinal))
        {
            findings |= UrlFindings.Backslash;
            raw = raw.Replace('\\', '/');
        }

        var path = PercentText.Normalize(raw, "{}^|\\");
        path =
            path.Length > 0 ? UrlParts.ResolveDots(path)
            : isSpecial ? "/"
            : "";
        var query = parts.Query is null ? null : PercentText.Normalize(parts.Query, "'\\^|{}[]");
        var fragment = parts.Fragment is null ? null : PercentText.Normalize(parts.Fragment, "\\^|{}#");
        var text = new StringBuilder(reading.Scheme).Append("://").Append(userInfo);
        _ =
            reading.HostKind == UrlHostKind.IPv6
                ? text.Append('[').Append(reading.Host).Append(']')
                : text.Append(reading.Host);
        _ = reading.Port is { } port ? text.Append(':').Append(port.ToString(CultureInfo.InvariantCulture)) : text;
        text.Append(path);
        return Whole(reading with { Path = path, Fragment = fragment }, text, query, findings);
    }

    private static UrlReading Opaque(string scheme, string rest, UrlFindings findings)
    {
        var parts = UrlParts.Cut(rest, hasAuthority: false, backslashEnds: false);
        var path = PercentText.Normalize(parts.Path, "");
        var query = parts.Query is null ? null : PercentText.Normalize(parts.Query, "'\\^|{}[]");
        var fragment = parts.Fragment is null ? null : PercentText.Normalize(parts.Fragment, "\\^|{}#");
        var reading = new UrlReading
        {
            Scheme = scheme,
            Path = path,
            Fragment = fragment,
        };
        return Whole(reading, new StringBuilder(scheme).Append(':').Append(path), query, findings);
    }

    private static UrlReading Whole(UrlReading reading, StringBuilder text, string? query, UrlFindings findings)
    {
        _ = query is null ? text : text.Append('?').Append(query);
        _ = reading.Fragment is null ? text : text.Append('#').Append(reading.Fragment);
        findings |= text.Length > UrlReading.MaxLength ? UrlFindings.OpaqueData : 0;
        return text.Length > UrlReading.MaxLength
            ? Unreadable("It is longer than a URL may be.", findings)
            : reading with
            {
                Query = Pairs(query),
                Text = text.ToString(),
                Findings = findings,
            };
    }

    private static ImmutableArray<UrlQueryPair> Pairs(string? query) =>
        query is null
            ? []
            :
            [
                .. from pair in query.Split('&')
                where pair.Length > 0
                let at = pair.IndexOf('=', StringComparison.Ordinal)
                let name = at < 0 ? pair : pair[..at]
                let value = at < 0 ? "" : pair[(at + 1)..]
                select new UrlQueryPair(PercentText.Decode(name, true), PercentText.Decode(value, true)),
            ];

    private static UrlReading Schemeless(string text, UrlFindings findings)
    {
        var slashes = text.AsSpan().IndexOfAnyExcept('/', '\\') is var at && at < 0 ? text.Length : at;
        findings |= UrlFindings.Irregular | (text.AsSpan(0, slashes).Contains('\\') ? UrlFindings.Backslash : 0);
        if (slashes >= 2)
        {
            return WithAuthority("https", text[slashes..], findings);
        }

        return slashes == 0 && WebAddress.IsOne(text)
            ? WithAuthority("https", text, findings)
            : Unreadable("It is no web address.", findings);
    }

    /// <summary>The scheme in lower case and what follows its colon; null where there is none, or where it is a host before a port.</summary>
    private static (string? Scheme, string After) SchemeOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (
            colon < 1
            || !char.IsAsciiLetter(text[0])
            || text[..colon].Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
        )
        {
            return (null, text);
        }

        var scheme = text[..colon].ToLowerInvariant();
        return WebAddress.IsHostBeforePort(scheme, text[(colon + 1)..]) ? (null, text) : (scheme, text[(colon + 1)..]);
    }

    /// <summary>The host and its port, null where none or the default; not <c>IsPort</c> where something else follows the colon.</summary>
    private static (string Host, int? Port, bool IsPort) PortOf(string text, string scheme)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0 || colon < text.LastIndexOf(']'))
        {
            return (text, null, true);
        }

        var digits = text[(colon + 1)..];
        if (digits.Length == 0)
        {
            return (text[..colon], null, true);
        }

        var isPort = digits.All(char.IsAsciiDigit) && digits.TrimStart('0').Length <= 5;
        var port = isPort ? int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) : -1;
        var usual = scheme switch
        {
            "http" or "ws" => 80,
            "https" or "wss" => 443,
            "ftp" => 21,
            _ => -1,
        };
        return (text[..colon], port == usual ? null : port, port is >= 0 and <= 65535);
    }

    /// <summary>What a browser drops before it reads: blanks and controls at both ends, tabs and line breaks anywhere.</summary>
    private static (string Text, UrlFindings Findings) Clean(string text)
    {
        var trimmed = text.AsSpan().Trim(' ');
        var hasHidden = false;
        foreach (var rune in trimmed.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            hasHidden |= category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator;
            hasHidden |=
                category
                    is UnicodeCategory.ParagraphSeparator
                        or UnicodeCategory.Surrogate
                        or UnicodeCategory.PrivateUse;
        }

        var start = 0;
        var end = text.Length;
        while (start < end && text[start] <= ' ')
        {
            start++;
        }

        while (end > start && text[end - 1] <= ' ')
        {
            end--;
        }

        var clean = text[start..end];
        clean = clean.AsSpan().ContainsAny('\t', '\r', '\n')
            ? string.Concat(clean.Where(c => c is not ('\t' or '\r' or '\n')))
            : clean;
        return (clean, hasHidden ? UrlFindings.ControlOrFormatCharacter : UrlFindings.None);
    }

    internal static UrlReading Unreadable(string why, UrlFindings findings) =>
        new() { Unreadable = why, Findings = findings };
}
