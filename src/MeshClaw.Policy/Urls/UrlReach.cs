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

/// <summary>Names that mean addresses which are not public.</summary>
internal static class UrlReaches
{
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
