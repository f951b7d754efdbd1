using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using MeshClaw.Channels.WebChat;
using MeshClaw.Gateway.Tests.Turns;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.WebChat;

/// <summary>A gateway with a mailbox and a scripted model, and what a browser on the device would ask it.</summary>
internal sealed class WebChatHome : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private int _keys;

    public TestHome Home { get; } = new();

    public ScriptedModel Model { get; } = new();

    public GatewayHost Host { get; private set; } = null!; // StartAsync sets it.

    public string Token { get; private set; } = "";

    public WebChatRoom Room => Host.Services.Channels.WebRoom;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<WebChatHome> StartAsync()
    {
        Home.WriteWorkConfig();
        Home.WriteAgent("inbox");
        Host = await Home.StartAsync(Home.Options with { Models = new ScriptedSource(() => Model) });
        await Eventually.HoldsAsync(() => Room.IsListening);
        return this;
    }

    public async Task<WebChatHome> StartWithSessionAsync()
    {
        await StartAsync();
        using var answer = await SendAsync(
            "POST",
            "/v1/web-chat/sessions",
            new { code = await CodeAsync() },
            token: null
        );
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Token = session.GetProperty("token").GetString()!; // It gives one.
        return this;
    }

    public async Task<Uri> LinkAsync()
    {
        using var client = TestHome.Client(Host);
        return new Uri((await client.OpenWebChatAsync(Cancel)).Url);
    }

    public async Task<string> CodeAsync() => (await LinkAsync()).Fragment[1..];

    public Task<HttpResponseMessage> SendAsync(string method, string path, object? body = null) =>
        SendAsync(method, path, body, Token);

    public Task<HttpResponseMessage> SendAsync(string method, string path, object? body, string? token)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Host.Ready.Url + path))
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    public async Task SayAsync(string text, params object[] files)
    {
        using var answer = await SendAsync(
            "POST",
            "/v1/web-chat/messages",
            new
            {
                key = $"k{++_keys}",
                text,
                files,
            }
        );
        Assert.Equal(204, (int)answer.StatusCode);
    }

    /// <summary>Reads the stream until a message of an agent holds words, and gives it.</summary>
    public async Task<JsonElement> SeesAsync(string words)
    {
        using var answer = await SendAsync("GET", "/v1/web-chat/events");
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancel);
        await foreach (var happened in SseParser.Create(stream).EnumerateAsync(Cancel))
        {
            var data = JsonElement.Parse(happened.Data);
            if (
                happened.EventType == "message"
                && data.GetProperty("from").GetString() == "agent"
                && data.GetProperty("text").GetString()!.Contains(words, StringComparison.Ordinal) // Always there.
            )
            {
                return data;
            }
        }

        throw new InvalidOperationException($"The stream ended before \"{words}\".");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Home.DisposeAsync();
    }
}
