using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using MeshClaw.Policy.Urls;

namespace MeshClaw.Connectors.Net;

/// <summary>A name leads to an address that is not on the public internet. Nothing was sent.</summary>
internal sealed class NotPublicException(string host) : IOException($"{host} is not on the public internet.");

/// <summary>
/// How places are reached that others name: over the public internet alone. A name's addresses are looked at when the connection is made,
/// and it is made to those that were looked at, so that a name which answers otherwise the second time gains nothing. What is behind a public
/// address is out of sight: a server there may pass a request on to where it likes.
/// </summary>
internal record PublicReach
{
    /// <summary>The internet.</summary>
    public static PublicReach Internet { get; } = new();

    /// <summary>Finds the addresses of a server. Tests put another one in its place; nothing else does.</summary>
    public Func<DnsEndPoint, CancellationToken, Task<IReadOnlyList<IPEndPoint>>> Resolve { get; init; } = ResolveAsync;

    /// <summary>Which addresses may be connected to.</summary>
    public Func<IPAddress, bool> IsAllowed { get; init; } = IsPublic;

    /// <summary>Looks at a server's certificate; null for the authorities of the system.</summary>
    public RemoteCertificateValidationCallback? Certificates { get; init; }

    /// <summary>How long a server has to answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether an address is one of the public internet, whatever form it is written in.</summary>
    public static bool IsPublic(IPAddress address) => AddressReach.Of(address) == UrlReach.Public;

    /// <summary>
    /// Sends requests there: no cookies, no credentials, no proxy, no redirects of its own, every connection made anew and to addresses that
    /// were looked at. A connection elsewhere fails with <see cref="NotPublicException"/>.
    /// </summary>
    public SocketsHttpHandler Handler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            Credentials = null,
            PreAuthenticate = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = Patience / 2,
            MaxResponseHeadersLength = 64, // KiB
            PooledConnectionLifetime = TimeSpan.Zero,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = Certificates },
            ConnectCallback = ConnectAsync,
        };

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var found = await Resolve(context.DnsEndPoint, cancellationToken);
        // All of them: a name that is half public is made to be tried twice.
        if (found.Count == 0 || found.Any(e => !IsAllowed(e.Address)))
        {
            throw new NotPublicException(context.DnsEndPoint.Host);
        }

        return await ConnectAsync(found, cancellationToken);
    }

    private static async Task<Stream> ConnectAsync(IReadOnlyList<IPEndPoint> found, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var socket = new Socket(found[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(found[i], cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < found.Count)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

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
