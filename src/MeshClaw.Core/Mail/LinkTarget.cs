using System.Globalization;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Mail;

/// <summary>Where a link leads and what is odd about it, in words.</summary>
/// <param name="Host">The host in its ASCII form; null where it is no web address.</param>
/// <param name="Warnings">What a reader should know before following it; empty for an honest link.</param>
public sealed record LinkTarget(string? Host, IReadOnlyList<string> Warnings)
{
    private static readonly IdnMapping s_idn = new();

    // Letters that are drawn like Latin ones: a label made of them alone passes for a Latin word.
    private const string LatinLike = "аеорсухіјѕһԁԛԝӏгпмткнвαοορυνικτχғɡɑıոսօհց";

    /// <summary>Looks at a link.</summary>
    /// <param name="link">The link.</param>
    public static LinkTarget Of(MailLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        // As browsers do: blanks and control characters within do not count, backslashes are slashes.
        var target = string.Concat(link.Target.Where(c => !char.IsControl(c) && !char.IsWhiteSpace(c)));
        var scheme = SchemeOf(target);
        if (scheme is "mailto" or "tel" or "sms" or "cid" || target.StartsWith('#') || target.Length == 0)
        {
            return new LinkTarget(null, []);
        }

        if (scheme is not (null or "http" or "https" or "ftp"))
        {
            return new LinkTarget(null, [$"it is no web address ({InvisibleText.Line(scheme, 20)}:)"]);
        }

        var rest = target[((scheme?.Length + 1) ?? 0)..].Replace('\\', '/').TrimStart('/');
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rest : rest[..end];
        var warnings = new List<string>();
        if (authority.Contains('@', StringComparison.Ordinal))
        {
            warnings.Add("what stands before the @ is no host");
            authority = authority[(authority.LastIndexOf('@') + 1)..];
        }

        var host = HostOf(authority);
        warnings.AddRange(Explain(host ?? authority));
        if (host is not null && HostIn(link.Text) is { } named && !IsSameSite(named, host))
        {
            warnings.Add($"its text names {InvisibleText.Line(named, 100)}");
        }

        return new LinkTarget(host, warnings);
    }

    /// <summary>What is odd about a host or a mail domain: its real name where it is written with letters outside ASCII, a bare number.</summary>
    public static IEnumerable<string> Explain(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (MailAddress.NormalizeDomain(host) is not { } ascii)
        {
            return host.Length == 0 ? [] : ["its host is no valid name"];
        }

        if (ascii.Replace(".", "", StringComparison.Ordinal).All(char.IsAsciiDigit))
        {
            return ["its host is a bare number"];
        }

        if (!ascii.Split('.').Any(l => l.StartsWith("xn--", StringComparison.Ordinal)))
        {
            return [];
        }

        var shown = Unicode(ascii);
        var deceives = shown.Split('.').Any(Deceives);
        return
        [
            (deceives ? "letters of another script that look like Latin ones: " : "")
                + $"{InvisibleText.Line(shown, 100)} is really {ascii}",
        ];
    }

    private static string Unicode(string ascii)
    {
        try
        {
            return s_idn.GetUnicode(ascii);
        }
        catch (ArgumentException)
        {
            return ascii; // Punycode that decodes to nothing valid.
        }
    }

    private static bool Deceives(string label)
    {
        var foreign = label.Where(c => c > 0x7F && char.IsLetter(c)).ToList();
        var latin = label.Any(char.IsAsciiLetter);
        // ü and ß are Latin letters beside others; а beside b is not, and а, е, о alone are a disguise.
        var other = foreign.Where(c => c > 0x024F).ToList();
        return other.Count > 0 && (latin || other.All(c => LatinLike.Contains(c, StringComparison.Ordinal)));
    }

    private static string? SchemeOf(string target)
    {
        var colon = target.IndexOf(':', StringComparison.Ordinal);
        return
            colon > 0
            && char.IsAsciiLetter(target[0])
            && target.AsSpan(0, colon).IndexOfAnyExcept(s_schemeLetters) < 0
            && !target.AsSpan(colon + 1).StartsWith("80/")
            ? target[..colon].ToLowerInvariant()
            : null;
    }

    private static readonly System.Buffers.SearchValues<char> s_schemeLetters = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"
    );

    private static string? HostOf(string authority)
    {
        var colon = authority.IndexOf(':', StringComparison.Ordinal);
        return MailAddress.NormalizeDomain(Uri.UnescapeDataString(colon < 0 ? authority : authority[..colon]));
    }

    // The first word of a link's text that reads as a host: bank.example, www.bank.example/login, https://bank.example.
    private static string? HostIn(string text)
    {
        foreach (var word in text.Split((char[]?)null, 50, StringSplitOptions.RemoveEmptyEntries))
        {
            var start = word.IndexOf("://", StringComparison.Ordinal);
            var rest = (start < 0 ? word : word[(start + 3)..]).Trim('(', ')', '<', '>', '"', '\'', ',', '.', '!');
            var end = rest.AsSpan().IndexOfAny('/', '?', '#');
            var host = HostOf(end < 0 ? rest : rest[..end]);
            var ending = host?.LastIndexOf('.') ?? -1;
            if (
                host is not null
                && !rest.Contains('@', StringComparison.Ordinal)
                && ending > 0
                && host.Length - ending > 2
                && char.IsAsciiLetter(host[ending + 1])
                && (start >= 0 || host.StartsWith("www.", StringComparison.Ordinal) || LooksLikeHost(host))
            )
            {
                return host;
            }
        }

        return null;
    }

    // "report.pdf" and "v1.2beta" have a dot too.
    private static bool LooksLikeHost(string host) =>
        host[(host.LastIndexOf('.') + 1)..]
            is not (
                "pdf"
                or "doc"
                or "docx"
                or "xls"
                or "xlsx"
                or "txt"
                or "html"
                or "htm"
                or "jpg"
                or "png"
                or "zip"
                or "csv"
            )
        && host.Count(char.IsAsciiLetter) > host.Length / 2;

    private static bool IsSameSite(string a, string b) =>
        Bare(a) == Bare(b)
        || Bare(a).EndsWith("." + Bare(b), StringComparison.Ordinal)
        || Bare(b).EndsWith("." + Bare(a), StringComparison.Ordinal);

    private static string Bare(string host) => host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
}
