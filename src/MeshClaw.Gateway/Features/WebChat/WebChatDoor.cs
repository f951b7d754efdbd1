using Microsoft.AspNetCore.Http;

namespace MeshClaw.Gateway.Features.WebChat;

/// <summary>What the gate lets through without the gateway's token: the page itself, the exchange of a code, and for a session the web chat alone.</summary>
internal static class WebChatDoor
{
    /// <summary>Where the page is.</summary>
    public const string Page = "/chat";

    /// <summary>Where its data is.</summary>
    public const string Root = "/v1/web-chat";

    /// <summary>Where codes are made: with the gateway's token alone.</summary>
    public const string Codes = Root + "/codes";

    /// <summary>Where a code becomes a session.</summary>
    public const string Sessions = Root + "/sessions";

    private static readonly string[] s_page = [Page, Page + WebChatPage.Script, Page + WebChatPage.Style];

    /// <summary>Whether a request may pass; notes the session that it shows.</summary>
    public static bool Opens(HttpContext context, WebChatSessions sessions)
    {
        var request = context.Request;
        var path = request.Path;
        if (HttpMethods.IsGet(request.Method) && s_page.Any(p => path == p))
        {
            return true;
        }

        if (HttpMethods.IsPost(request.Method) && path == Sessions)
        {
            return true;
        }

        if (!path.StartsWithSegments(Root) || path.StartsWithSegments(Codes))
        {
            return false;
        }

        var isUse = !HttpMethods.IsGet(request.Method);
        if (sessions.Find(request.Headers.Authorization, isUse) is not { } session)
        {
            return false;
        }

        context.Features.Set(session);
        return true;
    }
}
