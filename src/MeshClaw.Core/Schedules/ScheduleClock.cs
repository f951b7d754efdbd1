using Cronos;
using MeshClaw.Core.Agents;

namespace MeshClaw.Core.Schedules;

/// <summary>
/// When a schedule is due. Pure. Where clocks go forward, a time of day that does not exist that day comes at the first moment after
/// the gap, once however many fell into it; a day that a zone leaves out altogether has no times. Where clocks go back, a time of day that
/// comes twice is taken the first time; only what runs every so many minutes or hours (a <c>*</c>, <c>/</c> or <c>-</c> in cron's minute
/// or hour) goes on through both.
/// </summary>
public static class ScheduleClock
{
    /// <summary>The first time after a moment; null where there is none any more. With the zone's offset of that time.</summary>
    /// <exception cref="CronFormatException">A cron expression that <see cref="CronText.Refuse"/> refuses.</exception>
    public static DateTimeOffset? Next(AgentTrigger.Schedule schedule, DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule.Crons.Select(c => Next(CronExpression.Parse(c), after, zone)).Min();
    }

    /// <summary>
    /// The shortest time between two runs, looked for among the first hundred: so near to each other that a day or a week shows it.
    /// </summary>
    internal static TimeSpan ShortestPause(AgentTrigger.Schedule schedule)
    {
        var shortest = TimeSpan.MaxValue;
        var at = Next(schedule, new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc);
        for (var i = 0; i < 100 && at is { } before && Next(schedule, before, TimeZoneInfo.Utc) is { } next; i++)
        {
            shortest = next - before < shortest ? next - before : shortest;
            at = next;
        }

        return shortest;
    }

    /// <summary>The first moment within a span at which a zone's clocks are moved, with the new offset; null where they are not.</summary>
    /// <remarks>Takes it that they are moved once within the span: zones do so a few times a year.</remarks>
    internal static DateTimeOffset? NextShift(DateTimeOffset after, DateTimeOffset until, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(after);
        if (zone.GetUtcOffset(until) == offset)
        {
            return null;
        }

        var (before, at) = (after.UtcTicks, until.UtcTicks);
        while (at - before > 1)
        {
            var middle = before + ((at - before) / 2);
            (before, at) =
                zone.GetUtcOffset(new DateTimeOffset(middle, TimeSpan.Zero)) == offset ? (middle, at) : (before, middle);
        }

        return TimeZoneInfo.ConvertTime(new DateTimeOffset(at, TimeSpan.Zero), zone);
    }

    private static DateTimeOffset? Next(CronExpression cron, DateTimeOffset after, TimeZoneInfo zone)
    {
        var next = cron.GetNextOccurrence(after, zone);
        while (next is { } at && IsOfDayLeftOut(cron, at, zone))
        {
            next = cron.GetNextOccurrence(at, zone);
        }

        return next;
    }

    // Samoa had no 30 December 2011: what was due then is not due at the first moment of the 31st, beside what is due on the 31st.
    private static bool IsOfDayLeftOut(CronExpression cron, DateTimeOffset at, TimeZoneInfo zone)
    {
        var before = zone.GetUtcOffset(at.AddTicks(-1));
        if (at.Offset - before < TimeSpan.FromHours(20))
        {
            return false;
        }

        var reading = DateTime.SpecifyKind(at.DateTime, DateTimeKind.Utc);
        return cron.GetNextOccurrence(reading.AddTicks(-1)) != reading;
    }
}
