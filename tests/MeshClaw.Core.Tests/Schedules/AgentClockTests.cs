using System.Globalization;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Schedules;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Tests.Schedules;

public sealed class AgentClockTests
{
    private static readonly QuietHours s_night = new("22:00-07:00", new(1320, 420), new(1320, 420));

    [Fact]
    public void An_agents_own_zone_comes_before_the_owners()
    {
        var clock = Clock(new AgentDefinitionParts("06:30", Zone: "America/New_York"));

        Assert.Equal("2026-11-23T11:30Z", Say(Look(clock, "2026-11-23T00:00Z").Coming?.Start));
        Assert.Equal("2026-11-23T05:30Z", Say(Look(Clock(new("06:30")), "2026-11-23T00:00Z").Coming?.Start));
    }

    [Fact]
    public void The_owners_quiet_hours_are_of_their_zone_and_the_agents_of_its_own()
    {
        // The owner is in Berlin.
        var config = Config with
        {
            Quiet = s_night,
        };
        var theirs = Clock(new("22:30", Zone: "America/New_York"), config);
        var own = Clock(new("22:30", Zone: "America/New_York", Quiet: s_night), config);
        var none = Clock(new("03:00", Quiet: QuietHours.None), config);

        Assert.Equal("2026-11-23T06:00Z", Say(Look(theirs, "2026-11-22T22:00Z").Coming?.Start));
        Assert.Equal("2026-11-23T12:00Z", Say(Look(own, "2026-11-22T22:00Z").Coming?.Start));
        Assert.Equal("2026-11-23T02:00Z", Say(Look(none, "2026-11-22T22:00Z").Coming?.Start));
    }

    [Fact]
    public void What_a_night_put_off_comes_once_at_its_end()
    {
        var clock = Clock(new("every 15 minutes", Quiet: s_night));
        var floor = At("2026-11-01T00:00Z");

        // In Berlin it is 03:00: eleven hours are over since noon, five of them quiet.
        var night = clock.Look(At("2026-11-23T01:00Z"), floor, At("2026-11-23T02:00Z"));
        Assert.Null(night.Now);
        Assert.Equal(
            ("2026-11-23T06:00Z", "2026-11-23T06:00Z"),
            (Say(night.Coming?.Start), Say(night.Coming?.QuietEnd))
        );

        var morning = clock.Look(At("2026-11-23T05:59Z"), floor, At("2026-11-23T06:00Z"));
        Assert.Equal("2026-11-23T06:00Z", Say(morning.Now?.Start));
        Assert.Equal("2026-11-23T06:15Z", Say(morning.Coming?.Start));

        var after = clock.Look(At("2026-11-23T06:00Z"), floor, At("2026-11-23T06:14Z"));
        Assert.Null(after.Now);
    }

    [Fact]
    public void A_start_that_was_put_off_is_not_lost_where_it_was_due_before_the_last_look()
    {
        var clock = Clock(new("23:00", Quiet: s_night));
        var due = At("2026-11-22T22:00Z");

        Assert.Equal(
            "2026-11-23T06:00Z",
            Say(clock.Look(due.AddHours(1), due.AddDays(-9), due.AddHours(2)).Coming?.Start)
        );
        Assert.Equal(due, clock.Look(due.AddHours(7), due.AddDays(-9), due.AddHours(9)).Now?.Due);
        Assert.Null(clock.Look(due.AddHours(7), due, due.AddHours(9)).Now);
    }

    [Fact]
    public void Jitter_is_never_before_its_time_and_never_more_than_given_and_always_the_same()
    {
        var most = TimeSpan.FromMinutes(5);
        var clocks = Enumerable
            .Range(0, 200)
            .Select(i => Clock(new("06:30", Jitter: most), place: $"device-{i}"))
            .ToList();
        var starts = clocks.ConvertAll(c => Look(c, "2026-11-23T00:00Z").Coming!);
        var again = clocks.ConvertAll(c => Look(c, "2026-11-23T05:00Z").Coming!);

        Assert.Equal(starts, again);
        Assert.All(starts, s => Assert.InRange(s.Start - s.Due, TimeSpan.Zero, most));
        // Two hundred over 301 seconds: some meet, most do not.
        Assert.InRange(starts.Select(s => s.Start).Distinct().Count(), 120, 200);
        Assert.InRange(starts.Average(s => (s.Start - s.Due).TotalSeconds), 120, 180);
    }

    [Fact]
    public void Jitter_differs_from_day_to_day_and_from_agent_to_agent()
    {
        var parts = new AgentDefinitionParts("06:30", Jitter: TimeSpan.FromHours(23));
        TimeSpan Of(string agent, string day)
        {
            var start = Clock(parts, name: agent).Look(At(day), At(day), At(day)).Coming!;
            return start.Start - start.Due;
        }

        Assert.NotEqual(Of("inbox", "2026-11-23T00:00Z"), Of("inbox", "2026-11-24T00:00Z"));
        Assert.NotEqual(Of("inbox", "2026-11-23T00:00Z"), Of("news", "2026-11-23T00:00Z"));
    }

    [Fact]
    public void Jitter_holds_after_quiet_hours_too()
    {
        var clock = Clock(new("03:00", Quiet: s_night, Jitter: TimeSpan.FromMinutes(30)));

        var start = Look(clock, "2026-11-22T22:00Z").Coming!;

        Assert.Equal("2026-11-23T06:00Z", Say(start.QuietEnd));
        Assert.InRange(start.Start - start.QuietEnd!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30));
    }

    private static MeshClawConfig Config { get; } =
        new() { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") };

    private static AgentClock Clock(
        AgentDefinitionParts parts,
        MeshClawConfig? config = null,
        string place = "here",
        string name = "inbox"
    ) =>
        new(
            new AgentDefinition
            {
                Name = new AgentName(name),
                Description = "",
                Version = "",
                Grant = new AgentGrant
                {
                    Agent = new AgentName(name),
                    Connections = [],
                    Tools = [],
                    Autonomy = Autonomy.Propose,
                    Limits = new Limits(),
                },
                When =
                [
                    new AgentTrigger.Schedule(parts.When, SchedulePhrase.Parse(parts.When).Crons)
                    {
                        Jitter = parts.Jitter,
                    },
                ],
                Zone = parts.Zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(parts.Zone),
                Quiet = parts.Quiet,
            },
            config ?? Config,
            place
        );

    private static ScheduleLook Look(AgentClock clock, string now) =>
        clock.Look(At(now), At("2026-11-01T00:00Z"), At(now));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string? Say(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private sealed record AgentDefinitionParts(
        string When,
        string? Zone = null,
        QuietHours? Quiet = null,
        TimeSpan Jitter = default
    );
}
