using System.Text.Json;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Chat;

public sealed class WebChatLinkTests : IAsyncLifetime
{
    private const string Link = "http://127.0.0.1:4711/chat#code";
    private readonly FakeGateway _gateway = FakeGateway.Start();

    public ValueTask InitializeAsync()
    {
        var answer = new WebChatCodeResponse(Link, new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
        _gateway.Answer("POST /v1/web-chat/codes", answer, ProtocolJson.Default.WebChatCodeResponse);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_link_is_the_output_and_how_long_it_serves_a_note()
    {
        var run = await CliRun.RunAsync("chat", "--web", "--home", _gateway.Home);

        Assert.Equal((0, Link + "\n"), (run.Code, run.Output));
        Assert.Contains("It serves once", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_gets_json()
    {
        var run = await CliRun.RunAsync("chat", "--web", "--json", "--home", _gateway.Home);

        Assert.Equal(Link, JsonElement.Parse(run.Output).GetProperty("url").GetString());
    }

    [Fact]
    public async Task Without_a_gateway_that_stays_it_says_so()
    {
        await using var gateway = FakeGateway.Start();
        gateway.Refuse(
            "POST /v1/web-chat/codes",
            409,
            "not-listening",
            "No gateway listens.",
            "Start one: meshclaw up"
        );

        var run = await CliRun.RunAsync("chat", "--web", "--home", gateway.Home);

        Assert.NotEqual(0, run.Code);
        Assert.Contains("meshclaw up", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--web", "--agent", "inbox")]
    [InlineData("--web", "--resume")]
    [InlineData("--no-open")]
    public async Task What_makes_no_sense_together_is_refused(params string[] options)
    {
        var run = await CliRun.RunAsync(["chat", .. options, "--home", _gateway.Home]);

        Assert.Equal(2, run.Code);
        Assert.Empty(_gateway.Bodies("POST /v1/web-chat/codes"));
    }
}
