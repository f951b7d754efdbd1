using System.Text.Json;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Gateway.Tests.Connections;

/// <summary>What every gateway has of this machine, without any configuration.</summary>
public sealed class LocalConnectionsTests
{
    [Fact]
    public async Task Files_are_written_and_taken_back_and_commands_run_in_one_workspace()
    {
        await using var home = new TestHome();
        home.AddMail(1);
        home.WriteWorkConfig();
        var host = await home.StartAsync(home.Options);
        using var client = TestHome.Client(host);
        var workspace = home.Home.WorkspaceFolder;
        Assert.False(Directory.Exists(workspace), "Something was made before it was used.");

        var written = await DoAsync(client, "files/workspace", "files.write", """{"path":"a.txt","text":"mine"}""");
        await DoAsync(client, "shell/workspace", "shell.run", """{"command":"cat a.txt > b.txt; ls .. > c.txt"}""");

        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Join(workspace, "b.txt"), Token));
        Assert.Equal("workspace\n", await File.ReadAllTextAsync(Path.Join(workspace, "c.txt"), Token));
        await client.UndoAsync(written, Token);
        while (File.Exists(Path.Join(workspace, "a.txt")))
        {
            await Task.Yield(); // Until the test's own time is up.
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<string> DoAsync(GatewayClient client, string connection, string tool, string arguments)
    {
        var call = new CallRequest(connection, tool, JsonElement.Parse(arguments));
        var started = await client.StartCallsAsync(new CallsRequest([call], "test"), Token);
        var run = await SettledAsync(client, started.Run);
        foreach (var approval in run.Approvals)
        {
            var detail = await client.GetApprovalAsync(approval, Token);
            await client.ApproveAsync(approval, new ApproveRequest(detail.Hash, null), Token);
        }

        Assert.Equal("done", (await SettledAsync(client, started.Run, "waiting")).State);
        return started.Run;
    }

    private static async Task<RunResponse> SettledAsync(GatewayClient client, string run, string not = "running")
    {
        while (true)
        {
            var now = await client.GetRunAsync(run, Token);
            if (now.State != "running" && now.State != not)
            {
                return now;
            }

            await Task.Yield(); // Until the test's own time is up.
        }
    }
}
