namespace MeshClaw.Connectors.Web;

/// <summary>What web servers are told of who asks: the truth, and nothing of the owner.</summary>
internal static class WebIdentity
{
    /// <summary>A product and its version, and that a person asked.</summary>
    public static string UserAgent { get; } =
        $"MeshClaw/{typeof(WebIdentity).Assembly.GetName().Version?.ToString(2) ?? "0.0"} (personal agent; one page at its user's wish)";
}
