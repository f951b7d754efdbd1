using System.Globalization;
using CsCheck;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Schedules;

namespace MeshClaw.Core.Tests.Schedules;

/// <summary>Days on which clocks are moved, in zones that do it differently.</summary>
public sealed class DaylightTests
{
    // Half an hour; backwards in winter by law; a quarter off and at 02:45; two hours; at midnight; a month apart; a day left out.
    private static readonly string[] s_zones =
    [
        "Europe/Lisbon",
        "America/New_York",
        "Australia/Lord_Howe",
        "Europe/Dublin",
        "Pacific/Chatham",
        "Antarctica/Troll",
        "America/Havana",
        "America/Santiago",
        "Africa/Casablanca",
        "Asia/Beirut",
        "Asia/Tehran",
        "America/St_Johns",
        "America/Nuuk",
        "Europe/Istanbul",
        "Asia/Pyongyang",
        "Pacific/Apia",
        "Pacific/Fakaofo",
        "Asia/Kolkata",
    ];

    [Theory]
    // Forward by half an hour on 4 October 2026 at 02:00; back on 5 April at 02:00.
    [InlineData(
        "Australia/Lord_Howe",
        "02:15",
        "2026-10-03T12:00+10:30",
        "2026-10-04T02:30+11:00",
        "2026-10-05T02:15+11:00"
    )]
    [InlineData(
        "Australia/Lord_Howe",
        "01:45",
        "2026-04-04T12:00+11:00",
        "2026-04-05T01:45+11:00",
        "2026-04-06T01:45+10:30"
    )]
    [InlineData(
        "Australia/Lord_Howe",
        "every 30 minutes",
        "2026-04-05T01:00+11:00",
        "2026-04-05T01:30+11:00",
        "2026-04-05T01:30+10:30",
        "2026-04-05T02:00+10:30"
    )]
    // Irish law calls winter the change; the clock does what Lisbon's does.
    [InlineData("Europe/Dublin", "01:30", "2026-03-28T12:00+00:00", "2026-03-29T02:00+01:00", "2026-03-30T01:30+01:00")]
    [InlineData("Europe/Dublin", "01:30", "2026-10-24T12:00+01:00", "2026-10-25T01:30+01:00", "2026-10-26T01:30+00:00")]
    // 02:45 to 03:45 on 27 September 2026; back on 5 April at 03:45.
    [InlineData(
        "Pacific/Chatham",
        "03:00",
        "2026-09-26T12:00+12:45",
        "2026-09-27T03:45+13:45",
        "2026-09-28T03:00+13:45"
    )]
    [InlineData(
        "Pacific/Chatham",
        "03:00",
        "2026-04-04T12:00+13:45",
        "2026-04-05T03:00+13:45",
        "2026-04-06T03:00+12:45"
    )]
    // What runs on goes on by elapsed time: no more often, and no more seldom.
    [InlineData(
        "Pacific/Chatham",
        "every 30 minutes",
        "2026-09-27T02:00+12:45",
        "2026-09-27T02:30+12:45",
        "2026-09-27T04:00+13:45"
    )]
    [InlineData(
        "America/New_York",
        "every 2 hours",
        "2026-03-07T23:00-05:00",
        "2026-03-08T00:00-05:00",
        "2026-03-08T03:00-04:00",
        "2026-03-08T04:00-04:00"
    )]
    // Samoa went over the date line: no 30 December 2011.
    [InlineData("Pacific/Apia", "06:30", "2011-12-28T12:00-10:00", "2011-12-29T06:30-10:00", "2011-12-31T06:30+14:00")]
    [InlineData("Pacific/Apia", "00:00", "2011-12-28T12:00-10:00", "2011-12-29T00:00-10:00", "2011-12-31T00:00+14:00")]
    [InlineData(
        "Pacific/Apia",
        "every hour",
        "2011-12-29T22:30-10:00",
        "2011-12-29T23:00-10:00",
        "2011-12-31T00:00+14:00",
        "2011-12-31T01:00+14:00"
    )]
    public void Times_follow_the_zones_clock(string zone, string phrase, string after, params string[] expected)
    {
        var times = new List<string>();
        var now = DateTimeOffset.Parse(after, CultureInfo.InvariantCulture);
        for (var i = 0; i < expected.Length; i++)
        {
            now = ScheduleClock.Next(Schedule(phrase), now, Zone(zone))!.Value;
            times.Add(now.ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture));
        }

