using System.Globalization;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Schedules;

namespace MeshClaw.Core.Tests.Schedules;

public sealed class ScheduleClockTests
{
    // Lisbon 2026: forward 29 March 01:00 -> 02:00, back 25 October 02:00 -> 01:00.
    // New York 2026: forward 8 March 02:00 -> 03:00, back 1 November 02:00 -> 01:00.
    [Theory]
    [InlineData("Europe/Lisbon", "06:30 on weekdays", "2026-11-20T06:30+00:00", "2026-11-23T06:30+00:00")]
    [InlineData("Europe/Lisbon", "06:30", "2026-03-28T06:30+00:00", "2026-03-29T06:30+01:00", "2026-03-30T06:30+01:00")]
    [InlineData(
        "Europe/Lisbon",
        "01:15 and 01:45",
        "2026-03-28T12:00+00:00",
        "2026-03-29T02:00+01:00",
        "2026-03-30T01:15+01:00"
    )]
    [InlineData(
        "Europe/Lisbon",
        "01:30 and 02:00",
        "2026-03-28T12:00+00:00",
        "2026-03-29T02:00+01:00",
        "2026-03-30T01:30+01:00"
    )]
    [InlineData("Europe/Lisbon", "01:30", "2026-10-24T12:00+01:00", "2026-10-25T01:30+01:00", "2026-10-26T01:30+00:00")]
    [InlineData(
        "Europe/Lisbon",
        "01:15 and 01:45",
        "2026-10-25T00:30+01:00",
        "2026-10-25T01:15+01:00",
        "2026-10-25T01:45+01:00",
        "2026-10-26T01:15+00:00"
    )]
    [InlineData(
        "Europe/Lisbon",
        "every 30 minutes",
        "2026-10-25T01:00+01:00",
        "2026-10-25T01:30+01:00",
        "2026-10-25T01:00+00:00",
        "2026-10-25T01:30+00:00",
        "2026-10-25T02:00+00:00"
    )]
    [InlineData(
        "Europe/Lisbon",
        "every 30 minutes",
        "2026-03-29T00:15+00:00",
        "2026-03-29T00:30+00:00",
        "2026-03-29T02:00+01:00",
        "2026-03-29T02:30+01:00"
    )]
    [InlineData(
        "America/New_York",
        "02:30",
        "2026-03-07T12:00-05:00",
        "2026-03-08T03:00-04:00",
        "2026-03-09T02:30-04:00"
    )]
    [InlineData(
        "America/New_York",
        "01:30",
        "2026-10-31T12:00-04:00",
        "2026-11-01T01:30-04:00",
        "2026-11-02T01:30-05:00"
    )]
    [InlineData(
        "America/New_York",
        "every hour",
        "2026-11-01T00:30-04:00",
        "2026-11-01T01:00-04:00",
        "2026-11-01T01:00-05:00",
        "2026-11-01T02:00-05:00"
    )]
    [InlineData(
        "America/New_York",
        "last day of the month at 17:00",
        "2026-02-01T00:00-05:00",
        "2026-02-28T17:00-05:00",
        "2026-03-31T17:00-04:00"
    )]
    [InlineData(
        "America/New_York",
        "08:00 and 17:30 on mon",
        "2026-11-23T07:00+00:00",
        "2026-11-23T08:00-05:00",
        "2026-11-23T17:30-05:00",
        "2026-11-30T08:00-05:00"
    )]
    public void Times_follow_the_owners_clock(string zone, string phrase, string after, params string[] expected)
    {
        var schedule = new AgentTrigger.Schedule(phrase, SchedulePhrase.Parse(phrase).Crons);
        var times = new List<string>();
        var now = DateTimeOffset.Parse(after, CultureInfo.InvariantCulture);
        for (var i = 0; i < expected.Length; i++)
        {
            now = ScheduleClock.Next(schedule, now, TimeZoneInfo.FindSystemTimeZoneById(zone))!.Value;
            times.Add(now.ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture));
        }

        Assert.Equal(expected, times);
    }

    [Fact]
    public void Second_pass_of_a_repeated_hour_does_not_run_a_time_of_day_again()
    {
        var schedule = new AgentTrigger.Schedule("01:30", ["30 1 * * *"]);
        var secondPass = new DateTimeOffset(2026, 10, 25, 1, 10, 0, TimeSpan.Zero);

        var next = ScheduleClock.Next(schedule, secondPass, TimeZoneInfo.FindSystemTimeZoneById("Europe/Lisbon"));

        Assert.Equal(new DateTimeOffset(2026, 10, 26, 1, 30, 0, TimeSpan.Zero), next);
    }

    [Fact]
    public void A_schedule_without_times_never_comes() =>
        Assert.Null(ScheduleClock.Next(new AgentTrigger.Schedule("", []), DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc));
}
