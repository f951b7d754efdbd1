using MeshClaw.Connectors.Net;
using MeshClaw.Connectors.Web.Search;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Web;

/// <summary>What searches for a connection of the web.</summary>
public abstract record WebSearchPlace
{
    private WebSearchPlace() { }

    /// <summary>Where Brave's interface is.</summary>
    public static Uri BraveServer { get; } = new("https://api.search.brave.com");

    /// <summary>Nothing: pages only.</summary>
    public sealed record None : WebSearchPlace;

    /// <summary>A SearXNG instance of the owner's.</summary>
    /// <param name="Instance">Its address.</param>
    public sealed record SearXng(Uri Instance) : WebSearchPlace;

    /// <summary>Brave's Web Search API.</summary>
    /// <param name="Key">The subscription's key.</param>
    public sealed record Brave(Secret Key) : WebSearchPlace;
}

/// <summary>Makes connectors of the web. Making one touches no network.</summary>
public static class WebConnectorFactory
{
    /// <summary>A connector.</summary>
    public static WebConnector Create(ConnectionName connection, WebSearchPlace place, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(place);
        IWebSearch search = place switch
        {
            WebSearchPlace.None => new DisabledWebSearch(),
            WebSearchPlace.SearXng instance => new SearXngSearch(instance.Instance, time),
            WebSearchPlace.Brave brave => new BraveSearch(WebSearchPlace.BraveServer, brave.Key, time),
            _ => throw new InvalidOperationException($"A search of no known kind: {place.GetType().Name}."),
        };
        return new WebConnector(connection, search, PublicReach.Internet, time);
    }

    /// <summary>
    /// Tries the search with the word "weather": whether it answers and takes the key. With none, nothing is sent.
    /// </summary>
    /// <returns>How many results came; null where nothing searches.</returns>
    /// <exception cref="ConnectorException">It does not work; the message says why.</exception>
    public static async Task<int?> TryAsync(WebConnector connector, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connector);
        return connector.Search is DisabledWebSearch
            ? null
            : (await connector.Search.SearchAsync("weather", 1, cancellationToken)).Length;
    }
}
