using MeshClaw.Core.Runs;
using MeshClaw.Policy;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.Scheduling;

/// <summary>An agent never runs twice at once, and what comes meanwhile waits in one place.</summary>
public sealed class OneAtATimeTests
{
    private const string Often = "when: [{ at: \"every 15 minutes\" }]";
    private const string Both = "when: [{ at: \"06:30\" }, { event: mail.received, debounce: 0s }]";

    [Fact]
    public async Task A_run_that_is_longer_than_its_period_is_followed_by_one_and_not_by_many()
    {
        await using var clockwork = await Clockwork.StartAsync(Often);
        clockwork.Reflex.Hold();
        await clockwork.BeginRoundAsync();
        await Eventually.HoldsAsync(() => clockwork.Reflex.Active == 1);

        // An hour and a half; leases run out meanwhile.
        for (var minutes = 1; minutes <= 90; minutes++)
        {
            await clockwork.BeginRoundAsync(Clockwork.Six.AddMinutes(minutes));
        }

        await Eventually.HoldsAsync(async () => await OpenAsync(clockwork) == 1);
        Assert.Single(await clockwork.RunsAsync());
        clockwork.Reflex.LetGo();
        await clockwork.SettleAsync();
        await clockwork.RoundAsync();

        Assert.Equal(2, (await clockwork.RunsAsync()).Count);
        Assert.Equal(1, clockwork.Reflex.MostAtOnce);
        Assert.Equal(0, await OpenAsync(clockwork));
    }

    [Fact]
    public async Task A_schedule_and_an_event_at_once_run_one_after_the_other()
    {
        await using var clockwork = await Clockwork.StartAsync(Both);
        await clockwork.RoundAsync();
        clockwork.Reflex.Hold();
        clockwork.Time.AdjustTime(Clockwork.Six.AddMinutes(30));
        await clockwork.RaiseAsync("INBOX", "1");
        await clockwork.BeginRoundAsync();
        await Eventually.HoldsAsync(async () =>
            (await clockwork.Services.Events.ListOpenAsync("mail.received", Clockwork.Token)).Count == 0
        );
        await clockwork.BeginRoundAsync();
        await Eventually.HoldsAsync(() => clockwork.Reflex.Active == 1);
        Assert.Single(await clockwork.RunsAsync());

        clockwork.Reflex.LetGo();
        await clockwork.SettleAsync();

        Assert.Equal(["mail.received 1 in INBOX", "schedule 06:30"], (await clockwork.TriggersAsync()).Order());
        Assert.Equal(1, clockwork.Reflex.MostAtOnce);
    }

    [Fact]
    public async Task A_run_that_somebody_asked_for_is_waited_for_too()
    {
        await using var clockwork = await Clockwork.StartAsync(Often);
        clockwork.Reflex.Hold();
        await clockwork.Services.Engine.StartAsync(new AgentName("inbox"), "asked", Clockwork.Token);
        await clockwork.BeginRoundAsync();
        Assert.Equal(["asked"], await clockwork.TriggersAsync());

        clockwork.Reflex.LetGo();
        await clockwork.SettleAsync();

        Assert.Equal(["asked", "schedule every 15 minutes"], await clockwork.TriggersAsync());
        Assert.Equal(1, clockwork.Reflex.MostAtOnce);
    }

    [Fact]
    public async Task A_kill_while_one_runs_and_one_waits_leaves_the_one_that_waits()
    {
        await using var clockwork = await Clockwork.StartAsync(Often);
        clockwork.Reflex.Hold();
        await clockwork.BeginRoundAsync();
        await Eventually.HoldsAsync(() => clockwork.Reflex.Active == 1);
        await clockwork.BeginRoundAsync(Clockwork.Six.AddMinutes(15));
        await clockwork.BeginRoundAsync(Clockwork.Six.AddMinutes(30));
        await Eventually.HoldsAsync(async () => await OpenAsync(clockwork) == 1);

        await clockwork.KillAsync(Clockwork.Six.AddMinutes(31));
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(44));

        // The first was cut off before it had proposed anything; the one that waited comes when its lease is over.
        var runs = await clockwork.RunsAsync();
        Assert.Equal([RunState.Failed, RunState.Done], runs.Select(r => r.State));
        Assert.Equal(1, clockwork.Reflex.MostAtOnce);
        Assert.Equal(0, await OpenAsync(clockwork));
    }

    private static async Task<int> OpenAsync(Clockwork clockwork) =>
        (await clockwork.Services.Events.ListOpenAsync("schedule.due", Clockwork.Token)).Count;
}
