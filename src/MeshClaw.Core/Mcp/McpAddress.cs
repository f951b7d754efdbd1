namespace MeshClaw.Core.Mcp;

/// <summary>Addresses of MCP servers: https, and http on this machine alone.</summary>
public static class McpAddress
{
    /// <summary>Reads one; with what is wrong where it is none. What was written is not repeated: it may hold a key.</summary>
    public static (Uri? Url, string? Error) Parse(string text) =>
        !Uri.TryCreate(text, UriKind.Absolute, out var url)
        || url.Host.Length == 0
        || url.UserInfo.Length > 0
        || url.Fragment.Length > 0
        || (url.Scheme != "https" && !(url.Scheme == "http" && url.IsLoopback))
            ? (
                null,
                "Write the address as https://HOST/PATH, without a user or a key in it; http:// only where HOST is this machine."
            )
            : (url, null);
}
