namespace MeshClaw.Protocol;

/// <summary>
/// Makes or replaces a connection of the web. Exactly one of <see cref="SearXng"/>, <see cref="Brave"/> and <see cref="PagesOnly"/>.
/// </summary>
public sealed record WebConnectRequest
{
    /// <summary><c>web/search</c>.</summary>
    public required string Connection { get; init; }

    /// <summary>The address of a SearXNG instance of the owner's.</summary>
    public string? SearXng { get; init; }

    /// <summary>Brave's Web Search API searches.</summary>
    public bool Brave { get; init; }

    /// <summary>Nothing searches: pages are fetched only.</summary>
    public bool PagesOnly { get; init; }

    /// <summary>Brave's key; kept encrypted. Null for the one that is kept already.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The owner accepts that the way to the instance is not encrypted.</summary>
    public bool Insecure { get; init; }
}

/// <summary>A connection of the web that works.</summary>
/// <param name="Connection"><c>web/search</c>.</param>
/// <param name="Where">Who searches; never a key.</param>
/// <param name="Found">How many results a search for the word weather gave, at most 1; null where nothing searches.</param>
/// <param name="Notes">What the owner should know.</param>
public sealed record WebConnectResponse(string Connection, string Where, int? Found, IReadOnlyList<string> Notes);
