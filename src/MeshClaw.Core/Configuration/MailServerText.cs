using System.Collections.Frozen;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Configuration;

/// <summary>
/// Reads the URLs of mail servers: a scheme, a host, perhaps a port. What does not belong there is refused, and not repeated: it may be
/// a password.
/// </summary>
internal static class MailServerText
{
    private static readonly FrozenDictionary<string, int> s_ports = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["imap"] = 143,
        ["imaps"] = 993,
        ["smtp"] = 25,
        ["smtps"] = 465,
        ["submission"] = 587,
        ["sieve"] = 4190,
    }.ToFrozenDictionary();

    /// <summary>The server, or what is wrong.</summary>
    public static (MailServer? Server, string? Error) Parse(string text, params ReadOnlySpan<string> schemes)
    {
        var example = $"Write {schemes[0]}://HOST, with :PORT where it is not the usual one.";
        if (text.Contains('@'))
        {
            return (
                null,
                $"The URL holds a name or password. Passwords are not kept in this file; the name belongs to \"user\". {example}"
            );
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || !text.Contains("://", StringComparison.Ordinal))
        {
            return (null, $"This is no URL. {example}");
        }

        if (!schemes.Contains(url.Scheme))
        {
            return (
                null,
                $"The URL must begin with one of: {string.Join(", ", schemes.ToArray().Select(s => s + "://"))}. {example}"
            );
        }

        if (url.AbsolutePath is not ("" or "/") || text.AsSpan().ContainsAny('?', '#', '\\'))
        {
            return (null, $"The URL has more than a host and a port. {example}");
        }

        var host =
            url.HostNameType == UriHostNameType.IPv6 ? url.Host.Trim('[', ']') : MailAddress.NormalizeDomain(url.Host);
        var port = url.IsDefaultPort || url.Port < 0 ? s_ports[url.Scheme] : url.Port;
        return string.IsNullOrEmpty(host) || port == 0
            ? (null, $"The URL names no host and port that can be. {example}")
            : (new MailServer(url.Scheme, host, port), null);
    }
}
