using System.Collections.Immutable;

namespace MeshClaw.Policy.Statements;

/// <summary>Weekdays and hours in the owner's zone. At least one of the two is there.</summary>
/// <param name="Days">Only on these days; null for every day, never empty.</param>
/// <param name="Between">
/// Only between these local times, the first included; the second may be 24:00 (as <see cref="TimeSpan"/>) or lie on the next day. Null
/// for the whole day.
/// </param>
public sealed record TimeWindow(ImmutableArray<DayOfWeek>? Days, (TimeSpan Start, TimeSpan End)? Between)
{
    /// <summary>Whether a moment lies in it.</summary>
    public bool Contains(DayOfWeek day, TimeSpan time) => Holds(Days, Between, day, time);

    internal static bool Holds(
        ImmutableArray<DayOfWeek>? days,
        (TimeSpan Start, TimeSpan End)? between,
        DayOfWeek day,
        TimeSpan time
    )
    {
        if (between is not { } window)
        {
            return IsOn(day);
        }

        if (window.Start <= window.End)
        {
            return time >= window.Start && time < window.End && IsOn(day);
        }

        // Over midnight: the hours after it belong to the night that began on the day before.
        return time >= window.Start ? IsOn(day) : time < window.End && IsOn((DayOfWeek)(((int)day + 6) % 7));

        bool IsOn(DayOfWeek wanted) => days is not { } only || only.Contains(wanted);
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var hours = Between is { } b ? $"{Clock(b.Start)}-{Clock(b.End)}" : null;
        var days = Days is { } only ? string.Join(", ", only.Select(d => d.ToString()[..3].ToLowerInvariant())) : null;
        return string.Join(' ', new[] { days, hours }.Where(p => p is not null));
    }

    private static string Clock(TimeSpan time) => $"{(int)time.TotalHours:00}:{time.Minutes:00}";
}
