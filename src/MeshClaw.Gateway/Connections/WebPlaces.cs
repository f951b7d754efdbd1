using MeshClaw.Connectors.Web;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Connections;

/// <summary>Between what config.yaml says of the web and what its connector takes.</summary>
internal static class WebPlaces
{
    /// <summary>Opens one.</summary>
    /// <exception cref="ConnectorException">Its key is not stored.</exception>
    public static WebConnector Open(ConnectionName name, ConnectionConfig.Web web, Secret? key, TimeProvider time) =>
        WebConnectorFactory.Create(name, PlaceOf(name, web, key), time);

    /// <summary>Where it searches, for people.</summary>
    public static string Where(ConnectionConfig.Web web) =>
        web.Search switch
        {
            WebSearch.None => "pages only",
            WebSearch.SearXng => web.Instance!.AbsoluteUri.TrimEnd('/'), // It has one.
            WebSearch.Brave => WebSearchPlace.BraveServer.Host,
        };

    private static WebSearchPlace PlaceOf(ConnectionName name, ConnectionConfig.Web web, Secret? key) =>
        web.Search switch
        {
            WebSearch.None => new WebSearchPlace.None(),
            WebSearch.SearXng => new WebSearchPlace.SearXng(web.Instance!), // It has one.
            WebSearch.Brave => new WebSearchPlace.Brave(
                key
                    ?? throw new ConnectorException(
                        $"No key is stored for {name}. Connect it again: meshclaw connect {name} --brave --api-key-stdin"
                    )
            ),
        };
}
