using System.Collections.Immutable;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Web.Search;

/// <summary>Says that no search is connected, and how to connect one.</summary>
internal sealed class DisabledWebSearch : IWebSearch
{
    private const string How =
        "No search is connected. The owner can connect one: meshclaw connect web/search --searxng https://HOST, or --brave --api-key-stdin";

    /// <inheritdoc />
    public string Host => throw new ToolException(How);

    /// <inheritdoc />
    public Task<ImmutableArray<SearchResult>> SearchAsync(
        string query,
        int count,
        CancellationToken cancellationToken
    ) => throw new ToolException(How);

    /// <inheritdoc />
    public void Dispose()
    {
        // There is nothing to give back.
    }
}
