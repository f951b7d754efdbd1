namespace MeshClaw.Core.Configuration;

/// <summary>Reads and writes where a JMAP server is. What does not belong there is refused, and not repeated: it may be a password.</summary>
internal static class JmapText
{
    private const string Example = "Write https://HOST, with :PORT and /PATH where the session is not found without.";

    /// <summary>The address, or what is wrong.</summary>
    public static (Uri? Server, string? Error) Parse(string text) =>
        text.Contains('@')
            ? (
                null,
                $"The URL holds a name or password. Passwords are not kept in this file; the name belongs to \"user\". {Example}"
            )
        : !Uri.TryCreate(text, UriKind.Absolute, out var url) || !text.Contains("://", StringComparison.Ordinal)
            ? (null, $"This is no URL. {Example}")
        : url.Scheme != "https" && !(url.Scheme == "http" && url.IsLoopback)
            ? (null, $"The URL must begin with https://; http:// is for this machine alone. {Example}")
        : url.Host.Length == 0 || text.AsSpan().ContainsAny('?', '#', '\\')
            ? (null, $"The URL has more than a host, a port and a path. {Example}")
        : (url, null);

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public static string Write(Uri server) =>
        server.AbsolutePath == "/" ? server.GetLeftPart(UriPartial.Authority) : server.AbsoluteUri;
}
