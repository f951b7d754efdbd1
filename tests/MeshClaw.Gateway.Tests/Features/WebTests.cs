using MeshClaw.Core.Configuration;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.Features;

public sealed class WebTests
{
    private const string Json = "200 OK\r\nContent-Type: application/json";
    private static readonly ConnectionName s_search = new("web/search");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_is_tried_kept_listed_and_removed()
    {
        await using var server = new WebServer().Answers(
            "/search",
            Json,
            """{"results":[{"url":"https://a.example/","title":"A"}]}"""
        );
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());
        var address = $"http://{server.EndPoint}";

        var connected = await client.ConnectWebAsync(Request() with { SearXng = address }, Token);

        Assert.Equal(("web/search", address, 1), (connected.Connection, connected.Where, connected.Found));
        Assert.Contains("q=weather", Assert.Single(server.Heard), StringComparison.Ordinal);
        Assert.Equal(
            new ConnectionConfig.Web(WebSearch.SearXng, new Uri(address)),
            ConfigFile.Load(home.Home.ConfigFile).Value!.Connections[s_search]
        );
        Assert.Equal([new ConnectionResponse("web/search", address, null)], await client.ListConnectionsAsync(Token));

        await client.RemoveConnectionAsync("web/search", Token);

        Assert.Empty(await client.ListConnectionsAsync(Token));
    }

    [Fact]
    public async Task A_search_that_does_not_work_is_not_kept()
    {
        await using var server = new WebServer().Answers("/search", "403 Forbidden");
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());

        var failure = await Assert.ThrowsAsync<GatewayException>(() =>
            client.ConnectWebAsync(Request() with { SearXng = $"http://{server.EndPoint}" }, Token)
        );

        Assert.Equal("connection-failed", failure.Code);
        Assert.Contains("search.formats", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await client.ListConnectionsAsync(Token));
    }

    [Fact]
    public async Task Pages_alone_need_no_search()
    {
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());

        var connected = await client.ConnectWebAsync(Request() with { PagesOnly = true }, Token);

        Assert.Null(connected.Found);
        Assert.Equal("pages only", (await client.ListConnectionsAsync(Token)).Single().Where);
    }

    public static TheoryData<WebConnectRequest> Refused =>
        [
            Request(),
            Request() with
            {
                SearXng = "https://a.example",
                Brave = true,
            },
            Request() with
            {
                Brave = true,
            },
            Request() with
            {
                Brave = true,
                ApiKey = "two words",
            },
            Request() with
            {
                PagesOnly = true,
                ApiKey = "key",
            },
            Request() with
            {
                SearXng = "http://a.example",
            },
            Request() with
            {
                SearXng = "https://user:key@a.example",
            },
            Request() with
            {
                SearXng = "https://a.example",
                Connection = "web/A b",
            },
            Request() with
            {
                SearXng = "https://a.example",
                Connection = "mail/work",
            },
        ];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_makes_no_sense_is_refused(WebConnectRequest request)
    {
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());

        var failure = await Assert.ThrowsAsync<GatewayException>(() => client.ConnectWebAsync(request, Token));

        Assert.Equal("invalid", failure.Code);
        Assert.DoesNotContain("user:key", failure.Message, StringComparison.Ordinal);
    }

    private static WebConnectRequest Request() => new() { Connection = "web/search" };
}
