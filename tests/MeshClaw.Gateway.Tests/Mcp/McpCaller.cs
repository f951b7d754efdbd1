using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Tests.Mcp;

/// <summary>Another assistant: speaks MCP with the gateway over HTTP, by hand.</summary>
internal sealed class McpCaller : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _path;
    private int _id;

    private McpCaller(GatewayReady ready, string path)
    {
        _path = path;
        _http = new HttpClient { BaseAddress = new Uri(ready.Url) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            File.ReadAllText(ready.TokenFile)
        );
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
    }

    public JsonNode Server { get; private set; } = new JsonObject();

    public static async Task<McpCaller> ConnectAsync(GatewayReady ready, string path = "/mcp")
    {
        var caller = new McpCaller(ready, path);
        caller.Server = (
            await caller.AskAsync(
                "initialize",
                """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"other","version":"1"}}"""
            )
        )["result"]!;
        using var initialized = await caller.PostAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        return caller;
    }

    public async Task<JsonNode> AskAsync(string method, string parameters = "{}")
    {
        var id = ++_id;
        using var response = await PostAsync(
            $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}"""
        );
        Assert.True(response.IsSuccessStatusCode, $"{method}: {(int)response.StatusCode}");
        if (response.Headers.TryGetValues("Mcp-Session-Id", out var session) && method == "initialize")
        {
            _http.DefaultRequestHeaders.Add("Mcp-Session-Id", session);
            _http.DefaultRequestHeaders.Add("MCP-Protocol-Version", "2025-11-25");
        }

        var stream = await response.Content.ReadAsStreamAsync();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            var message = JsonNode.Parse(item.Data)!;
            if (message["id"]?.GetValue<int>() == id)
            {
                return message;
            }
        }

        throw new InvalidOperationException($"{method} had no answer.");
    }

    public async Task<(string Text, bool IsError, JsonNode? Structured)> CallAsync(string tool, string arguments = "{}")
    {
        var answer = await AskAsync("tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}}}""");
        var result = answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
        return (
            result["content"]![0]!["text"]!.GetValue<string>(),
            result["isError"]?.GetValue<bool>() == true,
            result["structuredContent"]
        );
    }

    public async Task<IReadOnlyList<string>> ToolsAsync() =>
        [.. (await AskAsync("tools/list"))["result"]!["tools"]!.AsArray().Select(t => t!["name"]!.GetValue<string>())];

    public void Dispose() => _http.Dispose();

    private Task<HttpResponseMessage> PostAsync(string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
