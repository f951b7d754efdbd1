namespace MeshClaw.Protocol;

/// <summary>Makes or replaces an MCP server. Exactly one of <see cref="Command"/> and <see cref="Url"/>.</summary>
public sealed record McpConnectRequest
{
    /// <summary><c>mcp/files</c>.</summary>
    public required string Connection { get; init; }

    /// <summary>A program and its arguments; it runs in the sandbox.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Where the server answers (streamable HTTP).</summary>
    public string? Url { get; init; }

    /// <summary>The folder that a program starts in and may write, a full path; null for one of its own.</summary>
    public string? Workspace { get; init; }

    /// <summary>Full paths that a program may read.</summary>
    public IReadOnlyList<string>? Readable { get; init; }

    /// <summary>A program reaches the network.</summary>
    public bool Network { get; init; }

    /// <summary>A program's environment.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The same, kept encrypted. Null for those that are kept already for the same program.</summary>
    public IReadOnlyDictionary<string, string>? Secrets { get; init; }

    /// <summary>The bearer token for <see cref="Url"/>; kept encrypted.</summary>
    public string? Token { get; init; }

    /// <summary>Sign in at the server with OAuth.</summary>
    public bool OAuth { get; init; }

    /// <summary>The owner's client at its authorization server; null where the server registers clients itself.</summary>
    public string? ClientId { get; init; }
}

/// <summary>An MCP server that works.</summary>
/// <param name="Connection"><c>mcp/files</c>.</param>
/// <param name="Tools">Tools that can be used once they are reviewed.</param>
/// <param name="Waiting">Those of them that wait for the owner's review.</param>
/// <param name="Notes">What the owner should know.</param>
public sealed record McpConnectResponse(string Connection, int Tools, int Waiting, IReadOnlyList<string> Notes);

/// <summary>A sign-in under way, or how it ended.</summary>
public sealed record McpSignInResponse
{
    /// <summary>To ask for it again.</summary>
    public required string Id { get; init; }

    /// <summary>The page that the owner opens in a browser; null until the server has named it.</summary>
    public string? Address { get; init; }

    /// <summary>Why it failed, and what to do. Nothing was stored.</summary>
    public string? Failure { get; init; }

    /// <summary>The server, once it works.</summary>
    public McpConnectResponse? Connected { get; init; }
}

/// <summary>What a server says of a tool. Third-party text.</summary>
/// <param name="Hash">Of all of it.</param>
/// <param name="Description">As it is, not cleaned.</param>
/// <param name="Schema">JSON Schema of its arguments.</param>
/// <param name="OutputSchema">JSON Schema of its answer; null where it names none.</param>
/// <param name="Annotations">Hints of the server's own, as JSON; null where it gives none.</param>
public sealed record McpToolText(
    string Hash,
    string Description,
    string Schema,
    string? OutputSchema,
    string? Annotations
);

/// <summary>A tool of an MCP server.</summary>
/// <param name="Name">As the server calls it.</param>
/// <param name="Tool">As agents and policies know it: <c>mcp.files.read_file</c>.</param>
/// <param name="State"><c>ready</c>, <c>new</c>, <c>changed</c> or <c>gone</c>.</param>
/// <param name="Effect">What it counts as.</param>
/// <param name="IsEffectKnown">The owner said so.</param>
/// <param name="Reviewed">What the owner said yes to; null for a new one.</param>
/// <param name="Offered">What the server says now, where it is something else.</param>
public sealed record McpToolResponse(
    string Name,
    string Tool,
    string State,
    IReadOnlyList<string> Effect,
    bool IsEffectKnown,
    McpToolText? Reviewed,
    McpToolText? Offered
);

/// <summary>An MCP server with its tools.</summary>
public sealed record McpServerResponse
{
    /// <summary><c>mcp/files</c>.</summary>
    public required string Connection { get; init; }

    /// <summary>Its program or address.</summary>
    public required string Where { get; init; }

    /// <summary>Its tools, by name.</summary>
    public required IReadOnlyList<McpToolResponse> Tools { get; init; }

    /// <summary>Tools that cannot be offered: names and why.</summary>
    public required IReadOnlyDictionary<string, string> Refused { get; init; }

    /// <summary>Why it cannot be asked now; null where it was, or nobody tried.</summary>
    public string? Failure { get; init; }

    /// <summary>The last of what its program complained of; third-party text.</summary>
    public string? Complaint { get; init; }
}

/// <summary>The owner's yes to tools, exactly as they were seen.</summary>
/// <param name="Hashes">Of each <see cref="McpToolResponse.Offered"/>.</param>
public sealed record McpReviewRequest(IReadOnlyList<string> Hashes);

/// <summary>What tools do.</summary>
/// <param name="Effects">Words for each tool, by the server's name; an empty list forgets what was said.</param>
public sealed record McpEffectsRequest(IReadOnlyDictionary<string, IReadOnlyList<string>> Effects);
