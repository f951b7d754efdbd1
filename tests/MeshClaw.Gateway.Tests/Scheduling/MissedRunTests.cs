namespace MeshClaw.Gateway.Tests.Scheduling;

/// <summary>Devices that sleep, and clocks that are set.</summary>
public sealed class MissedRunTests
{
    private const string Daily = "when: [{ at: \"06:30\" }]";
    private const string Often = "when: [{ at: \"every 15 minutes\" }]";

    [Theory]
    [InlineData(Daily)]
    [InlineData(Often)]
    public async Task A_device_that_slept_for_three_days_makes_up_for_it_once(string agent)
    {
        await using var clockwork = await Clockwork.StartAsync(agent, Clockwork.Six.AddMinutes(31));
        await clockwork.RoundAsync();
        Assert.Single(await clockwork.RunsAsync());

        await clockwork.RoundAsync(Clockwork.Six.AddDays(3).AddHours(4).AddMinutes(1));
        await clockwork.RoundAsync();

        Assert.Equal(2, (await clockwork.RunsAsync()).Count);
    }

    [Fact]
    public async Task What_was_missed_by_more_than_half_a_day_is_not_made_up_for()
    {
        await using var clockwork = await Clockwork.StartAsync(Daily, Clockwork.Six.AddMinutes(31));
        await clockwork.RoundAsync();

        await clockwork.RoundAsync(Clockwork.Six.AddDays(3).AddHours(-2));

        Assert.Single(await clockwork.RunsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clock_that_is_set_back_lets_nothing_run_twice(bool restart)
    {
        await using var clockwork = await Clockwork.StartAsync(Daily);
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(40));
        Assert.Single(await clockwork.RunsAsync());

        await SetAsync(clockwork, Clockwork.Six, restart);
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(50));
        Assert.Single(await clockwork.RunsAsync());

        // The next day comes as always.
        await clockwork.RoundAsync(Clockwork.Six.AddDays(1).AddMinutes(30));
        Assert.Equal(2, (await clockwork.RunsAsync()).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clock_that_was_a_year_ahead_holds_nothing_up(bool restart)
    {
        await using var clockwork = await Clockwork.StartAsync(Daily);
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(31));
        await SetAsync(clockwork, Clockwork.Six.AddYears(1).AddHours(2), restart);
        await clockwork.RoundAsync();
        Assert.Equal(2, (await clockwork.RunsAsync()).Count);

        // Nothing twice on the day that ran already, and each day after it once.
        await SetAsync(clockwork, Clockwork.Six.AddMinutes(45), restart);
        await clockwork.RoundAsync();
        Assert.Equal(2, (await clockwork.RunsAsync()).Count);
        for (var day = 1; day <= 3; day++)
        {
            await clockwork.RoundAsync(Clockwork.Six.AddDays(day).AddMinutes(31));
            Assert.Equal(2 + day, (await clockwork.RunsAsync()).Count);
        }

        // What is missed while it is off is still made up for.
        await clockwork.RestartAsync(Clockwork.Six.AddDays(4).AddHours(3));
        await clockwork.RoundAsync();
        Assert.Equal(6, (await clockwork.RunsAsync()).Count);
    }

    [Fact]
    public async Task Mail_that_came_by_a_clock_that_was_ahead_starts_its_run_now()
    {
        await using var clockwork = await Clockwork.StartAsync("when: [{ event: mail.received }]");
        await clockwork.RoundAsync(Clockwork.Six.AddYears(1));
        await clockwork.RaiseAsync("INBOX", "1");
        await clockwork.RoundAsync();

        await clockwork.GoOnUntilAsync(Clockwork.Six.AddYears(1).AddSeconds(1));
        clockwork.Time.AdjustTime(Clockwork.Six.AddMinutes(5));
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(6));

        Assert.Equal(["mail.received 1 in INBOX"], await clockwork.TriggersAsync());
    }

    [Fact]
    public async Task A_restart_does_not_throw_the_dice_of_jitter_again()
    {
        await using var clockwork = await Clockwork.StartAsync("when: [{ at: \"06:30\", jitter: 5m }]");
        var agent = clockwork.Services.Agents.Find(new Policy.AgentName("inbox"))!; // Written above.
        var planned = (await clockwork.Services.Plan.NextAsync(agent, Clockwork.Token))!; // It has a schedule.
        Assert.InRange(planned.Start - planned.Due, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        await clockwork.GoOnUntilAsync(planned.Start.AddSeconds(-1));
        Assert.Empty(await clockwork.RunsAsync());

        await clockwork.RestartAsync(planned.Start.AddSeconds(-1));
        await clockwork.RoundAsync();
        Assert.Empty(await clockwork.RunsAsync());
        await clockwork.RoundAsync(planned.Start);
        await clockwork.RestartAsync(planned.Start.AddMinutes(1));
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddHours(1));

        Assert.Equal(planned.Start, Assert.Single(await clockwork.RunsAsync()).Started);
    }

    private static async Task SetAsync(Clockwork clockwork, DateTimeOffset now, bool restart)
    {
        if (restart)
        {
            await clockwork.RestartAsync(now);
        }
        else
        {
            clockwork.Time.AdjustTime(now);
        }
    }
}
