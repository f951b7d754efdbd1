using System.Net;

namespace MeshClaw.Policy.Urls;

/// <summary>
/// Where an address lies, after the IANA special-purpose registries (RFC 6890, as of 2026): the one list that everything here goes by which
/// connects to places that others name. Addresses only; a name must be resolved, and the connection made to what was looked at.
/// </summary>
public static class AddressReach
{
    private static readonly (Prefix Network, UrlReach Reach)[] s_networks =
    [
        (Prefix.Parse("127.0.0.0/8"), UrlReach.Loopback),
        (Prefix.Parse("0.0.0.0/8"), UrlReach.Loopback),
        (Prefix.Parse("10.0.0.0/8"), UrlReach.Private),
        (Prefix.Parse("172.16.0.0/12"), UrlReach.Private),
        (Prefix.Parse("192.168.0.0/16"), UrlReach.Private),
        (Prefix.Parse("100.64.0.0/10"), UrlReach.Private),
        (Prefix.Parse("169.254.0.0/16"), UrlReach.LinkLocal),
        (Prefix.Parse("168.63.129.16/32"), UrlReach.LinkLocal), // Public by number; in Azure the host of the machine.
        (Prefix.Parse("192.0.0.0/24"), UrlReach.Reserved),
        (Prefix.Parse("192.0.2.0/24"), UrlReach.Reserved),
        (Prefix.Parse("192.88.99.0/24"), UrlReach.Reserved), // Relays of 6to4, which lead anywhere.
        (Prefix.Parse("198.18.0.0/15"), UrlReach.Reserved),
        (Prefix.Parse("198.51.100.0/24"), UrlReach.Reserved),
        (Prefix.Parse("203.0.113.0/24"), UrlReach.Reserved),
        (Prefix.Parse("224.0.0.0/3"), UrlReach.Reserved),
        (Prefix.Parse("::1/128"), UrlReach.Loopback),
        (Prefix.Parse("::/128"), UrlReach.Loopback),
        (Prefix.Parse("fc00::/7"), UrlReach.Private),
        (Prefix.Parse("fec0::/10"), UrlReach.Private),
        (Prefix.Parse("64:ff9b:1::/48"), UrlReach.Private), // NAT64 of one's own network: where the IPv4 address stands is not known.
        (Prefix.Parse("fe80::/10"), UrlReach.LinkLocal),
        (Prefix.Parse("ff00::/8"), UrlReach.Reserved),
        (Prefix.Parse("100::/32"), UrlReach.Reserved), // Discard, and the dummy prefix.
        (Prefix.Parse("2001::/23"), UrlReach.Reserved), // Teredo, benchmarks, ORCHID: no place of a server.
        (Prefix.Parse("2001:db8::/32"), UrlReach.Reserved),
        (Prefix.Parse("3fff::/20"), UrlReach.Reserved),
        (Prefix.Parse("5f00::/16"), UrlReach.Reserved),
    ];

    // Where an IPv4 address stands inside an IPv6 one: mapped, compatible, translated, NAT64 (RFC 6052), 6to4.
    private static readonly (Prefix Network, int At)[] s_embedding =
    [
        (Prefix.Parse("::ffff:0:0/96"), 12),
        (Prefix.Parse("::ffff:0:0:0/96"), 12),
        (Prefix.Parse("::/96"), 12),
        (Prefix.Parse("64:ff9b::/96"), 12),
        (Prefix.Parse("2002::/16"), 2),
    ];

    /// <summary>
    /// Where an address lies. An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4, ISATAP) lies where that lies; its zone plays no
    /// part.
    /// </summary>
    public static UrlReach Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var bytes = address.GetAddressBytes();
        var plain = OfItself(bytes);
        if (plain != UrlReach.Public || bytes.Length == 4)
        {
            return plain;
        }

        foreach (var (network, at) in s_embedding)
        {
            if (network.Contains(bytes))
            {
                return OfItself(bytes.AsSpan(at, 4));
            }
        }

        // ISATAP (RFC 5214) may stand under any prefix.
        return bytes is [_, _, _, _, _, _, _, _, 0x00 or 0x02, 0x00, 0x5E, 0xFE, ..]
            ? OfItself(bytes.AsSpan(12, 4))
            : UrlReach.Public;
    }

    /// <summary>
    /// The same without a look at what it carries: for those who ask whether an address is the owner's own, where
    /// <see cref="Of"/> would say yes of one that goes over other people's gateways.
    /// </summary>
    public static UrlReach OfItself(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return OfItself(address.GetAddressBytes());
    }

    private static UrlReach OfItself(ReadOnlySpan<byte> bytes)
    {
        foreach (var (network, reach) in s_networks)
        {
            if (network.Contains(bytes))
            {
                return reach;
            }
        }

        return UrlReach.Public;
    }

    // IPNetwork takes mapped addresses apart, and then finds ::ffff:1.2.3.4 in fc00::/7.
    private readonly record struct Prefix(byte[] Bytes, int Bits)
    {
        public static Prefix Parse(string text)
        {
            var network = IPNetwork.Parse(text);
            return new Prefix(network.BaseAddress.GetAddressBytes(), network.PrefixLength);
        }

        public bool Contains(ReadOnlySpan<byte> address)
        {
            if (address.Length != Bytes.Length || !address[..(Bits / 8)].SequenceEqual(Bytes.AsSpan(0, Bits / 8)))
            {
                return false;
            }

            var rest = Bits % 8;
            return rest == 0 || (address[Bits / 8] ^ Bytes[Bits / 8]) >> (8 - rest) == 0;
        }
    }
}
