using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MeshClaw.Protocol.Client;

/// <summary>Sends requests over the socket or loopback, and turns every refusal into a <see cref="GatewayException"/>. Thread-safe.</summary>
internal sealed class GatewayTransport : IDisposable
{
    private readonly HttpClient _http;

    private GatewayTransport(HttpClient http) => _http = http;

    /// <summary>Over a Unix socket.</summary>
    public static GatewayTransport OverSocket(string path, string token)
    {
        var handler = Handler();
        handler.ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        return new GatewayTransport(Client(handler, new Uri("http://localhost"), token));
    }

    /// <summary>Over loopback. Never anywhere else: the token would travel in the clear.</summary>
    public static GatewayTransport OverLoopback(Uri url, string token) =>
        url.IsLoopback && url.Scheme == Uri.UriSchemeHttp
            ? new GatewayTransport(Client(Handler(), url, token))
            : throw new GatewayException("invalid", $"A gateway is reached over loopback only, not at {url}.");

    public async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        HttpContent? body,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        using var response = await SendAsync(method, path, body, cancellationToken).ConfigureAwait(false);
        await EnsureGoodAsync(response, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>For requests whose good answer is empty.</summary>
    public async Task SendAsync(
        HttpMethod method,
        string path,
        HttpContent? body,
        int goodStatus,
        CancellationToken cancellationToken
    )
    {
        using var response = await SendAsync(method, path, body, cancellationToken).ConfigureAwait(false);
        if ((int)response.StatusCode != goodStatus)
        {
            await EnsureGoodAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The bare answer, its headers read and its body not; for streams and for refusals that are values.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? body,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for a request with headers of its own.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new GatewayException(
                GatewayException.Unreachable,
                "The gateway does not answer.",
                "Start it with: meshclaw up",
                inner: e
            );
        }
    }

    public static async Task<T> ReadAsync<T>(
        HttpResponseMessage response,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false)
                ?? throw new GatewayException("failed", "The gateway answered with nothing.");
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            throw new GatewayException("failed", "The gateway's answer broke off or is not readable.", inner: e);
        }
    }

    public static async Task EnsureGoodAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        Problem? problem = null;
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            problem = await ReadAsync(response, ProtocolJson.Default.Problem, cancellationToken).ConfigureAwait(false);
        }

        var status = (int)response.StatusCode;
        throw new GatewayException(
            problem?.Code ?? "failed",
            problem?.Title ?? $"The gateway answered with status {status}.",
            problem?.Detail,
            status
        );
    }

    public void Dispose() => _http.Dispose();

    // No proxy, no redirect, no cookies: what is sent here carries the owner's token.
    private static SocketsHttpHandler Handler() =>
        new()
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
        };

    private static HttpClient Client(SocketsHttpHandler handler, Uri url, string token)
    {
        var client = new HttpClient(handler) { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
