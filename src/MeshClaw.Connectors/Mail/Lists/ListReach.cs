using System.Net;
using System.Net.Security;
using DnsClient;
using MeshClaw.Connectors.Mail.Verification;
using MimeKit.Cryptography;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>How lists' servers and the keys of those who sign are reached. Tests put another one in its place; nothing else does.</summary>
internal sealed record ListReach
{
    private static readonly TimeSpan s_dnsPatience = TimeSpan.FromSeconds(5);

    /// <summary>The internet.</summary>
    public static ListReach Internet { get; } = new();

    /// <summary>Finds the public keys of DKIM.</summary>
    public Func<IDkimPublicKeyLocator> Keys { get; init; } =
        static () =>
            new DnsDkimKeys(
                new DnsTextRecords(new LookupClient(new LookupClientOptions { Timeout = s_dnsPatience, Retries = 1 }))
            );

    /// <summary>Finds the addresses of a server.</summary>
    public Func<DnsEndPoint, CancellationToken, Task<IReadOnlyList<IPEndPoint>>> Resolve { get; init; } = ResolveAsync;

    /// <summary>Which addresses may be connected to.</summary>
    public Func<IPAddress, bool> IsAllowed { get; init; } = OneClick.IsPublic;

    /// <summary>Looks at a server's certificate; null for the authorities of the system.</summary>
    public RemoteCertificateValidationCallback? Certificates { get; init; }

    /// <summary>How long a server has to answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    private static async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(
        DnsEndPoint server,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await Dns.GetHostAddressesAsync(server.Host, cancellationToken)).Select(a => new IPEndPoint(
                a,
                server.Port
            )),
        ];
}
