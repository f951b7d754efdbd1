using System.Threading.Channels;
using MeshClaw.Core.Runs;
using MeshClaw.Gateway.Scheduling;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.Scheduling;

public sealed class GatewaySchedulerTests
{
    // A Monday.
    private static readonly DateTimeOffset s_six = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_runs_once_at_its_time_and_not_before()
    {
        await using var home = Home("06:30 on weekdays");
        var (services, time) = await StartAsync(home, s_six);

        Assert.Equal(GatewayScheduler.Longest, await RoundAsync(services, time));
        time.SetUtcNow(s_six.AddMinutes(29.5));
        Assert.Equal(TimeSpan.FromSeconds(30), await RoundAsync(services, time));
        Assert.Empty(await RunsAsync(services));

        time.SetUtcNow(s_six.AddMinutes(30));
        await RoundAsync(services, time);
        await RoundAsync(services, time);
        time.Advance(TimeSpan.FromMinutes(1));
        await RoundAsync(services, time);

        var run = Assert.Single(await RunsAsync(services));
        Assert.Equal(("inbox", "schedule 06:30 on weekdays"), (run.Agent.Value, run.Trigger));
    }

    [Fact]
    public async Task A_schedule_that_was_missed_while_it_was_off_runs_once_at_the_start()
    {
        await using var home = Home("every 15 minutes");
        var (services, time) = await StartAsync(home, s_six);
        await RoundAsync(services, time);
        Assert.Single(await RunsAsync(services));
        time.SetUtcNow(s_six.AddMinutes(15));
        await RoundAsync(services, time);
        Assert.Equal(2, (await RunsAsync(services)).Count);
        await home.DisposeHostsAsync();

        var (later, clock) = await StartAsync(home, s_six.AddHours(3).AddMinutes(1));
        await RoundAsync(later, clock);
        await RoundAsync(later, clock);

        Assert.Equal(3, (await RunsAsync(later)).Count);
    }

    [Fact]
    public async Task A_schedule_that_was_missed_by_more_than_twelve_hours_does_not_run()
    {
        await using var home = Home("06:30 on weekdays");
        var (services, time) = await StartAsync(home, s_six.AddHours(13));

        await RoundAsync(services, time);

        Assert.Empty(await RunsAsync(services));
    }

    [Fact]
    public async Task A_device_that_slept_over_a_schedule_catches_up_once()
    {
        await using var home = Home("06:30 on weekdays");
        var (services, time) = await StartAsync(home, s_six);
        await RoundAsync(services, time);

        time.SetUtcNow(s_six.AddHours(4));
        await RoundAsync(services, time);
        await RoundAsync(services, time);

        Assert.Single(await RunsAsync(services));
    }

    [Fact]
    public async Task An_agent_that_is_new_owes_nothing_for_the_time_before()
    {
        await using var home = Home("06:30 on weekdays", written: s_six.AddHours(1));
        var (services, time) = await StartAsync(home, s_six.AddHours(2));

        await RoundAsync(services, time);

        Assert.Empty(await RunsAsync(services));
    }

    [Fact]
    public async Task A_paused_agent_is_not_started_and_does_not_catch_up()
    {
        await using var home = Home("06:30 on weekdays");
        var (services, time) = await StartAsync(home, s_six);
        services.Agents.Pause(new AgentName("inbox"));
        time.SetUtcNow(s_six.AddMinutes(31));
        await RoundAsync(services, time);

        services.Agents.Resume(new AgentName("inbox"));
        await RoundAsync(services, time);

        Assert.Empty(await RunsAsync(services));
    }

    [Fact]
    public async Task A_schedule_that_falls_into_a_stop_is_dropped()
    {
        await using var home = Home("06:30 on weekdays");
        var (services, time) = await StartAsync(home, s_six);
        await services.Stop.StopAsync("test", Token);
        time.SetUtcNow(s_six.AddMinutes(30));
        await RoundAsync(services, time);

        await services.Stop.ResumeAsync("test", Token);
        time.Advance(TimeSpan.FromMinutes(20));
        await RoundAsync(services, time);

        Assert.Empty(await RunsAsync(services));
    }

    [Fact]
    public async Task An_event_that_comes_again_after_a_crash_finds_the_run_that_it_began()
    {
        await using var home = Home("06:30 on weekdays");
        var (services, time) = await StartAsync(home, s_six.AddMinutes(30));
        await services.Plan.EnqueueDueAsync(Token);
        // The crash: taken, the run written down, and never completed.
        Assert.NotNull(await services.Events.TakeAsync(TimeSpan.FromMinutes(10), Token));
        var begun = await services.Engine.StartAsync(new AgentName("inbox"), "schedule 06:30 on weekdays", Token);
        await services.Engine.WaitAsync(begun, Token);

        time.Advance(TimeSpan.FromMinutes(11));
        await RoundAsync(services, time);

        Assert.Equal(begun, Assert.Single(await RunsAsync(services)).Id);
    }

