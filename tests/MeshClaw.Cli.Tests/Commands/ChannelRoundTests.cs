using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Core.Configuration;
using MeshClaw.Gateway;
using MeshClaw.Gateway.Tests.Channels;

namespace MeshClaw.Cli.Tests.Commands;

/// <summary>The command line, a gateway in this process, and a platform that is only pretended.</summary>
public sealed class ChannelRoundTests : IAsyncLifetime
{
    private readonly PretendPlatform _platform = new();
    private readonly string _root = Directory.CreateTempSubdirectory("mcr-").FullName;

    private MeshClawHome Home => new(Path.Join(_root, "home"));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_channel_is_connected_outlives_the_gateway_is_mended_and_forgotten()
    {
        await using (await StartAsync())
        {
            var wrong = await CliRun.RunAsync(
                new TerminalTraits(),
                "1:wrong-hunter2",
                Line("connect", "pretend/work", "--secret-stdin", "token")
            );
            Assert.Equal(1, wrong.Code);
            Assert.Contains("Pretend does not accept what you gave: Unauthorized: ***", wrong.Error, Ordinal);
            Assert.False(File.Exists(Home.ConfigFile));

            var right = await CliRun.TypeAsync(
                $"{PretendPlatform.Token}\n\nhere\n",
                Line("connect", "pretend/work", "--notify")
            );
            Assert.Equal((0, true), (right.Code, right.Output.Contains("@vega_bot", Ordinal)));
            Assert.Equal(
                "channels:\n  pretend/work:\n    place: here\nnotify: pretend/work\n",
                await File.ReadAllTextAsync(Home.ConfigFile, TestContext.Current.CancellationToken)
            );
        }

        await using (await StartAsync())
        {
            var channel = JsonElement.Parse((await CliRun.RunAsync(Line("channels", "--json"))).Output)[0];
            Assert.Equal(
                ("pretend/work", true, false),
                (
                    channel.GetProperty("name").GetString(),
                    channel.GetProperty("notify").GetBoolean(),
                    channel.TryGetProperty("trouble", out _)
                )
            );
            var again = await CliRun.RunAsync(Line("connect", "pretend/work", "--set", "place=there"));
            Assert.Equal(0, again.Code);
            Assert.Equal("there", _platform.Asked[^1].Settings["place"]);
            Assert.Equal(PretendPlatform.Token, _platform.Asked[^1].Secrets("token")?.Reveal());

            Assert.Equal(0, (await CliRun.RunAsync(Line("disconnect", "pretend/work"))).Code);
            Assert.StartsWith("No channel is connected.", (await CliRun.RunAsync(Line("channels"))).Output, Ordinal);
            Assert.Equal(1, (await CliRun.RunAsync(Line("disconnect", "pretend/work"))).Code);
        }

        foreach (var file in Directory.EnumerateFiles(Home.Root, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(
                "hunter2",
                await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
                Ordinal
            );
        }
    }

    private static StringComparison Ordinal => StringComparison.Ordinal;

    private string[] Line(params string[] words) => [.. words, "--home", Home.Root];

    private Task<GatewayHost> StartAsync() =>
        GatewayHost.StartAsync(
            new GatewayOptions
            {
                Home = Home,
                Version = "1.2.3",
                CeilingPaths = [],
                ChannelKinds = [_platform.Kind],
            },
            CancellationToken.None
        );
}