        Assert.Equal(expected, times);
    }

    [Fact]
    public void A_daily_schedule_comes_once_on_each_day_that_there_is()
    {
        var first = new DateTimeOffset(2008, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Gen.Select(
                Gen.Int[0, s_zones.Length - 1].Select(i => s_zones[i]),
                Gen.Int[0, 23],
                Gen.Int[0, 59],
                Gen.Int[0, 18]
            )
            .Sample(
                (name, hour, minute, year) =>
                {
                    var (zone, time) = (Zone(name), new TimeOnly(hour, minute));
                    var (from, until) = (first.AddYears(year), first.AddYears(year + 10));
                    var runs = Runs(Schedule($"{time:HH:mm}"), from, until, zone);

                    Assert.Equal(TimesOf(zone, from, until, time), runs.Select(r => r.ToUniversalTime()));
                },
                iter: 25,
                threads: 2
            );
    }

    [Fact]
    public void What_runs_every_half_hour_never_pauses_longer_nor_runs_closer()
    {
        Gen.Select(Gen.Int[0, s_zones.Length - 1].Select(i => s_zones[i]), Gen.Int[2012, 2030])
            .Sample(
                (name, year) =>
                {
                    var from = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
                    var runs = Runs(Schedule("every 30 minutes"), from, from.AddYears(1), Zone(name));

                    Assert.All(runs.Zip(runs.Skip(1)), p => Assert.Equal(TimeSpan.FromMinutes(30), p.Second - p.First));
                },
                iter: 8,
                threads: 2
            );
    }

    // Walked along the clock on the wall: for each day that it shows, the first moment at which it reads the time or has passed it.
    private static List<DateTimeOffset> TimesOf(
        TimeZoneInfo zone,
        DateTimeOffset from,
        DateTimeOffset until,
        TimeOnly time
    )
    {
        var days = new SortedSet<DateOnly>();
        for (var at = from.AddHours(-48); at < until.AddHours(48); at = at.AddHours(6))
        {
            days.Add(DateOnly.FromDateTime(Read(at)));
        }

        return [.. days.Select(d => First(d.ToDateTime(time))).Where(m => m > from && m <= until)];

        DateTime Read(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

        // No clock near it is farther ahead than the farthest: before this moment none reads the time.
        DateTimeOffset First(DateTime wanted)
        {
            var near = new DateTimeOffset(wanted, TimeSpan.Zero);
            var ahead = new[] { -30, -12, 0, 12, 30 }.Max(h => zone.GetUtcOffset(near.AddHours(h)));
            var at = near - ahead;
            for (; Read(at) < wanted; at = at.AddMinutes(1)) { }

            return at;
        }
    }

    private static List<DateTimeOffset> Runs(
        AgentTrigger.Schedule schedule,
        DateTimeOffset from,
        DateTimeOffset until,
        TimeZoneInfo zone
    )
    {
        var runs = new List<DateTimeOffset>();
        var next = ScheduleClock.Next(schedule, from, zone);
        while (next is { } at && at <= until)
        {
            runs.Add(at);
            next = ScheduleClock.Next(schedule, at, zone);
            Assert.True(next > at, $"{zone.Id}: {next:O} after {at:O}");
        }

        return runs;
    }

    private static AgentTrigger.Schedule Schedule(string phrase) => new(phrase, SchedulePhrase.Parse(phrase).Crons);

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);
}
