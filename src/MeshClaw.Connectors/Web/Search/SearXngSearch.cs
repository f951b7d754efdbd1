using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Web.Search;

/// <summary>
/// A SearXNG instance of the owner's own (docs.searxng.org/dev/search_api): <c>POST /search</c> with <c>format=json</c>, which its
/// settings.yml must list under search.formats. It asks other engines in turn, and they see the query.
/// </summary>
internal sealed class SearXngSearch : IWebSearch
{
    private readonly Uri _endpoint;
    private readonly SearchWire _wire;

    /// <param name="instance">Where it is; the owner names it, so it may be on a private network.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">For tests.</param>
    public SearXngSearch(Uri instance, TimeProvider time, HttpMessageHandler? handler = null)
    {
        Host = instance.IdnHost;
        _endpoint = new Uri(instance.AbsoluteUri.TrimEnd('/') + "/search");
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
        // By POST, so that the query stands in no log of addresses.
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint)
        {
            Content = new FormUrlEncodedContent([new("q", query), new("format", "json")]),
        };
        var answer = await _wire.SendAsync(request, RefusalOf, cancellationToken);
        return
            answer.ValueKind == JsonValueKind.Object
            && answer.TryGetProperty("results", out var results)
            && results.ValueKind == JsonValueKind.Array
            ? SearchWire.Results(results, count, ("title", "content", "publishedDate"))
            : throw new ConnectorException($"{Host} answers with something else than results, so it is no SearXNG.");
    }

    /// <inheritdoc />
    public void Dispose() => _wire.Dispose();

    private string? RefusalOf(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.Forbidden =>
                $"{Host} does not give JSON. Add json to search.formats in its settings.yml, and start it again.",
            HttpStatusCode.TooManyRequests =>
                $"{Host} takes no more requests for now: its limiter counts them. Try later, or let this machine pass in limiter.toml.",
            HttpStatusCode.NotFound => $"There is no SearXNG at {_endpoint}. Name its address as a browser shows it.",
            _ => null,
        };
}
