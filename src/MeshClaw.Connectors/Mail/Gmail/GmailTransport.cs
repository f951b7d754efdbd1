using System.Net;
using System.Net.Http.Headers;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>
/// Sends requests to Gmail with an access token: renews a refused one once, and waits and tries again, at most five times, where Gmail
/// is busy (twice as long each time, half of it by chance, or as long as Gmail says). Every request that is sent through here may be sent twice.
/// </summary>
internal sealed class GmailTransport(
    MailAccount account,
    HttpClient http,
    IAccessTokens tokens,
    TimeProvider time,
    Random chance
)
{
    private const int Tries = 5;
    private const int MaxFailure = 64 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(60);

    private int _requests;

    /// <summary>How many requests were sent; for tests that count.</summary>
    public int Requests => _requests;

    public MailAccount Account => account;

    /// <summary>
    /// An answer of 2xx, handed to <paramref name="read"/>; 404 is handed to <paramref name="missing"/>, where given. Anything else is a
    /// <see cref="ConnectorException"/> with words for the owner.
    /// </summary>
    public async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> request,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        Func<T>? missing,
        CancellationToken cancellationToken
    )
    {
        Secret? refused = null;
        for (var attempt = 1; ; attempt++)
        {
            var token = await tokens.GetAsync(refused, cancellationToken);
            var (failure, wait, result) = await TryAsync(request, token, read, cancellationToken);
            if (failure is null)
            {
                return result!; // No failure: it was read.
            }

            if (failure.Status == HttpStatusCode.NotFound && missing is not null)
            {
                return missing();
            }

            if (failure.Status == HttpStatusCode.Unauthorized && refused is null)
            {
                refused = token;
                continue;
            }

            if (!failure.IsForNow || attempt >= Tries)
            {
                throw failure.Explain(account);
            }

            await WaitAsync(attempt, wait, cancellationToken);
        }
    }

    /// <summary>Waits before another try.</summary>
    public Task WaitAsync(int attempt, TimeSpan? wanted, CancellationToken cancellationToken)
    {
        var longest = TimeSpan.FromSeconds(1 << Math.Min(attempt - 1, 6));
        var wait = wanted ?? (longest * (0.5 + chance.NextDouble() / 2));
        return Task.Delay(wait < s_longestWait ? wait : s_longestWait, time, cancellationToken);
    }

    private async Task<(GmailFailure? Failure, TimeSpan? Wait, T? Result)> TryAsync<T>(
        Func<HttpRequestMessage> make,
        Secret token,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = make();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
            Interlocked.Increment(ref _requests);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode)
            {
                return (null, null, await read(response, either.Token));
            }

            var body = await BoundedAsync(response, either.Token);
            return (GmailFailure.Read(response.StatusCode, body), response.Headers.RetryAfter?.Delta, default);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new ConnectorException("The connection to Gmail broke. It is made anew by the next call.", broken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectorException("Gmail did not answer within a minute. The next call tries again.");
        }
    }

    private static async Task<byte[]> BoundedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = new byte[MaxFailure];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return body[..length];
    }
}
