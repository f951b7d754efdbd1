using MeshClaw.Connectors.Net;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>What a list's server made of a click.</summary>
internal abstract record OneClickAnswer
{
    private OneClickAnswer() { }

    /// <summary>It took it.</summary>
    /// <param name="Status">2xx.</param>
    public sealed record Taken(int Status) : OneClickAnswer;

    /// <summary>It did not, or nothing was sent.</summary>
    /// <param name="Why">One sentence for the owner.</param>
    public sealed record Refused(string Why) : OneClickAnswer;
}

/// <summary>
/// The POST of RFC 8058: no cookies, no credentials, no referer, no redirects, and to the public internet only (<see cref="PublicReach"/>),
/// since the address comes out of a mail. Of the answer only the status is read.
/// </summary>
internal sealed class OneClick : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Goes where the reach says.</summary>
    public OneClick(ListReach reach) => _http = new HttpClient(reach.Handler()) { Timeout = reach.Patience };

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
                >= 200 and < 300 and var status => new OneClickAnswer.Taken(status),
                >= 300 and < 400 => new OneClickAnswer.Refused(
                    $"{address.IdnHost} wants another page opened, which is never done by itself. You may still be on the list."
                ),
                var status => new OneClickAnswer.Refused(
                    $"{address.IdnHost} answered with {status}. You may still be on the list."
                ),
            };
        }
        catch (HttpRequestException unsent) when (Unsent(address, unsent) is { } why)
        {
            return new OneClickAnswer.Refused($"{why} Nothing was sent there.");
        }
        catch (HttpRequestException broken)
        {
            throw new ConnectorException($"{address.IdnHost} did not answer.", broken);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectorException($"{address.IdnHost} did not answer in time.", late);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <summary>Why nothing was sent; null where something may have been.</summary>
    private static string? Unsent(Uri address, HttpRequestException failure) =>
        failure.InnerException is NotPublicException ? $"{address.IdnHost} is not on the public internet."
        : failure.HttpRequestError is HttpRequestError.NameResolutionError ? $"There is no server {address.IdnHost}."
        : failure.HttpRequestError is HttpRequestError.ConnectionError ? $"{address.IdnHost} takes no connection."
        : failure.HttpRequestError is HttpRequestError.SecureConnectionError
            ? $"{address.IdnHost} could not show that it is what it says."
        : null;
}
