using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Web.Search;

/// <summary>
/// Brave's Web Search API (api-dashboard.search.brave.com): <c>GET /res/v1/web/search</c> with <c>X-Subscription-Token</c>, at most 400
/// characters and 50 words, at most 20 results.
/// </summary>
internal sealed class BraveSearch : IWebSearch
{
    private const int MostWords = 50;

    private readonly Uri _endpoint;
    private readonly Secret _key;
    private readonly SearchWire _wire;

    /// <param name="server">Brave's own; another for tests.</param>
    /// <param name="key">The subscription's key.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">For tests.</param>
    public BraveSearch(Uri server, Secret key, TimeProvider time, HttpMessageHandler? handler = null)
    {
        Host = server.IdnHost;
        _endpoint = new Uri(server, "/res/v1/web/search");
        _key = key;
        _wire = new SearchWire(Host, time, handler);
    }

    /// <inheritdoc />
    public string Host { get; }

    /// <inheritdoc />
    public async Task<ImmutableArray<SearchResult>> SearchAsync(
        string query,
        int count,
        CancellationToken cancellationToken
    )
    {
        if (query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > MostWords)
        {
            throw new ConnectorException($"{Host} takes at most {MostWords} words.");
        }

        var address = string.Create(
            CultureInfo.InvariantCulture,
            $"{_endpoint}?q={Uri.EscapeDataString(query)}&count={count}&result_filter=web&text_decorations=false"
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("X-Subscription-Token", _key.Reveal());
        var answer = await _wire.SendAsync(request, RefusalOf, cancellationToken);
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("type", out _))
        {
            throw new ConnectorException($"{Host} answers with something else than results.");
        }

        // Where nothing was found there is no "web".
        return
            answer.TryGetProperty("web", out var web)
            && web.ValueKind == JsonValueKind.Object
            && web.TryGetProperty("results", out var results)
            && results.ValueKind == JsonValueKind.Array
            ? SearchWire.Results(results, count, ("title", "description", "page_age"))
            : [];
    }

    /// <inheritdoc />
    public void Dispose() => _wire.Dispose();

    private string? RefusalOf(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"{Host} does not take the key. Connect it again: meshclaw connect web/search --brave --api-key-stdin",
            HttpStatusCode.UnprocessableEntity => $"{Host} does not take the query, or the key is not of its kind.",
            HttpStatusCode.TooManyRequests =>
                $"{Host} takes no more requests for now: the plan allows so many a second and a month.",
            HttpStatusCode.PaymentRequired => $"The plan at {Host} is used up.",
            _ => null,
        };
}
