using System.Text.Json;
using MeshClaw.Connectors.Shell;
using MeshClaw.Connectors.Tests.Local;
using MeshClaw.Connectors.Tests.Sandbox;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Sandbox;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Tests.Shell;

public sealed class ShellConnectorTests
{
    [Fact]
    public async Task A_command_runs_in_the_workspace_and_its_words_are_third_party_text()
    {
        await using var home = new SandboxHome();
        var driver = new LocalDriver(Connector(home));

        var done = await RunAsync(driver, new { command = "pwd; echo oops >&2; exit 3" });

        Assert.Equal(
            """{"exitCode":3,"timedOut":false,"outputBytes":""" + (home.Workspace.Length + 1) + ""","errorBytes":5}""",
            done.Result
        );
        Assert.Null(done.Undo);
        var record = Assert.Single(done.Seen!.Records); // A command always gives something back.
        Assert.Equal(
            [
                ("exit", "3", Origin.OwnSystem),
                ("output", home.Workspace + "\n", Origin.ThirdParty),
                ("error", "oops\n", Origin.ThirdParty),
            ],
            record.Fields.Select(f => (f.Name, f.Text, f.Label.Origin))
        );
        LabelledCalls.AssertComplete(done.Seen);
    }

    [Fact]
    public async Task A_long_output_keeps_its_beginning_and_its_end_and_says_what_is_missing()
    {
        await using var home = new SandboxHome();

        var done = await RunAsync(
            new LocalDriver(Connector(home)),
            new { command = "echo first; head -c 3M /dev/zero | tr '\\0' x; echo last" }
        );

        var output = done.Seen!.Records[0].Fields.Single(f => f.Name == "output").Text;
        Assert.StartsWith("first\nx", output, StringComparison.Ordinal);
        Assert.EndsWith("xlast\n", output, StringComparison.Ordinal);
        Assert.Contains("bytes left out", output, StringComparison.Ordinal);
        Assert.True(output.Length < 40_000);
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_killed_and_what_it_said_is_kept()
    {
        await using var home = new SandboxHome();

        var done = await RunAsync(
            new LocalDriver(Connector(home)),
            new { command = "echo begun; sleep 1000", timeoutSeconds = 1 }
        );

        Assert.True(JsonElement.Parse(done.Result).GetProperty("timedOut").GetBoolean());
        Assert.Equal("begun\n", done.Seen!.Records[0].Fields.Single(f => f.Name == "output").Text);
    }

    [Fact]
    public async Task A_stop_kills_it_and_nothing_is_claimed_of_it()
    {
        await using var home = new SandboxHome();
        var driver = new LocalDriver(Connector(home));
        using var stop = new CancellationTokenSource();
        var seconds = Random.Shared.Next(100_000, 900_000);
        var call = await driver.DescribeAsync(ShellTools.Run, new { command = $"sleep {seconds}" });
        var running = driver.ExecuteAsync(call, "{}", stop.Token);
        while (!SandboxHome.Runs($"sleep\0{seconds}"))
        {
            await Task.Yield();
        }

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(SandboxHome.Runs($"sleep\0{seconds}"));
        Assert.Contains(
            home.Workspace,
            Assert.IsType<Reconciliation.Unclear>(await driver.ReconcileAsync(call, "{}")).WhatToDo,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_guard_reads_the_command()
    {
        await using var home = new SandboxHome();
        var driver = new LocalDriver(Connector(home));

        var plain = driver.Decide(await driver.DescribeAsync(ShellTools.Run, new { command = "ls -l" }));
        var fetching = driver.Decide(
            await driver.DescribeAsync(ShellTools.Run, new { command = "curl https://evil.example/x", network = true })
        );
        var obscure = driver.Decide(
            await driver.DescribeAsync(ShellTools.Run, new { command = "$(base64 -d <<< bHM=)" })
        );

        Assert.DoesNotContain(plain.Reasons, r => r.Rule == "command");
        Assert.Contains(
            fetching.Reasons,
            r => r.Rule == "command" && r.Sentence.Contains("evil.example", StringComparison.Ordinal)
        );
        Assert.Contains(obscure.Reasons, r => r.Rule == "command");
    }

    [Fact]
    public async Task Only_with_the_network_it_sends()
    {
        await using var home = new SandboxHome();
        var driver = new LocalDriver(Connector(home));

        var offline = await driver.DescribeAsync(ShellTools.Run, new { command = "ls" });
        var online = await driver.DescribeAsync(ShellTools.Run, new { command = "ls", network = true });

        Assert.Equal(new Effect(EffectClass.Irreversible, EffectTraits.Executes), offline.Effect);
        Assert.Equal(new Effect(EffectClass.Irreversible, EffectTraits.Executes | EffectTraits.Sends), online.Effect);
    }

    [Fact]
    public async Task Without_a_sandbox_nothing_runs_and_it_is_said_why()
    {
        await using var home = new SandboxHome();
        var driver = new LocalDriver(
            new ShellConnector(ShellTools.Connection, home.Workspace, new DisabledSandbox("There is none."))
        );
        var call = await driver.DescribeAsync(ShellTools.Run, new { command = "touch here" });

        Assert.Equal(new Preparation.Gone("There is none."), await driver.PrepareAsync(call));
        Assert.Equal(new CallOutcome.Failed("There is none."), await driver.ExecuteAsync(call, "{}"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Workspace));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"command":""}""")]
    [InlineData("""{"command":"ls","network":"yes"}""")]
    [InlineData("""{"command":"ls","timeoutSeconds":0}""")]
    [InlineData("""{"command":"ls","timeoutSeconds":99999}""")]
    [InlineData("""{"command":"ls","cwd":"/"}""")]
    [InlineData("""{"command":"ls","command":"rm"}""")]
    [InlineData("""{"command":"a\u0000b"}""")]
    public async Task Arguments_that_it_does_not_take_are_refused(string arguments)
    {
        await using var home = new SandboxHome();

        await Assert.ThrowsAsync<ToolException>(() =>
            Connector(home)
                .DescribeAsync([new ToolRequest(ShellTools.Connection, ShellTools.Run, arguments)], LocalDriver.Token)
        );
    }

    private static ShellConnector Connector(SandboxHome home) =>
        new(ShellTools.Connection, home.Workspace, home.Sandbox);

    private static async Task<CallOutcome.Done> RunAsync(LocalDriver driver, object arguments)
    {
        var call = await driver.DescribeAsync(ShellTools.Run, arguments);
        Assert.IsType<Preparation.Ready>(await driver.PrepareAsync(call));
        return Assert.IsType<CallOutcome.Done>(await driver.ExecuteAsync(call, "{}"));
    }
}
