using System.Globalization;
using MeshClaw.Testing;

namespace MeshClaw.Survival.Tests;

public sealed class StopTests(DovecotServer server) : IClassFixture<DovecotServer>
{
    [Fact]
    public async Task A_stop_in_a_bulk_action_is_exact_and_holds_through_a_restart()
    {
        using var home = new Home();
        var mailbox = server.NewMailbox();
        await Flood.FillAsync(mailbox, 1500);
        var before = await Flood.InventoryAsync(mailbox);
        await KillTests.ConnectAsync(home, server, mailbox);
        home.LetTheInboxAct();
        await Shipped.JsonAsync(home, "up --detach");

        using var run = Shipped.Start(home, "run inbox --json");
        await UntilSomethingIsDoneAsync(home);
        var stop = await Shipped.JsonAsync(home, "stop");
        var ended = await run.EndAsync();

        Assert.Equal(4, ended.ExitCode);
        Assert.Equal("stopped", ended.Json.GetProperty("state").GetString());
        var filed = (await mailbox.ReadAsync("Reading")).Length;
        Assert.Equal(filed, stop.GetProperty("done").GetInt32());
        Assert.Equal(0, stop.GetProperty("inFlight").GetInt32());
        Assert.InRange(filed, 1, 1400);
        Assert.True(stop.GetProperty("notDone").GetInt32() > 0);
        Assert.Equal(before, await Flood.InventoryAsync(mailbox));

        var stoppedAt = await StoppedSinceAsync(home);
        var timeline = (await Shipped.JsonAsync(home, "timeline --limit 100000")).EnumerateArray().ToList();
        Assert.DoesNotContain(
            timeline,
            e => e.GetProperty("state").GetString() is "executing" or "intended" or "unknown"
        );

        await Shipped.JsonAsync(home, "down");
        await Shipped.JsonAsync(home, "up --detach");
        Assert.Equal(stoppedAt, await StoppedSinceAsync(home));
        Assert.Equal(4, (await Shipped.RunAsync(home, "run inbox --json")).ExitCode);
        Assert.Equal(filed, (await mailbox.ReadAsync("Reading")).Length);

        // What was done can be taken back while all is stopped; then agents may act again.
        await Shipped.JsonAsync(home, "undo --last");
        Assert.Empty(await mailbox.ReadAsync("Reading"));
        await Shipped.JsonAsync(home, "resume");
        Assert.False((await Shipped.JsonAsync(home, "status")).GetProperty("stopped").GetBoolean());
        await Shipped.JsonAsync(home, "down");
        Assert.Equal(before, await Flood.InventoryAsync(mailbox));
    }

    private static async Task<DateTimeOffset> StoppedSinceAsync(Home home)
    {
        var status = await Shipped.JsonAsync(home, "status");
        Assert.True(status.GetProperty("stopped").GetBoolean());
        return DateTimeOffset.Parse(status.GetProperty("stoppedSince").GetString()!, CultureInfo.InvariantCulture);
    }

    private static async Task UntilSomethingIsDoneAsync(Home home)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await Shipped.JsonAsync(home, "timeline --state done --limit 1")).GetArrayLength() == 0)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
