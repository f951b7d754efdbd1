using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using MeshClaw.Connectors.Html;
using MeshClaw.Connectors.Text;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Web.Search;

/// <summary>One request to a search, and its JSON within bounds.</summary>
internal sealed class SearchWire : IDisposable
{
    private const int MaxAnswer = 4 * 1024 * 1024;
    private const int MaxTitle = 300;
    private const int MaxUrl = 2_000;
    private const int MaxSnippet = 1_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly string _host;

    /// <param name="host">For messages.</param>
    /// <param name="time">Whose clock ends a search.</param>
    /// <param name="handler">Tests put another one in its place; null for the network.</param>
    public SearchWire(string host, TimeProvider time, HttpMessageHandler? handler)
    {
        (_host, _time) = (host, time);
        // Redirects are not followed: a key and the owner's query would go along.
        handler ??= new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = s_patience / 2,
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", WebIdentity.UserAgent);
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json");
    }

    /// <summary>Sends it.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="refusal">What a status other than 2xx means; null where nothing better is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConnectorException">It does not answer, refuses, or answers with something else than JSON.</exception>
    public async Task<JsonElement> SendAsync(
        HttpRequestMessage request,
        Func<HttpStatusCode, string?> refusal,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(s_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                var status = response.StatusCode;
                throw new ConnectorException(refusal(status) ?? $"{_host} answered with {(int)status}.");
            }

            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            return JsonElement.Parse((await BodyAsync(stream, either.Token)).Span);
        }
        catch (JsonException noJson)
        {
            throw new ConnectorException($"{_host} does not answer with JSON, so it is no such search.", noJson);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or InvalidDataException)
        {
            throw new ConnectorException($"{_host} does not answer.", broken);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectorException($"{_host} did not answer in time.", late);
        }
    }

    /// <summary>What an array of results holds: only those that have an address of the web, as lines without markup.</summary>
    public static ImmutableArray<SearchResult> Results(
        JsonElement results,
        int count,
        (string Title, string Snippet, string Published) names
    )
    {
        var found = ImmutableArray.CreateBuilder<SearchResult>();
        foreach (var result in results.EnumerateArray().TakeWhile(_ => found.Count < count))
        {
            if (
                Text(result, "url") is { Length: <= MaxUrl } url
                && Uri.TryCreate(url, UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https"
            )
            {
                found.Add(
                    new SearchResult(
                        Plain(Text(result, names.Title), MaxTitle),
                        TextCleaner.Line(address.AbsoluteUri, MaxUrl),
                        Plain(Text(result, names.Snippet), MaxSnippet),
                        TextCleaner.Line(Text(result, names.Published) ?? "", 40)
                    )
                );
            }
        }

        return found.ToImmutable();
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static string? Text(JsonElement element, string name)
    {
        try
        {
            return
                element.ValueKind == JsonValueKind.Object
                && element.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException) // Half a surrogate pair.
        {
            return null;
        }
    }

    // Searches mark what was found: <strong>harbour</strong>.
    private static string Plain(string? text, int max) =>
        TextCleaner.Line(text?.AsSpan().IndexOfAny('<', '&') >= 0 ? HtmlText.Read(text).Visible : text ?? "", max);

    private async Task<ReadOnlyMemory<byte>> BodyAsync(Stream stream, CancellationToken cancellationToken)
    {
        var all = new ArrayBufferWriter<byte>(64 * 1024);
        while (true)
        {
            var read = await stream.ReadAsync(all.GetMemory(16 * 1024), cancellationToken);
            all.Advance(read);
            if (read == 0)
            {
                return all.WrittenMemory;
            }

            if (all.WrittenCount > MaxAnswer)
            {
                throw new ConnectorException($"{_host} answers with more than {MaxAnswer / 1024 / 1024} MiB.");
            }
        }
    }
}
