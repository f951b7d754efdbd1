using System.Collections.Immutable;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Web.Search;

/// <summary>Who searches the web. What comes back is what others wrote.</summary>
internal interface IWebSearch : IDisposable
{
    /// <summary>The host that queries go to.</summary>
    /// <exception cref="Core.Tools.ToolException">None is connected.</exception>
    string Host { get; }

    /// <summary>Searches.</summary>
    /// <exception cref="ConnectorException">It does not answer or refuses; the message says why and what to do.</exception>
    Task<ImmutableArray<SearchResult>> SearchAsync(string query, int count, CancellationToken cancellationToken);
}

/// <summary>One place that was found.</summary>
/// <param name="Title">In one line.</param>
/// <param name="Url">Absolute, http or https.</param>
/// <param name="Snippet">Some of its words; empty for none.</param>
/// <param name="Published">When, as the search says; empty where it does not.</param>
internal sealed record SearchResult(string Title, string Url, string Snippet, string Published);
