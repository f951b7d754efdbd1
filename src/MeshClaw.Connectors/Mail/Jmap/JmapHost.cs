using System.Net;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>
/// Where the password may go: the host that the owner named, over TLS; on loopback also without. Whatever the server says of other
/// addresses (redirects, RFC 8620 2: apiUrl, downloadUrl) is refused, but for what a known provider documents.
/// </summary>
internal sealed class JmapHost(Uri server)
{
    // Fastmail serves what may be harmful in a browser from a domain of its own (fastmail.com/dev).
    private static readonly (string Host, string Other)[] s_known =
    [
        ("api.fastmail.com", "www.fastmailusercontent.com"),
        ("api.fastmail.com", "jmap.fastmail.com"),
    ];

    /// <summary>Its name.</summary>
    public string Name { get; } = server.Host;

    /// <summary>Whether it is this machine.</summary>
    public bool IsLoopback { get; } = IsLoopbackHost(server);

    /// <summary>Where the session is found: what the owner named, or the place of RFC 8620 2.2 where that is a host alone.</summary>
    public Uri Session { get; } = server.AbsolutePath is "" or "/" ? new Uri(server, "/.well-known/jmap") : server;

    /// <summary>The full address of what the server names.</summary>
    /// <exception cref="ConnectorException">The password must not go there.</exception>
    public Uri Resolve(Uri from, string address)
    {
        if (!Uri.TryCreate(from, address, out var target) || target.UserInfo.Length > 0)
        {
            throw new ConnectorException($"{Name} names an address that is none. It does not work as a JMAP server.");
        }

        var sameHost = string.Equals(target.IdnHost, server.IdnHost, StringComparison.OrdinalIgnoreCase);
        var allowed = IsLoopback
            ? IsLoopbackHost(target) && target.Scheme is "http" or "https"
            : target.Scheme == "https" && (sameHost || IsKnown(target.IdnHost));
        return allowed
            ? target
            : throw new ConnectorException(
                $"{Name} wants the password sent to {target.Scheme}://{target.IdnHost}, which was not done. "
                    + (
                        target.Scheme == "https"
                            ? $"If that is your mail server, connect to it by name: --jmap https://{target.IdnHost}"
                            : "Only https:// is safe: ask whoever runs the server."
                    )
            );
    }

    /// <summary>Whether an address is of this machine, so that nothing travels over a network.</summary>
    public static bool IsLoopbackHost(Uri address) =>
        address.IsAbsoluteUri
        && (
            address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))
        );

    private bool IsKnown(string other) =>
        s_known.Any(k =>
            k.Host.Equals(Name, StringComparison.OrdinalIgnoreCase)
            && k.Other.Equals(other, StringComparison.OrdinalIgnoreCase)
        );
}
