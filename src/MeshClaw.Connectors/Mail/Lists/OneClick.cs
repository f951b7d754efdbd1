using System.Net;
using System.Net.Sockets;
using MeshClaw.Core.Connectors;
using MeshClaw.Policy.Urls;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>What a list's server made of a click.</summary>
internal abstract record OneClickAnswer
{
    private OneClickAnswer() { }

    /// <summary>It took it.</summary>
    public sealed record Taken : OneClickAnswer;

    /// <summary>It did not.</summary>
    /// <param name="Why">One sentence for the owner.</param>
    public sealed record Refused(string Why) : OneClickAnswer;
}

/// <summary>
/// The POST of RFC 8058: no cookies, no credentials, no redirects, and to the public internet only. The address comes out of a mail, so a
/// name that resolves to this device or to the owner's network is refused at the moment of connecting, when the address is final.
/// </summary>
internal sealed class OneClick : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly HttpClient _http;

    /// <summary>With the rules above.</summary>
    public OneClick()
        : this(PublicHandler()) { }

    /// <summary>With another way of connecting; for tests.</summary>
    internal OneClick(HttpMessageHandler handler) => _http = new HttpClient(handler) { Timeout = s_patience };

    /// <summary>Sends it, once.</summary>
    /// <exception cref="ConnectorException">The server does not answer; whether it has the request is not known.</exception>
    public async Task<OneClickAnswer> PostAsync(Uri address, CancellationToken cancellationToken)
    {
        if (address.Scheme != Uri.UriSchemeHttps || address.UserInfo.Length > 0)
        {
            return new OneClickAnswer.Refused("Its address is not one that a single request may go to.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]),
        };
        try
        {
            using var response = await _http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                cancellationToken
            );
            return (int)response.StatusCode switch
            {
                >= 200 and < 300 => new OneClickAnswer.Taken(),
                >= 300 and < 400 => new OneClickAnswer.Refused(
                    $"{address.Host} wants another page opened, which a request for you may not follow."
                ),
                var status => new OneClickAnswer.Refused($"{address.Host} answered with {status}."),
            };
        }
        catch (HttpRequestException refused) when (refused.InnerException is NotPublicException)
        {
            return new OneClickAnswer.Refused(refused.InnerException.Message);
        }
        catch (HttpRequestException broken) when (broken.HttpRequestError is HttpRequestError.NameResolutionError)
        {
            return new OneClickAnswer.Refused($"There is no server {address.Host}.");
        }
        catch (HttpRequestException broken)
        {
            throw new ConnectorException($"{address.Host} did not answer.", broken);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectorException($"{address.Host} did not answer in time.", late);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler PublicHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxResponseHeadersLength = 64,
            ConnectCallback = static async (context, cancellationToken) =>
            {
                var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
                // All of them: a name that is half public is made to be tried twice.
                if (addresses.Length == 0 || addresses.Any(a => UrlReaches.Of(a) != UrlReach.Public))
                {
                    throw new NotPublicException(context.DnsEndPoint.Host);
                }

                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };

    private sealed class NotPublicException(string host)
        : IOException($"{host} is not on the public internet, so nothing was sent there.");
}
