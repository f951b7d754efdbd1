namespace MeshClaw.Connectors.Mcp;

/// <summary>How much an MCP server may say. What is over is refused and named, never cut in silence.</summary>
internal static class McpLimits
{
    /// <summary>Tools of one server that are looked at.</summary>
    public const int Tools = 256;

    /// <summary>Pages of its list that are read.</summary>
    public const int Pages = 64;

    /// <summary>Characters of a tool's schema, in canonical form.</summary>
    public const int Schema = 16 * 1024;

    /// <summary>How deep a schema may be.</summary>
    public const int SchemaDepth = 16;

    /// <summary>Characters of a tool's description that are kept; a longer one is cut, and said to be.</summary>
    public const int Description = 1000;

    /// <summary>Characters of one answer that are kept.</summary>
    public const int Result = 256 * 1024;

    /// <summary>Bytes of one message.</summary>
    public const int Message = 8 * 1024 * 1024;

    /// <summary>Messages that may come at once, and again each second.</summary>
    public const int Burst = 20_000;

    /// <summary>Messages in a second that may come for long.</summary>
    public const int PerSecond = 2_000;

    /// <summary>How long a server may take to start and to list its tools.</summary>
    public static readonly TimeSpan Start = TimeSpan.FromSeconds(30);

    /// <summary>A list of tools that is older is read again before the next call.</summary>
    public static readonly TimeSpan ListAge = TimeSpan.FromMinutes(5);
}
