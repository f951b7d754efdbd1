using MeshClaw.Core.Schedules;

namespace MeshClaw.Core.Usage;

/// <summary>Calendar days as the owner's clock shows them: budgets of a day and figures of days go by these.</summary>
public static class OwnerDay
{
    /// <summary>The day of a moment.</summary>
    public static DateOnly Of(DateTimeOffset moment, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(new WallClock(zone).Read(moment));

    /// <summary>The first moment at which the clock shows a day, also where that has no midnight.</summary>
    public static DateTimeOffset Begin(DateOnly day, TimeZoneInfo zone) =>
        new WallClock(zone).First(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), DateTimeOffset.MinValue);
}
