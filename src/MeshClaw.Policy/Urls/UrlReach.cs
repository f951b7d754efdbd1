using System.Net;
using System.Net.Sockets;

namespace MeshClaw.Policy.Urls;

/// <summary>Where a host lies, as far as its spelling tells; nothing is resolved.</summary>
public enum UrlReach
{
    /// <summary>No host.</summary>
    None,

    /// <summary>A public address, or a name of which nothing else is known.</summary>
    Public,

    /// <summary>This device.</summary>
    Loopback,

    /// <summary>A private network, a name without a dot or under a private suffix, or a name made to resolve to a private address.</summary>
    Private,

    /// <summary>The link alone; the metadata services of clouds live here.</summary>
    LinkLocal,

    /// <summary>Multicast, documentation, benchmarks, reserved.</summary>
    Reserved,
}

/// <summary>Ranges of the IANA special-purpose registries (RFC 6890), and names that mean such addresses.</summary>
internal static class UrlReaches
{
    private static readonly (IPNetwork Network, UrlReach Reach)[] s_networks =
    [
        (IPNetwork.Parse("127.0.0.0/8"), UrlReach.Loopback),
        (IPNetwork.Parse("0.0.0.0/8"), UrlReach.Loopback),
        (IPNetwork.Parse("10.0.0.0/8"), UrlReach.Private),
        (IPNetwork.Parse("172.16.0.0/12"), UrlReach.Private),
        (IPNetwork.Parse("192.168.0.0/16"), UrlReach.Private),
        (IPNetwork.Parse("100.64.0.0/10"), UrlReach.Private),
        (IPNetwork.Parse("169.254.0.0/16"), UrlReach.LinkLocal),
        (IPNetwork.Parse("192.0.0.0/24"), UrlReach.Reserved),
        (IPNetwork.Parse("192.0.2.0/24"), UrlReach.Reserved),
        (IPNetwork.Parse("198.18.0.0/15"), UrlReach.Reserved),
        (IPNetwork.Parse("198.51.100.0/24"), UrlReach.Reserved),
        (IPNetwork.Parse("203.0.113.0/24"), UrlReach.Reserved),
        (IPNetwork.Parse("224.0.0.0/3"), UrlReach.Reserved),
        (IPNetwork.Parse("::1/128"), UrlReach.Loopback),
        (IPNetwork.Parse("::/128"), UrlReach.Loopback),
        (IPNetwork.Parse("fc00::/7"), UrlReach.Private),
        (IPNetwork.Parse("fec0::/10"), UrlReach.Private),
        (IPNetwork.Parse("fe80::/10"), UrlReach.LinkLocal),
        (IPNetwork.Parse("ff00::/8"), UrlReach.Reserved),
        (IPNetwork.Parse("100::/64"), UrlReach.Reserved),
        (IPNetwork.Parse("2001:db8::/32"), UrlReach.Reserved),
    ];

    // Where an IPv4 address stands inside an IPv6 one: mapped, compatible, NAT64 (RFC 6052, 8215), 6to4.
    private static readonly (IPNetwork Network, int At)[] s_embedding =
    [
        (IPNetwork.Parse("::ffff:0:0/96"), 12),
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12),
        (IPNetwork.Parse("::/96"), 12),
        (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("64:ff9b:1::/48"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    private static readonly string[] s_loopbackNames = ["localhost", "localhost.localdomain", "ip6-localhost"];

    private static readonly string[] s_privateSuffixes =
    [
        "local",
        "internal",
        "intranet",
        "private",
        "lan",
        "home",
        "corp",
        "home.arpa",
        "localdomain",
    ];

    // Public names whose owners let every subdomain resolve to a private address, for tests.
    private static readonly string[] s_wildcardNames =
    [
        "nip.io",
        "sslip.io",
        "xip.io",
        "localtest.me",
        "lvh.me",
        "vcap.me",
        "lacolhost.com",
        "127-0-0-1.org.uk",
    ];

    /// <summary>Where an address lies.</summary>
    public static UrlReach Of(IPAddress address)
    {
        foreach (var (network, reach) in s_networks)
        {
            if (network.Contains(address))
            {
                return reach;
            }
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            foreach (var (network, at) in s_embedding)
            {
                if (network.Contains(address))
                {
                    return Of(new IPAddress(address.GetAddressBytes().AsSpan(at, 4)));
                }
            }
        }

        return UrlReach.Public;
    }

    /// <summary>The reach of a canonical name.</summary>
    public static UrlReach Of(string name)
    {
        if (s_loopbackNames.Contains(name) || name.EndsWith(".localhost", StringComparison.Ordinal))
        {
            return UrlReach.Loopback;
        }

        var isPrivate =
            !name.Contains('.', StringComparison.Ordinal)
            || s_privateSuffixes.Any(s => IsUnder(name, s))
            || s_wildcardNames.Any(s => IsUnder(name, s));
        return isPrivate ? UrlReach.Private : UrlReach.Public;
    }

    private static bool IsUnder(string name, string suffix) =>
        name == suffix
        || (
            name.Length > suffix.Length
            && name.EndsWith(suffix, StringComparison.Ordinal)
            && name[^(suffix.Length + 1)] == '.'
        );
}
