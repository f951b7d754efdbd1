using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Tests.Mcp;

/// <summary>
/// An MCP server with one tool that wants a sign-in: it names its authorization server (RFC 9728, RFC 8414), which is itself, registers
/// clients (RFC 7591), says yes to everybody, and checks PKCE.
/// </summary>
internal sealed class OAuthMcpServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private string _challenge = "";

    private OAuthMcpServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>Tokens that were given out.</summary>
    public int Given { get; private set; }

    public static async Task<OAuthMcpServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new OAuthMcpServer(app);
        app.MapGet(
            "/.well-known/oauth-protected-resource/{**path}",
            () =>
                server.Json(
                    new JsonObject
                    {
                        ["resource"] = $"{server.Url}/mcp",
                        ["authorization_servers"] = new JsonArray(server.Url),
                    }
                )
        );
        app.MapGet(
            "/.well-known/oauth-authorization-server",
            () =>
                server.Json(
                    new JsonObject
                    {
                        ["issuer"] = server.Url,
                        ["authorization_endpoint"] = $"{server.Url}/authorize",
                        ["token_endpoint"] = $"{server.Url}/token",
                        ["registration_endpoint"] = $"{server.Url}/register",
                        ["response_types_supported"] = new JsonArray("code"),
                        ["grant_types_supported"] = new JsonArray("authorization_code", "refresh_token"),
                        ["token_endpoint_auth_methods_supported"] = new JsonArray("none"),
                        ["code_challenge_methods_supported"] = new JsonArray("S256"),
                    }
                )
        );
        app.MapPost(
            "/register",
            () =>
                server.Json(
                    new JsonObject { ["client_id"] = "made-here", ["token_endpoint_auth_method"] = "none" },
                    201
                )
        );
        app.MapGet(
            "/authorize",
            (HttpRequest request) =>
            {
                server._challenge = request.Query["code_challenge"].ToString();
                var query = new Dictionary<string, string?> { ["code"] = "c0de", ["state"] = request.Query["state"] };
                return Results.Redirect(QueryHelpers.AddQueryString(request.Query["redirect_uri"].ToString(), query));
            }
        );
        app.MapPost(
            "/token",
            async (HttpRequest request) =>
            {
                var form = await request.ReadFormAsync();
                var proof = WebEncoders.Base64UrlEncode(
                    System.Security.Cryptography.SHA256.HashData(
                        System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString())
                    )
                );
                if (form["code"] != "c0de" || proof != server._challenge)
                {
                    return server.Json(new JsonObject { ["error"] = "invalid_grant" }, 400);
                }

                server.Given++;
                return server.Json(
                    new JsonObject
                    {
                        ["access_token"] = "t0ken",
                        ["token_type"] = "Bearer",
                        ["expires_in"] = 3600,
                        ["refresh_token"] = "r",
                    }
                );
            }
        );
        app.MapPost(
            "/mcp",
            async (HttpContext context) =>
            {
                if (context.Request.Headers.Authorization != "Bearer t0ken")
                {
                    context.Response.Headers.WWWAuthenticate =
                        $"Bearer resource_metadata=\"{server.Url}/.well-known/oauth-protected-resource/mcp\"";
                    return Results.StatusCode(401);
                }

                var message = await JsonNode.ParseAsync(context.Request.Body);
                return message?["method"]?.GetValue<string>() switch
                {
                    "initialize" => server.Answer(
                        message,
                        """{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"o","version":"1"}}"""
                    ),
                    "tools/list" => server.Answer(
                        message,
                        """{"tools":[{"name":"look","description":"Looks.","inputSchema":{"type":"object"}}]}"""
                    ),
                    _ => Results.StatusCode(202),
                };
            }
        );
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Json(JsonObject value, int status = 200) =>
        Results.Content(value.ToJsonString(), "application/json", statusCode: status);

    private IResult Answer(JsonNode message, string result) =>
        Json(
            new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = message["id"]!.DeepClone(),
                ["result"] = JsonNode.Parse(result),
            }
        );
}
