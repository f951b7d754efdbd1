using Cronos;
using MeshClaw.Core.Agents;

namespace MeshClaw.Core.Schedules;

/// <summary>
/// When a schedule is due. Pure. Where clocks go forward, a time of day that does not exist that day comes at the first moment after
/// the gap, once however many fell into it; a day that a zone leaves out altogether has no times. Where clocks go back, a time of day that
/// comes twice is taken the first time; only what runs every so many minutes or hours (a <c>*</c>, <c>/</c> or <c>-</c> in cron's minute
/// or hour) goes on through both.
/// </summary>
/// <remarks>Cronos finds the times that the clock would read; its own handling of zones comes back earlier than it was asked for in some.</remarks>
public static class ScheduleClock
{
    /// <summary>The first time after a moment; null where there is none any more. With the zone's offset of that time.</summary>
    /// <exception cref="CronFormatException">A cron expression that <see cref="CronText.Refuse"/> refuses.</exception>
    public static DateTimeOffset? Next(AgentTrigger.Schedule schedule, DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(zone);
        var clock = new WallClock(zone);
        var next = schedule.Crons.Select(c => Next(c, after, clock)).Min();
        return next is { } at ? clock.Zoned(at) : null;
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

    private static DateTimeOffset? Next(string text, DateTimeOffset after, WallClock clock)
    {
        var cron = CronExpression.Parse(text);
        var hour = text.IndexOf(' ', text.IndexOf(' ', StringComparison.Ordinal) + 1);
        var goesOn = text.AsSpan(0, hour < 0 ? text.Length : hour).ContainsAny('*', '/', '-');
        return goesOn ? NextThrough(cron, after, clock) : NextOfDay(cron, after, clock);
    }

    private static DateTimeOffset? NextOfDay(CronExpression cron, DateTimeOffset after, WallClock clock)
    {
        for (var reading = cron.GetNextOccurrence(clock.Highest(after)); reading is { } time; )
        {
            var at = clock.First(time, after);
            if (!clock.LeavesOutDayOf(time, at))
            {
                return at;
            }

            reading = cron.GetNextOccurrence(time);
        }

        return null;
    }

    private static DateTimeOffset? NextThrough(CronExpression cron, DateTimeOffset after, WallClock clock)
    {
        var isNew = false;
        for (var at = after; cron.GetNextOccurrence(clock.Read(at), isNew) is { } time; isNew = true)
        {
            var read = at + (time - clock.Read(at));
            if (clock.NextShift(at, read) is not { } shift)
            {
                return read;
            }

            if (time < clock.Read(shift) && !clock.LeavesOutDayOf(time, shift) && IsMissed(cron, time, shift, clock))
            {
                return shift;
            }

            at = shift;
        }

        return null;
    }

    // A clock was set forward past a time. It is made up for unless the next one comes as soon as this one would have.
    private static bool IsMissed(CronExpression cron, DateTime time, DateTimeOffset shift, WallClock clock)
    {
        var tick = TimeSpan.FromTicks(1);
        var (before, after) = (clock.Read(shift - tick) + tick, clock.Read(shift));
        return cron.GetNextOccurrence(after, true) is not { } next || next - after > time - before;
    }
}
