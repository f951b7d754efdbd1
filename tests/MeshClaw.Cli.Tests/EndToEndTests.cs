using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Demo;

namespace MeshClaw.Cli.Tests;

/// <summary>The built executable, a Maildir, and nothing in between.</summary>
public sealed class EndToEndTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("meshclaw-e2e-").FullName;

    private string Home => Path.Join(_root, "home");

    private string Maildir => Path.Join(_root, "Maildir");

    public ValueTask InitializeAsync()
    {
        DemoMailbox.Open().WriteTo(Maildir, TimeProvider.System.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Executed.RunAsync(Home, "down");
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task The_demo_makes_its_whole_round_and_leaves_nothing()
    {
        var demo = await Executed.RunAsync(Home, "demo", "--headless", "--yes", "--json");
        Assert.Equal(0, demo.Code);
        Assert.Equal(124, demo.Json.GetProperty("messages").GetInt32());
        Assert.Equal(124, demo.Json.GetProperty("byDecision").EnumerateObject().Sum(d => d.Value.GetInt32()));
        Assert.True(demo.Json.GetProperty("applied").GetInt32() > 30);
        Assert.Equal(demo.Json.GetProperty("applied").GetInt32(), demo.Json.GetProperty("undone").GetInt32());
        Assert.Equal(0, demo.Json.GetProperty("tokensUsed").GetInt64());
        Assert.True(demo.Json.GetProperty("mailboxChangedByApplying").GetBoolean());
        Assert.True(demo.Json.GetProperty("mailboxUnchangedAfterUndo").GetBoolean());
        Assert.False(Path.Exists(Home));
        Assert.Empty(Directory.GetDirectories(Executed.TemporaryOf(Home)));
    }

    [Fact]
    public async Task The_demo_leaves_its_home_where_it_is_asked_to()
    {
        var demo = await Executed.RunAsync(Home, "demo", "--headless", "--yes", "--keep", "--json");
        var kept = demo.Json.GetProperty("home").GetString()!;
        Assert.StartsWith(Executed.TemporaryOf(Home), kept, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Join(kept, "config.yaml")));
    }

    [Fact]
    public async Task The_demo_without_a_yes_waits_and_changes_nothing()
    {
        var demo = await Executed.RunAsync(Home, "demo", "--headless", "--json");
        Assert.Equal(3, demo.Code);
        Assert.Equal(0, demo.Json.GetProperty("applied").GetInt32());
        Assert.True(demo.Json.GetProperty("mailboxUnchangedAfterUndo").GetBoolean());
    }

    [Fact]
    public async Task Without_a_gateway_each_command_brings_its_own()
    {
        var before = MailboxSnapshot.Of(Maildir);
        await ConnectAsync();
        var run = await Executed.RunAsync(Home, "run", "inbox", "--json");
        Assert.Equal(3, run.Code);
        Assert.Equal("waiting", run.Json.GetProperty("state").GetString());
        Assert.True(before.Equals(MailboxSnapshot.Of(Maildir)));

        foreach (var approval in run.Json.GetProperty("approvals").EnumerateArray().Select(a => a.GetString()!))
        {
            var shown = await Executed.RunAsync(Home, "approvals", "show", approval, "--json");
            var wrong = await Executed.RunAsync(Home, "approve", approval, "--hash", new string('0', 64), "--json");
            Assert.Equal((1, "hash-mismatch"), (wrong.Code, wrong.Json.GetProperty("code").GetString()));
            var hash = shown.Json.GetProperty("hash").GetString()!;
            var approved = await Executed.RunAsync(Home, "approve", approval, "--hash", hash, "--json");
            Assert.Contains(approved.Code, new[] { 0, 3 });
        }

        Assert.False(before.Equals(MailboxSnapshot.Of(Maildir)));
        var timeline = await Executed.RunAsync(Home, "timeline", "--json", "--limit", "1000");
        Assert.All(timeline.Json.EnumerateArray(), e => Assert.Equal("done", e.GetProperty("state").GetString()));
        Assert.Equal(0, (await Executed.RunAsync(Home, "undo", "--last", "--json")).Code);
        Assert.True(before.Equals(MailboxSnapshot.Of(Maildir)));
        Assert.Equal(0, (await Executed.RunAsync(Home, "audit", "verify", "--json")).Code);
        Assert.False((await Executed.RunAsync(Home, "status", "--json")).Json.GetProperty("running").GetBoolean());
    }

    [Fact]
    public async Task A_detached_gateway_lives_in_a_session_of_its_own_until_down()
    {
        var up = await Executed.RunAsync(Home, "up", "--detach");
        Assert.Equal((0, ""), (up.Code, up.Error));
        var pid = up.Json.GetProperty("pid").GetInt32();
        Assert.True(File.Exists(up.Json.GetProperty("tokenFile").GetString()));
        Assert.True(up.Json.GetProperty("readyMs").GetDouble() > 0);
        Assert.StartsWith("http://127.0.0.1:", up.Json.GetProperty("url").GetString(), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            var stat = await File.ReadAllTextAsync($"/proc/{pid}/stat");
            var session = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3];
            Assert.Equal(pid, int.Parse(session, CultureInfo.InvariantCulture));
            Assert.Equal("/dev/null", new FileInfo($"/proc/{pid}/fd/1").LinkTarget);
        }

        var status = await Executed.RunAsync(Home, "status", "--json");
        Assert.Equal(pid, status.Json.GetProperty("pid").GetInt32());
        Assert.Equal(pid, (await Executed.RunAsync(Home, "up", "--detach")).Json.GetProperty("pid").GetInt32());
        Assert.Equal(1, (await Executed.RunAsync(Home, "up", "--json")).Code);
        Assert.Equal(0, (await Executed.RunAsync(Home, "down", "--json")).Code);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid));
        Assert.Equal(0, (await Executed.RunAsync(Home, "down")).Code);
    }

    [Fact]
    public async Task A_stop_holds_and_a_run_then_ends_with_4()
    {
        await ConnectAsync();
        await Executed.RunAsync(Home, "up", "--detach");
        Assert.Equal(0, (await Executed.RunAsync(Home, "stop", "--json")).Code);
        Assert.Equal(4, (await Executed.RunAsync(Home, "run", "inbox", "--yes", "--json")).Code);
        await Executed.RunAsync(Home, "down");
        Assert.Equal(4, (await Executed.RunAsync(Home, "run", "inbox", "--yes", "--json")).Code);
        Assert.Equal(0, (await Executed.RunAsync(Home, "resume", "--json")).Code);
        Assert.Equal(0, (await Executed.RunAsync(Home, "run", "inbox", "--yes", "--json")).Code);
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task A_signal_right_after_the_start_ends_a_gateway_in_order(PosixSignal signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // No signals between processes there.
        }

        using var up = Executed.Start(Home, "up");
        var ready = await up.StandardOutput.ReadLineAsync();
        Assert.Contains("readyMs", ready, StringComparison.Ordinal);
        using var kill = Process.Start("kill", [signal == PosixSignal.SIGINT ? "-INT" : "-TERM", $"{up.Id}"]);
        await up.WaitForExitAsync();
        Assert.Equal(0, up.ExitCode);
        Assert.False(File.Exists(Path.Join(Home, "run", "gateway.json")));
        Assert.False(File.Exists(Path.Join(Home, "run", "dirty")));
    }

    [Fact]
    public async Task A_gateway_that_cannot_start_says_why_on_standard_error()
    {
        Directory.CreateDirectory(Home);
        await File.WriteAllTextAsync(Path.Join(Home, "config.yaml"), "ownr: me\n");
        var up = await Executed.RunAsync(Home, "up", "--detach", "--json");
        Assert.Equal(1, up.Code);
        Assert.Contains("ownr", up.Error, StringComparison.Ordinal);
        Assert.Contains("ownr", up.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        var doctor = await Executed.RunAsync(Home, "doctor", "--json");
        Assert.Equal(1, doctor.Code);
        Assert.Contains(doctor.Json.EnumerateArray(), f => f.GetProperty("level").GetString() == "error");
    }

    [Fact]
    public async Task A_backup_is_restored_beside_what_was_there()
    {
        await ConnectAsync();
        await Executed.RunAsync(Home, "order", "never delete mail");
        var file = Path.Join(_root, "b.zip");
        Assert.Equal(0, (await Executed.RunAsync(Home, "backup", file, "--json")).Code);
        Assert.Equal(1, (await Executed.RunAsync(Home, "backup", file, "--json")).Code);
        await Executed.RunAsync(Home, "orders", "remove", "o1");
        Assert.Equal(1, (await Executed.RunAsync(Home, "restore", file)).Code); // nobody to ask
        var restored = await Executed.RunAsync(Home, "restore", file, "--yes", "--json");
        Assert.Equal(0, restored.Code);
        Assert.True(Directory.Exists(restored.Json.GetProperty("before").GetString()));
        Assert.Equal(1, (await Executed.RunAsync(Home, "orders", "list", "--json")).Json.GetArrayLength());
    }

    [Fact]
    public async Task The_kill_points_are_listed_and_no_help_shows_the_command()
    {
        var points = await Executed.RunAsync(Home, "kill-points");
        Assert.Contains("journal.intent.committed", points.Output.Split('\n').Select(l => l.TrimEnd()));
        Assert.DoesNotContain(
            "kill-points",
            (await Executed.RunAsync(Home, "--help")).Output,
            StringComparison.Ordinal
        );
    }

    private async Task ConnectAsync()
    {
        var connect = await Executed.RunAsync(Home, "connect", "mail/local", "--maildir", Maildir, "--json");
        Assert.Equal((0, "inbox"), (connect.Code, connect.Json.GetProperty("agent").GetString()));
    }
}
