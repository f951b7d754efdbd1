using Cronos;
using MeshClaw.Core.Agents;

namespace MeshClaw.Core.Schedules;

/// <summary>
/// When a schedule is due. Pure. Where clocks go forward, a time of day that does not exist that day comes at the first moment after
/// the gap, once however many fell into it. Where clocks go back, a time of day that comes twice is taken the first time; only what runs
/// every so many minutes or hours (a <c>*</c>, <c>/</c> or <c>-</c> in cron's minute or hour) goes on through both.
/// </summary>
public static class ScheduleClock
{
    /// <summary>The first time after a moment; null where there is none any more. With the zone's offset of that time.</summary>
    /// <exception cref="CronFormatException">A cron expression that <see cref="CronText.Refuse"/> refuses.</exception>
    public static DateTimeOffset? Next(AgentTrigger.Schedule schedule, DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule.Crons.Select(c => CronExpression.Parse(c).GetNextOccurrence(after, zone)).Min();
    }
}
