namespace MeshClaw.Gateway.Tests.Scheduling;

/// <summary>Zones of the owner, of an agent and of the system, and what changes them.</summary>
public sealed class ZoneTests
{
    [Fact]
    public async Task An_agent_runs_by_its_own_zone()
    {
        // 06:30 in New York is 11:30 here.
        await using var clockwork = await Clockwork.StartAsync(
            "zone: America/New_York\nwhen: [{ at: \"06:30\" }]",
            Clockwork.Six.AddHours(-1)
        );

        await clockwork.GoOnUntilAsync(Clockwork.Six.AddHours(12));

        Assert.Equal(Clockwork.Six.AddHours(5.5), Assert.Single(await clockwork.RunsAsync()).Started);
    }

    [Fact]
    public async Task A_zone_that_is_changed_in_the_file_holds_from_the_next_round()
    {
        await using var clockwork = await Clockwork.StartAsync("when: [{ at: \"06:30\" }]");
        await clockwork.RoundAsync();

        // In Lisbon and in summer time 06:30 would be another hour; in Berlin it is 05:30 UTC, which is over: tomorrow.
        clockwork.WriteConfig("zone: Europe/Berlin");
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddHours(2));
        Assert.Empty(await clockwork.RunsAsync());
        await clockwork.RoundAsync(Clockwork.Six.AddDays(1).AddMinutes(-30));

        Assert.Single(await clockwork.RunsAsync());
    }

    [Fact]
    public async Task The_systems_zone_is_followed_while_it_runs_where_the_file_names_none()
    {
        await using var clockwork = await Clockwork.StartAsync("when: [{ at: \"15:30\" }]", config: "owner: {}");
        await clockwork.RoundAsync();

        // 06:30 UTC.
        clockwork.Time.SetLocalTimeZone(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddHours(1));

        Assert.Equal(Clockwork.Six.AddMinutes(30), Assert.Single(await clockwork.RunsAsync()).Started);
    }
}