    [Fact]
    public async Task A_schedule_at_an_end_of_summer_time_runs_once()
    {
        await using var home = Home("every day at 01:30");
        home.WriteConfig($"zone: Europe/Lisbon\nconnections:\n  mail/work:\n    maildir: {home.Maildir}\n");
        var night = new DateTimeOffset(2026, 10, 25, 0, 0, 0, TimeSpan.Zero);
        home.WriteAgent("inbox", "every day at 01:30", night.AddDays(-1));
        var (services, time) = await StartAsync(home, night);

        for (var minute = 0; minute < 180; minute += 5)
        {
            time.SetUtcNow(night.AddMinutes(minute));
            await RoundAsync(services, time);
        }

        Assert.Single(await RunsAsync(services), r => r.Started >= night.AddMinutes(5));
    }

    [Fact]
    public async Task The_loop_wakes_by_the_clock_alone()
    {
        await using var home = Home("06:30 on weekdays");
        var time = new SleepWatch(s_six.AddMinutes(29));
        var host = await home.StartAsync(home.Options with { Time = time });
        Assert.Equal(TimeSpan.FromMinutes(1), await time.NextSleepAsync(Token));
        Assert.Empty(await RunsAsync(host.Services));

        time.Advance(TimeSpan.FromMinutes(1));
        await time.NextSleepAsync(Token);
        await host.Services.Dispatcher.SettleAsync();

        Assert.Equal(s_six.AddMinutes(30), Assert.Single(await RunsAsync(host.Services)).Started);
    }

    [Fact]
    public async Task An_approval_that_ran_out_ends_its_run()
    {
        await using var home = Home("06:30 on weekdays");
        home.AddMail(2);
        var (services, time) = await StartAsync(home, s_six);
        var run = await services.Engine.StartAsync(new AgentName("inbox"), "asked", Token);
        Assert.Equal(RunState.Waiting, (await services.Engine.WaitAsync(run, Token)).State);

        time.Advance(TimeSpan.FromHours(25));
        await services.Housekeeping.ExpireAsync(Token);

        var ended = await services.Engine.WaitAsync(run, Token);
        Assert.Equal(RunState.Done, ended.State);
    }

    private static TestHome Home(string when, DateTimeOffset? written = null)
    {
        var home = new TestHome();
        home.WriteWorkConfig();
        home.WriteAgent("inbox", when, written ?? s_six.AddDays(-1));
        return home;
    }

    // Ephemeral: no loop of its own, so that a test is the only clockwork.
    private static async Task<(GatewayServices Services, FakeTimeProvider Time)> StartAsync(
        TestHome home,
        DateTimeOffset now
    )
    {
        var time = new FakeTimeProvider(now);
        var host = await home.StartAsync(home.Options with { Time = time, Ephemeral = true, Listen = null });
        return (host.Services, time);
    }

    private static async Task<TimeSpan> RoundAsync(GatewayServices services, FakeTimeProvider time)
    {
        var scheduler = new GatewayScheduler(services, time, NullLogger<GatewayScheduler>.Instance);
        var pause = await scheduler.RoundAsync(Token);
        await services.Dispatcher.SettleAsync();
        foreach (var run in services.Engine.Active)
        {
            await services.Engine.WaitAsync(run, Token);
        }

        return pause;
    }

    /// <summary>Says when the loop has gone to sleep, and for how long: only then may a test move the clock.</summary>
    private sealed class SleepWatch(DateTimeOffset start) : FakeTimeProvider(start)
    {
        private readonly Channel<TimeSpan> _sleeps = Channel.CreateUnbounded<TimeSpan>();

        public ValueTask<TimeSpan> NextSleepAsync(CancellationToken cancellationToken) =>
            _sleeps.Reader.ReadAsync(cancellationToken);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime > TimeSpan.FromSeconds(10) && dueTime <= GatewayScheduler.Longest)
            {
                _sleeps.Writer.TryWrite(dueTime);
            }

            return timer;
        }
    }

    private static Task<IReadOnlyList<RunRecord>> RunsAsync(GatewayServices services) =>
        services.Runs.ListAsync(null, null, 100, Token);
}
