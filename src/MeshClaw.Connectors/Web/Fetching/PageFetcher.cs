using System.Buffers;
using System.Net;
using MeshClaw.Connectors.Net;

namespace MeshClaw.Connectors.Web.Fetching;

/// <summary>
/// Gets pages: by GET alone, from the public internet alone, without cookies, credentials or a referer, and within bounds of size (after
/// decompression), time, redirects and headers. Each redirect is looked at like the first address, and its connection too.
/// </summary>
internal sealed class PageFetcher : IDisposable
{
    /// <summary>Bytes of a page that are read, after decompression.</summary>
    public const int MaxBody = 10 * 1024 * 1024;

    private const int MaxRedirects = 5;
    private const int MaxHeaders = 200;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;

    /// <param name="reach">The internet.</param>
    /// <param name="time">Whose clock ends a fetch; all of one, redirects and body too, takes no longer than the reach's patience.</param>
    public PageFetcher(PublicReach reach, TimeProvider time)
    {
        var handler = reach.Handler();
        handler.AutomaticDecompression = DecompressionMethods.All;
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", WebIdentity.UserAgent);
        _http.DefaultRequestHeaders.TryAddWithoutValidation(
            "Accept",
            "text/html, application/xhtml+xml, text/*;q=0.9, application/json;q=0.9, */*;q=0.1"
        );
        (_time, _patience) = (time, reach.Patience);
    }

    /// <summary>Gets one. Whatever is wrong outside is an answer.</summary>
    public async Task<FetchAnswer> FetchAsync(PageAddress address, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                var (answer, location) = await GetAsync(address, either.Token);
                if (location is null)
                {
                    return answer;
                }

                if (redirects == MaxRedirects)
                {
                    return new FetchAnswer.Refused($"It leads on more than {MaxRedirects} times.");
                }

                if (!address.TryFollow(location, out var next, out var fault))
                {
                    return new FetchAnswer.Refused($"{address.Host} leads on to a place that is not fetched: {fault}");
                }

                address = next;
            }
        }
        catch (HttpRequestException failure)
        {
            return new FetchAnswer.Refused(WhyOf(address, failure));
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            return new FetchAnswer.Refused($"{address.Host} broke off, or sent what cannot be unpacked.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FetchAnswer.Refused($"{address.Host} did not answer in time.");
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<(FetchAnswer Answer, string? Location)> GetAsync(
        PageAddress address,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address.Uri);
        using var response = await _http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken
        );
        if (response.Headers.Count() + response.Content.Headers.Count() > MaxHeaders)
        {
            return (new FetchAnswer.Refused($"{address.Host} answered with too many headers."), null);
        }

        if (
            (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
            && response.Headers.TryGetValues("Location", out var locations)
        )
        {
            return (new FetchAnswer.Refused("A redirect."), locations.First());
        }

        if (!response.IsSuccessStatusCode)
        {
            return (new FetchAnswer.Refused($"{address.Host} answered with {(int)response.StatusCode}."), null);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var (body, isCut) = await ReadAsync(stream, cancellationToken);
        return (new FetchAnswer.Page(address.Uri, response.Content.Headers.ContentType, body, isCut), null);
    }

    // Unpacked piece by piece, so that what swells is cut off where the bound is.
    private static async Task<(byte[] Body, bool IsCut)> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var all = new ArrayBufferWriter<byte>(64 * 1024);
        while (true)
        {
            var room = all.GetMemory(32 * 1024);
            var read = await stream.ReadAsync(room, cancellationToken);
            if (read == 0)
            {
                return (all.WrittenSpan.ToArray(), false);
            }

            if (all.WrittenCount + read > MaxBody)
            {
                all.Advance(MaxBody - all.WrittenCount);
                return (all.WrittenSpan.ToArray(), true);
            }

            all.Advance(read);
        }
    }

    private static string WhyOf(PageAddress address, HttpRequestException failure) =>
        failure.InnerException is NotPublicException
            ? $"{address.Host} is not on the public internet. Nothing was sent there."
            : failure.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => $"There is no server {address.Host}.",
                HttpRequestError.SecureConnectionError => $"{address.Host} could not show that it is what it says.",
                HttpRequestError.ConnectionError => $"{address.Host} takes no connection.",
                HttpRequestError.ConfigurationLimitExceeded => $"{address.Host} answered with too many headers.",
                _ => $"{address.Host} did not answer as a web server does.",
            };
}
