using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Models;
using MeshClaw.Policy;
using ModelContextProtocol.Client;

namespace MeshClaw.Connectors.Mcp;

/// <summary>
/// A server at an address (streamable HTTP). The token goes to that host alone, redirects are not followed, answers are bounded, and other
/// hosts that its metadata names are reached by https at public addresses only.
/// </summary>
internal sealed class McpHttpLink : McpLink
{
    private readonly HttpClient _http;
    private readonly HttpClientTransport _transport;

    public McpHttpLink(ConnectionName connection, McpServerConfig server, McpParts parts, McpSignIn? signIn)
    {
        var url = server.Url!; // Checked by who opens it.
        var token =
            server.Auth == McpAuth.Token
                ? parts.Secrets.Find(McpServerConfig.TokenName(connection))
                    ?? throw new ConnectorException(
                        $"The token of {connection} is missing. Connect it again: meshclaw connect {connection} --url URL --token-stdin"
                    )
                : null;
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectCallback = (context, cancellationToken) => ConnectAsync(url, context, cancellationToken),
        };
        _http = new HttpClient(new Guarded(url, token, parts.Time) { InnerHandler = sockets })
        {
            Timeout = Timeout.InfiniteTimeSpan, // Each call has its own.
        };
        _transport = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = url,
                TransportMode = HttpTransportMode.StreamableHttp,
                ConnectionTimeout = McpLimits.Start,
                MaxReconnectionAttempts = 2,
                OAuth =
                    server.Auth == McpAuth.OAuth ? McpSignIn.Options(connection, server, parts.Secrets, signIn) : null,
            },
            _http
        );
    }

    public override IClientTransport Transport => _transport;

    public override async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
    }

    // The owner named one host; what that host names (an authorization server) must not lead into the owner's network.
    private static async ValueTask<Stream> ConnectAsync(
        Uri url,
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var place = context.DnsEndPoint;
        var addresses = await Dns.GetHostAddressesAsync(place.Host, cancellationToken).ConfigureAwait(false);
        var isOwners = string.Equals(place.Host, url.IdnHost.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
        var allowed = addresses.Where(a => isOwners || url.IsLoopback || !ModelEndpoint.IsPrivate(a)).ToArray();
        if (allowed.Length == 0)
        {
            throw new HttpRequestException("A host that the server names lies in a private network.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, place.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Guarded(Uri url, Core.Secrets.Secret? token, TimeProvider time) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var to = request.RequestUri!; // HttpClient refuses a request without.
            if (McpAddress.Parse(to.GetLeftPart(UriPartial.Query)).Url is null)
            {
                throw new HttpRequestException("The server names an address that is not encrypted.");
            }

            if (token is not null && to.Authority == url.Authority && to.Scheme == url.Scheme)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
            }

            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var bounded = new StreamContent(
                new BoundedMessages(
                    await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false),
                    time
                )
            );
            foreach (var (name, values) in response.Content.Headers)
            {
                bounded.Headers.TryAddWithoutValidation(name, values);
            }

            response.Content = bounded;
            return response;
        }
    }
}
