using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
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
        var ready = await Shipped.JsonAsync(home, "up --detach");

        using var run = Shipped.Start(home, "run inbox --json");
        await UntilSomethingIsFiledAsync(mailbox);
        var stop = await StopAsync(ready);
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

    /// <summary>Over HTTP, as a phone's message would come: a new process would let half the mailbox pass.</summary>
    private static async Task<JsonElement> StopAsync(JsonElement ready)
    {
        using var http = new HttpClient { BaseAddress = new Uri(ready.GetProperty("url").GetString()!) };
        var token = (await File.ReadAllTextAsync(ready.GetProperty("tokenFile").GetString()!)).Trim();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.PostAsync(new Uri("/v1/stop", UriKind.Relative), null);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private async Task UntilSomethingIsFiledAsync(ImapMailbox mailbox)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var folder = Path.Combine(server.MailFolder, mailbox.User, ".Reading", "cur");
        while (!Directory.Exists(folder) || Directory.GetFiles(folder).Length == 0)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
