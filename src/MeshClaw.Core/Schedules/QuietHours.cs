namespace MeshClaw.Core.Schedules;

/// <summary>A part of each day: from a time of day until another, over midnight where the second is not later.</summary>
/// <param name="From">The first quiet minute of the day, from 0.</param>
/// <param name="To">The first minute that is not quiet any more; 1440 for the day's end.</param>
public readonly record struct QuietWindow(int From, int To)
{
    private const int Day = 24 * 60;

    /// <summary>Whether it takes in the whole day.</summary>
    public bool IsWholeDay => From == 0 && To == Day;

    /// <summary>Whether a minute of the day is quiet.</summary>
    public bool Holds(int minute) => From < To ? minute >= From && minute < To : minute >= From || minute < To;

    /// <summary>From a quiet minute, how many until the clock reads one at which the window ends, or the day does.</summary>
    public int Left(int minute) => (minute < To ? To : Day) - minute;

    /// <summary>From a quiet minute, how many since the window began, or the day did.</summary>
    public int Gone(int minute) => minute >= From ? minute - From : minute;
}

/// <summary>
/// When nothing starts by itself. A moment is quiet by what the clock on the wall reads, and by the windows of that day: on a Saturday
/// those of weekends hold from midnight to midnight. Pure.
/// </summary>
/// <param name="Text">As the owner wrote it; empty for none.</param>
/// <param name="Weekdays">Monday to Friday; null for none.</param>
/// <param name="Weekends">Saturday and Sunday; null for none.</param>
public sealed record QuietHours(string Text, QuietWindow? Weekdays, QuietWindow? Weekends)
{
    // A week has one end at the least: whole weeks of quiet cannot be written.
    private static readonly TimeSpan s_most = TimeSpan.FromDays(9);

    /// <summary>No quiet hours.</summary>
    public static QuietHours None { get; } = new("", null, null);

    /// <summary>Whether there are none.</summary>
    public bool IsNone => Weekdays is null && Weekends is null;

    /// <summary>When the quiet hours end that a moment lies in, with the zone's offset; null where it lies in none.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset moment, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (IsNone)
        {
            return null;
        }

        var clock = new WallClock(zone);
        var at = clock.Zoned(moment);
        if (WindowAt(at) is null)
        {
            return null;
        }

        while (WindowAt(at) is { } window && at - moment < s_most)
        {
            var minute = (int)at.TimeOfDay.TotalMinutes;
            var end = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute)).AddMinutes(window.Left(minute));
            // The clock on the wall may be moved on the way: then it is read again where that happens.
            at = clock.Zoned(clock.NextShift(at, end) ?? end);
        }

        return at;
    }

    /// <summary>When the quiet hours began that a moment lies in; null where it lies in none.</summary>
    public DateTimeOffset? BeginOf(DateTimeOffset moment, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var clock = new WallClock(zone);
        var at = clock.Zoned(moment);
        DateTimeOffset? begin = null;
        while (WindowAt(at) is { } window && moment - at < s_most)
        {
            var minute = (int)at.TimeOfDay.TotalMinutes;
            var start = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute)).AddMinutes(-window.Gone(minute));
            begin = clock.Zoned(clock.NextShift(start, at) ?? start);
            at = clock.Zoned(begin.Value.AddTicks(-1));
        }

        return begin;
    }

    private QuietWindow? WindowAt(DateTimeOffset local)
    {
        var window = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? Weekends : Weekdays;
        return window is { } some && some.Holds((int)local.TimeOfDay.TotalMinutes) ? some : null;
    }
}
