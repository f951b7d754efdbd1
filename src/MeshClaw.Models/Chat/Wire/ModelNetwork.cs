using System.Net;
using System.Net.Sockets;
using MeshClaw.Core.Models;

namespace MeshClaw.Models.Chat.Wire;

/// <summary>
/// The connections to providers, shared by all models. Redirections are not followed, for the key would go along. Without encryption
/// only private addresses are connected to, whatever a name says just now; a proxy is not used for them.
/// </summary>
internal sealed class ModelNetwork : IDisposable
{
    private readonly Lazy<SocketsHttpHandler> _open = new(() => Make(privateOnly: false));
    private readonly Lazy<SocketsHttpHandler> _private = new(() => Make(privateOnly: true));

    /// <summary>The handler for a model; it stays ours.</summary>
    public HttpMessageHandler For(ModelConfig config) =>
        config.Endpoint.Scheme == "http" && !config.Insecure ? _private.Value : _open.Value;

    public void Dispose()
    {
        foreach (var handler in new[] { _open, _private }.Where(h => h.IsValueCreated))
        {
            handler.Value.Dispose();
        }
    }

    private static SocketsHttpHandler Make(bool privateOnly)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        if (privateOnly)
        {
            handler.UseProxy = false;
            handler.ConnectCallback = ConnectPrivateAsync;
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectPrivateAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        var allowed = addresses.Where(ModelEndpoint.IsPrivate).ToArray();
        if (allowed.Length == 0)
        {
            throw new ModelCallException(
                ModelFault.Unreachable,
                $"{host} is on no private network, so it is not spoken with unencrypted. Use https://, or insecure: true."
            );
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
