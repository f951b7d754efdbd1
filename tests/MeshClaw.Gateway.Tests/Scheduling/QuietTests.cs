using MeshClaw.Policy;

namespace MeshClaw.Gateway.Tests.Scheduling;

/// <summary>Quiet hours put off what starts by itself.</summary>
public sealed class QuietTests
{
    private const string Night = "zone: Etc/UTC\nquiet: \"22:00-07:00\"";
    private const string Both = "when: [{ at: \"every 15 minutes\" }, { event: mail.received }]";
    private static readonly DateTimeOffset s_ten = Clockwork.Six.AddHours(16);
    private static readonly DateTimeOffset s_seven = Clockwork.Six.AddHours(25);

    [Fact]
    public async Task All_that_a_night_put_off_is_one_run_at_its_end()
    {
        await using var clockwork = await Clockwork.StartAsync(Both, s_ten.AddSeconds(1), Night);
        // The quarter of an hour at ten is quiet already; the one before has not been.
        await clockwork.RoundAsync();
        var before = (await clockwork.RunsAsync()).Count;
        await clockwork.RaiseAsync("INBOX", "1", "2");
        await clockwork.GoOnUntilAsync(s_ten.AddHours(2));
        await clockwork.RaiseAsync("INBOX", "3");
        await clockwork.GoOnUntilAsync(s_seven.AddMinutes(-1));
        Assert.Equal(before, (await clockwork.RunsAsync()).Count);

        await clockwork.GoOnUntilAsync(s_seven.AddMinutes(14));
        var run = Assert.Single((await clockwork.RunsAsync()).Skip(before));
        Assert.Equal(s_seven, run.Started);

        // From here on as always.
        await clockwork.GoOnUntilAsync(s_seven.AddMinutes(16));
        Assert.Equal(before + 2, (await clockwork.RunsAsync()).Count);
    }

    [Fact]
    public async Task A_run_that_the_owner_asks_for_is_not_put_off()
    {
        await using var clockwork = await Clockwork.StartAsync(Both, s_ten.AddHours(1), Night);

        var run = await clockwork.Services.Engine.StartAsync(new AgentName("inbox"), "asked", Clockwork.Token);
        await clockwork.Services.Engine.WaitAsync(run, Clockwork.Token);

        Assert.Equal(["asked"], await clockwork.TriggersAsync());
    }

    [Fact]
    public async Task An_agent_may_work_in_the_owners_quiet_hours_where_its_file_says_so()
    {
        await using var clockwork = await Clockwork.StartAsync("quiet: off\nwhen: [{ at: \"23:00\" }]", s_ten, Night);

        await clockwork.GoOnUntilAsync(s_ten.AddHours(2));

        Assert.Equal(s_ten.AddHours(1), Assert.Single(await clockwork.RunsAsync()).Started);
    }

    [Fact]
    public async Task A_start_that_waited_into_quiet_hours_comes_after_them_and_survives_a_kill()
    {
        await using var clockwork = await Clockwork.StartAsync("when: [{ at: \"21:45\" }]", s_ten.AddHours(-1), Night);
        clockwork.Reflex.Hold();
        await clockwork.Services.Engine.StartAsync(new AgentName("inbox"), "asked", Clockwork.Token);
        await clockwork.BeginRoundAsync(s_ten.AddMinutes(-15));
        clockwork.Time.AdjustTime(s_ten.AddMinutes(5));
        clockwork.Reflex.LetGo();
        await clockwork.SettleAsync();
        Assert.Equal(["asked"], await clockwork.TriggersAsync());

        await clockwork.KillAsync(s_ten.AddMinutes(6));
        await clockwork.GoOnUntilAsync(s_seven.AddHours(1));

        Assert.Equal(["asked", "schedule 21:45"], await clockwork.TriggersAsync());
        Assert.Equal(s_seven, (await clockwork.RunsAsync())[1].Started);
    }

    [Fact]
    public async Task A_weekend_that_is_quiet_as_a_whole_ends_on_monday()
    {
        const string Weekend = "zone: Etc/UTC\nquiet: { weekdays: \"22:00-07:00\", weekends: \"00:00-24:00\" }";
        // Friday at 21:00.
        var friday = s_ten.AddDays(4).AddHours(-1);
        await using var clockwork = await Clockwork.StartAsync("when: [{ at: \"23:00\" }]", friday, Weekend);

        await clockwork.GoOnUntilAsync(friday.AddHours(58.5));

        Assert.Equal(s_seven.AddDays(6), Assert.Single(await clockwork.RunsAsync()).Started);
    }

    [Fact]
    public async Task It_is_said_when_an_agent_starts_next_and_why()
    {
        await using var clockwork = await Clockwork.StartAsync(
            "when: [{ at: \"23:00\" }, { event: mail.received }]",
            s_ten.AddMinutes(-10),
            Night
        );
        await clockwork.RoundAsync();
        Assert.Equal((s_seven, "after quiet hours"), await NextAsync(clockwork));

        await clockwork.RaiseAsync("INBOX", "1", "2");
        await clockwork.RoundAsync();
        Assert.Equal((s_ten.AddMinutes(-8), "mail.received 2 in INBOX"), await NextAsync(clockwork));

        clockwork.Time.AdjustTime(s_ten);
        await clockwork.RoundAsync();
        await clockwork.RoundAsync();
        Assert.Equal((s_seven, "mail.received 2 in INBOX, after quiet hours"), await NextAsync(clockwork));

        clockwork.WriteConfig("zone: Etc/UTC");
        await clockwork.RestartAsync(s_ten.AddMinutes(1));
        Assert.Equal((s_ten.AddHours(1), null), await NextAsync(clockwork));
    }

    private static async Task<(DateTimeOffset?, string?)> NextAsync(Clockwork clockwork)
    {
        var agent = clockwork.Services.Agents.Find(new AgentName("inbox"))!; // Written by the test.
        var next = await clockwork.Services.NextStarts.FindAsync(agent, Clockwork.Token);
        return (next?.At, next?.Why);
    }
}
