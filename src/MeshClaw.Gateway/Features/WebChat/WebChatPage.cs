using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshClaw.Gateway.Features.WebChat;

/// <summary>
/// The page of the web chat: three files, the same for everybody, without any data. What the page may do is told to the browser: its own script and style
/// alone, no frame around it, and (trusted types) no text that becomes markup, whatever the script did.
/// </summary>
internal static class WebChatPage
{
    /// <summary>The script, below the page.</summary>
    public const string Script = "/chat.js";

    /// <summary>The style, below the page.</summary>
    public const string Style = "/chat.css";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    public static void Map(WebApplication app)
    {
        app.MapGet(WebChatDoor.Page, (HttpContext context) => SendAsync(context, "chat.html", "text/html"));
        app.MapGet(
            WebChatDoor.Page + Script,
            (HttpContext context) => SendAsync(context, "chat.js", "text/javascript")
        );
        app.MapGet(WebChatDoor.Page + Style, (HttpContext context) => SendAsync(context, "chat.css", "text/css"));
    }

    private static async Task SendAsync(HttpContext context, string file, string type)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        context.Response.ContentType = type + "; charset=utf-8";
        await using var content = typeof(WebChatPage).Assembly.GetManifestResourceStream("webchat/" + file)!; // Embedded by the project.
        context.Response.ContentLength = content.Length;
        await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
