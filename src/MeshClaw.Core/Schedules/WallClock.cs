namespace MeshClaw.Core.Schedules;

/// <summary>
/// What the clock on a zone's wall reads, and when. Goes by a zone's offset from UTC alone, which is always right:
/// <see cref="TimeZoneInfo.IsInvalidTime"/> and its like are not in zones whose law has winter for the change (Dublin, Casablanca).
/// Readings are of kind UTC, as cron expressions are read without a zone.
/// </summary>
internal sealed class WallClock(TimeZoneInfo zone)
{
    // No zone moves its clocks twice within this span.
    private static readonly TimeSpan s_step = TimeSpan.FromHours(12);

    // Farther than any offset from UTC and any shift together.
    private static readonly TimeSpan s_reach = TimeSpan.FromHours(38);

    public DateTime Read(DateTimeOffset at) => at.UtcDateTime + zone.GetUtcOffset(at);

    /// <summary>The same moment with the zone's offset.</summary>
    public DateTimeOffset Zoned(DateTimeOffset at) => at.ToOffset(zone.GetUtcOffset(at));

    /// <summary>The latest reading until a moment: later than what is read then where the clock was set back.</summary>
    public DateTime Highest(DateTimeOffset at)
    {
        var highest = Read(at);
        for (var from = at - s_reach; NextShift(from, at) is { } shift; from = shift)
        {
            var before = Read(shift.AddTicks(-1));
            highest = before > highest ? before : highest;
        }

        return highest;
    }

    /// <summary>The first moment at which the clock reads a time or has passed it, for a time that it has not read until now.</summary>
    public DateTimeOffset First(DateTime reading, DateTimeOffset after)
    {
        var near = new DateTimeOffset(reading, TimeSpan.Zero) - s_reach;
        for (var at = near > after ? near : after; ; )
        {
            var read = at + (reading - Read(at));
            if (read <= at)
            {
                return at; // It was set forward past the time.
            }

            if (NextShift(at, read) is not { } shift)
            {
                return read;
            }

            at = shift;
        }
    }

    /// <summary>Whether the clock, where it was set forward at a moment, left out the whole day of a time (Samoa, 30 December 2011).</summary>
    public bool LeavesOutDayOf(DateTime reading, DateTimeOffset shift) =>
        Read(shift.AddTicks(-1)).Date < reading.Date && reading.Date < Read(shift).Date;

    /// <summary>The first moment after one and until another, included, at which the clock is set; null where it is not.</summary>
    public DateTimeOffset? NextShift(DateTimeOffset after, DateTimeOffset until)
    {
        var offset = zone.GetUtcOffset(after);
        for (var from = after; from < until; )
        {
            var to = until - from > s_step ? from + s_step : until;
            if (zone.GetUtcOffset(to) != offset)
            {
                return Shift(from, to, offset);
            }

            from = to;
        }

        return null;
    }

    private DateTimeOffset Shift(DateTimeOffset from, DateTimeOffset to, TimeSpan offset)
    {
        var (before, at) = (from.UtcTicks, to.UtcTicks);
        while (at - before > 1)
        {
            var middle = before + ((at - before) / 2);
            (before, at) =
                zone.GetUtcOffset(new DateTimeOffset(middle, TimeSpan.Zero)) == offset
                    ? (middle, at)
                    : (before, middle);
        }

        return new DateTimeOffset(at, TimeSpan.Zero);
    }
}
