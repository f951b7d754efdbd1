using System.Diagnostics;
using System.Globalization;
using MeshClaw.Core.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Connectors.Tests.Sandbox;

/// <summary>However a program ends, nothing of it is left.</summary>
public sealed class SandboxLifeTests
{
    // Seconds that nobody else sleeps for, so that a process can be found by them.
    private readonly string _seconds = Random.Shared.Next(100_000, 900_000).ToString(CultureInfo.InvariantCulture);

    private string LeaveBehind => $"setsid nohup sleep {_seconds} >/dev/null 2>&1 & ";

    [Fact]
    public async Task What_a_program_leaves_behind_dies_with_it()
    {
        await using var home = new SandboxHome();
        await using var process = await home.Sandbox.StartAsync(
            home.Bash(LeaveBehind + "echo started; read -r _"),
            SandboxHome.Token
        );
        await StartedAsync(process);
        Assert.True(SandboxHome.Runs(_seconds));

        await process.Input.DisposeAsync();

        Assert.NotEqual(124, await process.WaitForExitAsync(SandboxHome.Token));
        Assert.False(SandboxHome.Runs(_seconds));
    }

    [Fact]
    public async Task Disposing_kills_it_with_all_that_it_started()
    {
        await using var home = new SandboxHome();
        var process = await home.Sandbox.StartAsync(
            home.Bash("trap '' TERM INT HUP; " + LeaveBehind + $"echo started; sleep {_seconds}"),
            SandboxHome.Token
        );
        await StartedAsync(process);
        Assert.True(SandboxHome.Runs(_seconds));

        await process.DisposeAsync();

        Assert.False(SandboxHome.Runs(_seconds));
    }

    [Fact]
    public async Task Cancelling_the_wait_kills_it()
    {
        await using var home = new SandboxHome();
        using var stop = new CancellationTokenSource();
        await using var process = await home.Sandbox.StartAsync(
            home.Bash($"echo started; sleep {_seconds}"),
            SandboxHome.Token
        );
        await StartedAsync(process);
        var waiting = process.WaitForExitAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(SandboxHome.Runs(_seconds));
    }

    [Fact]
    public async Task A_program_whose_time_is_up_is_killed_and_that_is_said()
    {
        var time = new FakeTimeProvider();
        await using var home = new SandboxHome(time);
        await using var process = await home.Sandbox.StartAsync(
            home.Bash(LeaveBehind + $"echo started; sleep {_seconds}") with
            {
                TimeLimit = TimeSpan.FromMinutes(3),
            },
            SandboxHome.Token
        );
        await StartedAsync(process);
        var waiting = process.WaitForExitAsync(SandboxHome.Token);

        time.Advance(TimeSpan.FromMinutes(3) - TimeSpan.FromTicks(1));
        Assert.True(SandboxHome.Runs(_seconds));
        time.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Assert.False(SandboxHome.Runs(_seconds));
    }

    [Fact]
    public async Task A_start_that_is_cancelled_starts_nothing()
    {
        await using var home = new SandboxHome();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            home.Sandbox.StartAsync(home.Bash($"sleep {_seconds}"), stop.Token)
        );

        Assert.False(SandboxHome.Runs(_seconds));
    }

    /// <summary>Linux takes the thread that started a program for its parent.</summary>
    [Fact]
    public async Task A_program_outlives_the_thread_that_asked_for_it()
    {
        await using var home = new SandboxHome();
        Task<ISandboxedProcess>? start = null;
        var asking = new Thread(() =>
            start = home.Sandbox.StartAsync(home.Bash("while read -r l; do echo $l; done"), SandboxHome.Token)
        );
        asking.Start();
        asking.Join();
        await using var process = await start!; // Set by the thread, which has ended.
        await Task.Yield();

        await process.Input.WriteAsync("still here\n"u8.ToArray(), SandboxHome.Token);

        Assert.Equal("still here", await StartedAsync(process));
    }

    [Fact]
    public async Task A_gateway_that_is_killed_leaves_nothing_running()
    {
        using var gateway = SandboxHolder.Start(LeaveBehind + $"sleep {_seconds}");
        await UntilAsync(runs: true);

        gateway.Kill(); // SIGKILL: it can do nothing about it.
        await gateway.WaitForExitAsync(SandboxHome.Token);

        await UntilAsync(runs: false);
    }

    private static async Task<string?> StartedAsync(ISandboxedProcess process)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await process.Output.ReadAsync(one, SandboxHome.Token) == 1 && one[0] != '\n')
        {
            line.Add(one[0]);
        }

        return System.Text.Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>Another process starts it, the kernel kills it: each in its own time.</summary>
    private async Task UntilAsync(bool runs)
    {
        var since = Stopwatch.GetTimestamp();
        while (SandboxHome.Runs(_seconds) != runs)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30),
                runs ? "It never ran." : "It still runs."
            );
            await Task.Yield();
        }
    }
}
