using DnsClient;
using MeshClaw.Connectors.Mail.Verification;
using MeshClaw.Connectors.Net;
using MimeKit.Cryptography;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>How lists' servers and the keys of those who sign are reached. Tests put another one in its place; nothing else does.</summary>
internal sealed record ListReach : PublicReach
{
    private static readonly TimeSpan s_dnsPatience = TimeSpan.FromSeconds(5);

    /// <summary>The internet.</summary>
    public static new ListReach Internet { get; } = new();

    /// <summary>Finds the public keys of DKIM.</summary>
    public Func<IDkimPublicKeyLocator> Keys { get; init; } =
        static () =>
            new DnsDkimKeys(
                new DnsTextRecords(new LookupClient(new LookupClientOptions { Timeout = s_dnsPatience, Retries = 1 }))
            );
}
