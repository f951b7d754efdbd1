using System.Globalization;
using CsCheck;
using MeshClaw.Core.Schedules;

namespace MeshClaw.Core.Tests.Schedules;

public sealed class QuietHoursTests
{
    private static readonly QuietWindow s_night = new(22 * 60, 7 * 60);
    private static readonly QuietWindow s_longNight = new(23 * 60, 9 * 60);
    private static readonly QuietWindow s_day = new(0, 24 * 60);

    [Theory]
    // A Monday.
    [InlineData("2026-11-23T21:59+00:00", null)]
    [InlineData("2026-11-23T22:00+00:00", "2026-11-24T07:00+00:00")]
    [InlineData("2026-11-24T00:00+00:00", "2026-11-24T07:00+00:00")]
    [InlineData("2026-11-24T06:59+00:00", "2026-11-24T07:00+00:00")]
    [InlineData("2026-11-24T07:00+00:00", null)]
    // Friday's night ends as Saturday says, Sunday's as Monday says.
    [InlineData("2026-11-27T22:30+00:00", "2026-11-28T09:00+00:00")]
    [InlineData("2026-11-28T22:30+00:00", null)]
    [InlineData("2026-11-29T23:00+00:00", "2026-11-30T07:00+00:00")]
    // The night that is an hour shorter, and the one that is an hour longer.
    [InlineData("2026-03-28T23:30+00:00", "2026-03-29T09:00+01:00")]
    [InlineData("2026-10-24T23:30+01:00", "2026-10-25T09:00+00:00")]
    public void A_moment_is_quiet_by_the_clock_on_the_wall(string moment, string? end)
    {
        var quiet = new QuietHours("", s_night, s_longNight);

        Assert.Equal(end, Say(quiet.EndOf(At(moment), Zone("Europe/Lisbon"))));
    }

    [Fact]
    public void Weekends_can_be_quiet_as_a_whole()
    {
        var quiet = new QuietHours("", s_night, s_day);

        Assert.Equal("2026-11-30T07:00+00:00", Say(quiet.EndOf(At("2026-11-27T22:00+00:00"), Zone("Europe/Lisbon"))));
        Assert.Equal("2026-11-27T22:00+00:00", Say(quiet.BeginOf(At("2026-11-30T06:59+00:00"), Zone("Europe/Lisbon"))));
    }

    [Fact]
    public void Without_windows_nothing_is_quiet() =>
        Assert.Null(QuietHours.None.EndOf(At("2026-11-24T03:00+00:00"), TimeZoneInfo.Utc));

    [Fact]
    public void An_end_that_a_gap_swallows_is_the_first_moment_after_it()
    {
        // 01:00 to 02:00 is left out on 29 March 2026.
        var quiet = new QuietHours("", new(0, 90), new(0, 90));

        Assert.Equal("2026-03-29T02:00+01:00", Say(quiet.EndOf(At("2026-03-29T00:30+00:00"), Zone("Europe/Lisbon"))));
    }

    /// <summary>Against a walk, minute by minute, with the clock on the wall alone.</summary>
    [Fact]
    public void Begin_and_end_are_where_the_clock_says_so()
    {
        var window = Gen.Select(Gen.Int[0, 1439], Gen.Int[1, 1440])
            .Where(w => w.Item1 != w.Item2 && (w.Item1 != 0 || w.Item2 != 1440))
            .Select((f, t) => new QuietWindow(f, t));
        string[] zones = ["Europe/Lisbon", "Australia/Lord_Howe", "Pacific/Chatham", "America/Havana", "Pacific/Apia"];
        // Days on which one of them moves its clocks.
        string[] days =
        [
            "2026-03-29",
            "2026-10-25",
            "2026-04-05",
            "2026-10-04",
            "2026-03-08",
            "2026-11-01",
            "2011-12-31",
        ];
        Gen.Select(
                window,
                window,
                Gen.Int[0, zones.Length - 1].Select(i => zones[i]),
                Gen.Int[0, days.Length - 1].Select(i => days[i]),
                Gen.Int[-2880, 2880]
            )
            .Sample(
                (week, end, name, day, minute) =>
                {
                    var (quiet, zone) = (new QuietHours("", week, end), Zone(name));
                    var moment = At(day + "T00:00+00:00").AddMinutes(minute);

                    Assert.Equal(Walk(quiet, moment, zone, 1), quiet.EndOf(moment, zone)?.ToUniversalTime());
                    Assert.Equal(
                        Walk(quiet, moment, zone, -1)?.AddMinutes(1),
                        quiet.BeginOf(moment, zone)?.ToUniversalTime()
                    );
                },
                iter: 300,
                threads: 2
            );
    }

    private static DateTimeOffset? Walk(QuietHours quiet, DateTimeOffset moment, TimeZoneInfo zone, int step)
    {
        var at = moment;
        for (; IsQuiet(at); at = at.AddMinutes(step)) { }

        return at == moment ? null : at;

        bool IsQuiet(DateTimeOffset when)
        {
            var local = TimeZoneInfo.ConvertTime(when, zone);
            var isWeekend = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            var (from, to) = isWeekend
                ? (quiet.Weekends!.Value.From, quiet.Weekends.Value.To)
                : (quiet.Weekdays!.Value.From, quiet.Weekdays.Value.To);
            var minute = (local.Hour * 60) + local.Minute;
            return from < to ? from <= minute && minute < to : from <= minute || minute < to;
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string? Say(DateTimeOffset? at) =>
        at?.ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture);

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);
}
