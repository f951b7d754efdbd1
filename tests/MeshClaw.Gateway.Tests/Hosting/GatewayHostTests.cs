using System.Net.Sockets;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Gateway.Tests.Hosting;

public sealed class GatewayHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_is_found_while_it_runs_and_leaves_nothing_behind()
    {
        await using var home = new TestHome();
        var host = await home.StartAsync();

        using (var client = await GatewayClient.FindAsync(home.Home.Root, Token))
        {
            Assert.NotNull(client);
            Assert.Equal(host.Ready, client.Ready);
            Assert.Equal("1.2.3", (await client.StatusAsync(Token)).Version);
        }

        await host.DisposeAsync();
        Assert.Null(await GatewayClient.FindAsync(home.Home.Root, Token));
        Assert.Equal(["gateway.lock"], Directory.EnumerateFiles(home.Home.RunFolder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_client_speaks_over_loopback_too()
    {
        await using var home = new TestHome();
        var host = await home.StartAsync();
        using var client = GatewayClient.Open(host.Ready, overSocket: false);

        Assert.True((await client.StatusAsync(Token)).Running);
    }

    [Fact]
    public async Task A_second_gateway_on_one_home_refuses_and_names_the_first()
    {
        await using var home = new TestHome();
        var first = await home.StartAsync();

        var refused = await Assert.ThrowsAsync<GatewayStartException>(() => home.StartAsync());

        Assert.Equal("already-running", refused.Code);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        using var client = await GatewayClient.FindAsync(home.Home.Root, Token);
        Assert.Equal(first.Ready, client!.Ready);
    }

    [Fact]
    public async Task A_home_is_free_again_after_the_end_and_the_token_is_a_new_one()
    {
        await using var home = new TestHome();
        var first = await home.StartAsync();
        var old = await File.ReadAllTextAsync(first.Ready.TokenFile, Token);
        await first.DisposeAsync();

        var second = await home.StartAsync();

        Assert.NotEqual(old, await File.ReadAllTextAsync(second.Ready.TokenFile, Token));
    }

    [Fact]
    public async Task What_a_killed_gateway_left_is_neither_found_nor_in_the_way()
    {
        await using var home = new TestHome();
        Assert.Null(home.Home.Prepare());
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(home.Home.SocketFile));
        }

        await File.WriteAllTextAsync(home.Home.TokenFile, "old", Token);
        var ready = new GatewayReady(1, home.Home.SocketFile, "http://127.0.0.1:1", home.Home.TokenFile, 1);
        var json = System.Text.Json.JsonSerializer.Serialize(ready, ProtocolJson.Default.GatewayReady);
        await File.WriteAllTextAsync(home.Home.GatewayFile, json, Token);
        Assert.Null(await GatewayClient.FindAsync(home.Home.Root, Token));

        await home.StartAsync();

        using var client = await GatewayClient.FindAsync(home.Home.Root, Token);
        Assert.NotNull(client);
    }

    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("192.168.1.2:8080")]
    [InlineData("[::]:0")]
    [InlineData("*:0")]
    [InlineData("gateway.example:0")]
    [InlineData("127.0.0.1.attacker.example:0")]
    [InlineData("127.0.0.1")]
    [InlineData(":0")]
    [InlineData("")]
    public async Task Anything_but_loopback_is_refused_and_the_home_stays_free(string listen)
    {
        await using var home = new TestHome();

        var refused = await Assert.ThrowsAsync<GatewayStartException>(() =>
            home.StartAsync(home.Options with { Listen = listen })
        );

        Assert.Equal("listen", refused.Code);
        await home.StartAsync();
    }

    [Fact]
    public async Task Without_a_listener_only_the_socket_answers()
    {
        await using var home = new TestHome();
        var host = await home.StartAsync(home.Options with { Listen = null, Ephemeral = true });

        Assert.Equal("", host.Ready.Url);
        using var client = TestHome.Client(host);
        Assert.True((await client.StatusAsync(Token)).Running);
    }

    [Fact]
    public async Task The_environment_opens_no_other_door()
    {
        await using var home = new TestHome();
        Environment.SetEnvironmentVariable("ASPNETCORE_URLS", "http://0.0.0.0:45871");
        Environment.SetEnvironmentVariable("Kestrel__Endpoints__X__Url", "http://0.0.0.0:45872");
        try
        {
            var host = await home.StartAsync();
            Assert.StartsWith("http://127.0.0.1:", host.Ready.Url, StringComparison.Ordinal);
            foreach (var port in new[] { 45871, 45872 })
            {
                using var socket = new TcpClient();
                await Assert.ThrowsAsync<SocketException>(async () =>
                    await socket.ConnectAsync("127.0.0.1", port, Token)
                );
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_URLS", null);
            Environment.SetEnvironmentVariable("Kestrel__Endpoints__X__Url", null);
        }
    }

    [Theory]
    [InlineData("config.yaml", "zone: Etc/UTC\nbogus: 1\n", "config", "bogus")]
    [InlineData("policy.yaml", "max-autonomy: everything\n", "policy", "max-autonomy")]
    [InlineData("policy.yaml", "rules: []\n", "policy", "policy.yaml:1:8")]
    [InlineData("../ceiling.yaml", "rules: []\n", "ceiling", "ceiling.yaml:1:8")]
    [InlineData("policy.yaml", "", "policy", "policy.yaml")]
    public async Task An_invalid_file_keeps_it_from_starting_and_is_named(
        string file,
        string text,
        string code,
        string named
    )
    {
        await using var home = new TestHome();
        Directory.CreateDirectory(home.Home.Root);
        await File.WriteAllTextAsync(Path.Join(home.Home.Root, file), text, Token);

        var refused = await Assert.ThrowsAsync<GatewayStartException>(() => home.StartAsync());

        Assert.Equal(code, refused.Code);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        File.Delete(Path.Join(home.Home.Root, file));
        await home.StartAsync();
    }

    [Fact]
    public async Task A_damaged_database_keeps_it_from_starting_and_the_backup_is_named()
    {
        await using var home = new TestHome();
        await (await home.StartAsync()).DisposeAsync();
        var backup = Path.Join(home.Home.BackupsFolder, "meshclaw-20261101T033000Z.zip");
        await File.WriteAllTextAsync(backup, "", Token);
        await File.WriteAllTextAsync(home.Home.DatabaseFile, new string('x', 8192), Token);

        var refused = await Assert.ThrowsAsync<GatewayStartException>(() => home.StartAsync());

        Assert.Equal("database", refused.Code);
        Assert.Contains(backup, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_can_ask_it_to_end()
    {
        await using var home = new TestHome();
        var host = await home.StartAsync();
        using var client = TestHome.Client(host);
        var waiting = host.WaitForEndAsync(Token);

        await client.ShutdownAsync(Token);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task A_long_home_gets_a_short_socket()
    {
        await using var home = new TestHome();
        var options = home.Options with
        {
            Home = new(Path.Join(home.Maildir, new string('x', 120), "home"), Path.Join(home.Maildir, "r")),
        };
        Directory.CreateDirectory(Path.Join(home.Maildir, "r"));

        var host = await home.StartAsync(options);

        using var client = await GatewayClient.FindAsync(options.Home.Root, Token);
        Assert.NotNull(client);
        Assert.InRange(host.Ready.Socket.Length, 1, 103);
    }
}
