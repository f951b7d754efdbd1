using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.Mcp;

/// <summary>From "connect" to an agent that uses a server's tools: with real programs, in the real sandbox.</summary>
public sealed class McpConnectTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_is_connected_reviewed_and_used_and_what_it_changes_waits()
    {
        await using var home = new TestHome();
        home.WriteConfig("zone: Etc/UTC\nundo-window: 0s\n");
        var gateway = await home.StartAsync();
        using var client = TestHome.Client(gateway);
        var place = await NodeServer.InstallAsync();
        var workspace = Path.Join(home.Home.Root, "workspace", "mcp", "files");

        var connected = await client.ConnectMcpAsync(
            new McpConnectRequest
            {
                Connection = "mcp/files",
                Command =
                [
                    "node",
                    $"{place}/node_modules/@modelcontextprotocol/server-filesystem/dist/index.js",
                    workspace,
                ],
                Readable = [place],
            },
            Token
        );
        Assert.True(connected.Waiting > 5);
        Assert.Equal(connected.Waiting, connected.Tools);

        var seen = await client.RefreshMcpAsync("files", Token);
        Assert.All(seen.Tools, t => Assert.Equal("new", t.State));
        await client.ReviewMcpAsync("files", new McpReviewRequest([.. seen.Tools.Select(t => t.Offered!.Hash)]), Token);
        await client.SetMcpEffectsAsync("files", Effects("read_text_file", "read"), Token);

        home.WriteAgentFile("mcp-guest", "[mcp/files]", "[mcp.files.*]", "act");
        File.WriteAllText(Path.Join(workspace, "note.txt"), "Buy bread.");
        using var guest = await McpCaller.ConnectAsync(gateway.Ready);
        var read = await guest.CallAsync("mcp_files_read_text_file", $$"""{"path":"{{workspace}}/note.txt"}""");
        Assert.Contains("| text: Buy bread.", read.Text, StringComparison.Ordinal);

        var write = await guest.CallAsync(
            "mcp_files_write_file",
            $$"""{"path":"{{workspace}}/new.txt","content":"x"}"""
        );
        Assert.Equal("waiting", write.Structured?["state"]?.GetValue<string>());
        Assert.False(File.Exists(Path.Join(workspace, "new.txt")));

        var approval = write.Structured!["approval"]!.GetValue<string>();
        var card = await client.GetApprovalAsync(approval, Token);
        await client.ApproveAsync(approval, new ApproveRequest(card.Hash, null), Token);
        await Eventually(async () =>
            (await guest.CallAsync("action_status", $$"""{"action":"{{write.Structured["action"]}}"}""")).Text.Contains(
                "Successfully wrote",
                StringComparison.Ordinal
            )
        );
        Assert.Equal("x", File.ReadAllText(Path.Join(workspace, "new.txt")));

        using var audit = new MemoryStream();
        await client.ExportAuditAsync(audit, 1, Token);
        var kinds = System.Text.Encoding.UTF8.GetString(audit.ToArray());
        Assert.All(
            new[] { "connection.added", "mcp.tool-changed", "mcp.tool-reviewed", "mcp.effect-set" },
            kind => Assert.Contains(kind, kinds, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Effects_are_said_of_reviewed_tools_alone_and_a_yes_to_what_is_no_more_is_none()
    {
        await using var home = new TestHome();
        await using var server = await OAuthMcpServer.StartAsync();
        var gateway = await home.StartAsync();
        using var client = TestHome.Client(gateway);
        await SignInAsync(client, server);

        var early = await Assert.ThrowsAsync<GatewayException>(() =>
            client.SetMcpEffectsAsync("cloud", Effects("look", "read"), Token)
        );
        Assert.Contains("Review first", early.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<GatewayException>(() =>
            client.ReviewMcpAsync("cloud", new McpReviewRequest([new string('0', 64)]), Token)
        );
        Assert.Equal(
            404,
            (await Assert.ThrowsAsync<GatewayException>(() => client.RefreshMcpAsync("nobody", Token))).Status
        );
    }

    [Fact]
    public async Task A_server_with_a_sign_in_is_signed_in_to_once_and_its_tokens_are_kept_encrypted()
    {
        await using var home = new TestHome();
        await using var server = await OAuthMcpServer.StartAsync();
        var gateway = await home.StartAsync();
        using var client = TestHome.Client(gateway);

        var connected = await SignInAsync(client, server);

        Assert.Equal(1, connected.Tools);
        Assert.Equal(1, server.Given);
        Assert.DoesNotContain(
            "t0ken",
            File.ReadAllText(Path.Join(home.Home.Root, "secrets.json")),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("t0ken", File.ReadAllText(home.Home.ConfigFile), StringComparison.Ordinal);
        var again = await client.RefreshMcpAsync("cloud", Token);
        Assert.Null(again.Failure);
        Assert.Equal(1, server.Given);

        await client.RemoveConnectionAsync("mcp/cloud", Token);
        Assert.Empty(await client.ListMcpAsync(Token));
        Assert.DoesNotContain(
            "mcp/cloud",
            File.ReadAllText(Path.Join(home.Home.Root, "secrets.json")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_gateway_is_an_mcp_server_for_another_by_its_token()
    {
        await using var server = new TestHome();
        server.AddMail(1);
        server.WriteWorkConfig();
        server.WriteAgent("mcp-guest");
        var serving = await server.StartAsync();
        await using var home = new TestHome();
        var gateway = await home.StartAsync();
        using var client = TestHome.Client(gateway);
        var request = new McpConnectRequest { Connection = "mcp/other", Url = $"{serving.Ready.Url.TrimEnd('/')}/mcp" };

        var refused = await Assert.ThrowsAsync<GatewayException>(() => client.ConnectMcpAsync(request, Token));
        Assert.Contains("does not let MeshClaw in", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await client.ListMcpAsync(Token));

        var connected = await client.ConnectMcpAsync(
            request with
            {
                Token = File.ReadAllText(serving.Ready.TokenFile),
            },
            Token
        );
        Assert.True(connected.Tools > 5);
    }

    [Theory]
    [InlineData("mcp/x", null, null)]
    [InlineData("mcp/x", "http://mcp.example.com/mcp", null)]
    [InlineData("mcp/X", "https://mcp.example.com/mcp", null)]
    [InlineData("mcp/x", "https://mcp.example.com/mcp", "node")]
    public async Task What_cannot_be_meant_is_refused(string name, string? url, string? program)
    {
        await using var home = new TestHome();
        var gateway = await home.StartAsync();
        using var client = TestHome.Client(gateway);
        var request = new McpConnectRequest
        {
            Connection = name,
            Url = url,
            Command = program is null ? null : [program],
        };

        Assert.Equal(
            "invalid",
            (await Assert.ThrowsAsync<GatewayException>(() => client.ConnectMcpAsync(request, Token))).Code
        );
    }

    private static McpEffectsRequest Effects(string tool, string effect) =>
        new(new Dictionary<string, IReadOnlyList<string>> { [tool] = [effect] });

    private static async Task<McpConnectResponse> SignInAsync(GatewayClient client, OAuthMcpServer server)
    {
        var request = new McpConnectRequest { Connection = "mcp/cloud", Url = $"{server.Url}/mcp" };
        var now = await client.StartMcpSignInAsync(request, Token);
        Assert.Null(now.Failure);
        using var browser = new HttpClient();
        using var page = await browser.GetAsync(now.Address!, Token); // It follows the way back to the gateway.
        while (now is { Failure: null, Connected: null })
        {
            now = await client.WaitForMcpSignInAsync(now.Id, Token);
        }

        Assert.Null(now.Failure);
        return now.Connected!; // It did not fail.
    }

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds())
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
