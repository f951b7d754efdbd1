using System.Globalization;
using MeshClaw.Gateway.Features.WebChat;
using MeshClaw.Gateway.Problems;
using Microsoft.AspNetCore.Http;

namespace MeshClaw.Gateway.Security;

/// <summary>
/// The first thing that every request meets, over socket and loopback alike: right host (a web page cannot reach in by rebinding a
/// name), right origin, token (or what <see cref="WebChatDoor"/> lets in), and a body of a kind that no web form can send. Does not protect against programs that run as the same
/// user: they can read the token.
/// </summary>
internal sealed class RequestGate(RequestDelegate next, GatewayToken token, GatewayServices services, TimeProvider time)
{
    /// <summary>The largest body, in bytes.</summary>
    public const long MaxBody = 256 * 1024;

    /// <summary>Refuses, or lets on.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        context.Features.Set(new RequestArrival(time.GetTimestamp()));
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (Refuse(context) is not { } refusal)
        {
            await next(context);
            return;
        }

        if (refusal.Code == "unauthorized")
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        await refusal.ExecuteAsync(context);
    }

    private ProblemResult? Refuse(HttpContext context)
    {
        var request = context.Request;
        if (!IsOurHost(context))
        {
            return new ProblemResult("forbidden", "The request names another host than this gateway.");
        }

        if (!IsOurOrigin(context))
        {
            return new ProblemResult("forbidden", "The request comes from a page that is not this gateway's.");
        }

        var isOwner = token.Matches(request.Headers.Authorization);
        if (!isOwner && !WebChatDoor.Opens(context, services.Channels.WebSessions))
        {
            return new ProblemResult(
                "unauthorized",
                "The token is missing or wrong.",
                "It is in run/token of the home."
            );
        }

        if (request.ContentLength > MaxBody)
        {
            return new ProblemResult("too-large", $"The body is larger than {MaxBody / 1024} KiB.");
        }

        return HasForeignBody(request)
            ? new ProblemResult("unsupported-media-type", "The body must be application/json.")
            : null;
    }

    private static bool IsOurHost(HttpContext context)
    {
        var host = context.Request.Headers.Host;
        if (host is not [{ } text])
        {
            return false;
        }

        // Over the Unix socket there is no port to name.
        return IsSocket(context)
            ? text == "localhost"
            : Names(context).Contains(text, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsOurOrigin(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers["Sec-Fetch-Site"] is [not ("same-origin" or "none")] or { Count: > 1 })
        {
            return false;
        }

        return headers.Origin switch
        {
            [] => true,
            [{ } origin] when !IsSocket(context) => Names(context).Any(n => origin == $"http://{n}"),
            _ => false,
        };
    }

    // No body at all is fine (stop, pause); a body, or a type, must be JSON.
    private static bool HasForeignBody(HttpRequest request)
    {
        var hasBody = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
        return (hasBody || request.Headers.ContentType.Count > 0) && !request.HasJsonContentType();
    }

    private static IEnumerable<string> Names(HttpContext context)
    {
        var port = context.Connection.LocalPort.ToString(CultureInfo.InvariantCulture);
        return [$"127.0.0.1:{port}", $"localhost:{port}", $"[::1]:{port}"];
    }

    private static bool IsSocket(HttpContext context) => context.Connection.LocalIpAddress is null;
}

/// <summary>When a request arrived, as a timestamp of the gateway's clock.</summary>
internal sealed record RequestArrival(long Timestamp);
