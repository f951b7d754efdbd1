using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Policy.Grants;

/// <summary>
/// The windows that limits count in, as the beginnings of counter names: <c>run/r7</c>, <c>hour/2026-11-23T06</c>,
/// <c>day/2026-11-23</c>, <c>week/2026-48</c>. Storage reads the counters of the current ones by these.
/// </summary>
public static class CounterWindow
{
    /// <summary>The window of one period. Days and weeks are those of <paramref name="now"/>, the owner's local time.</summary>
    public static string Of(OrderPeriod period, RunId run, DateTimeOffset now) =>
        period switch
        {
            OrderPeriod.Run => $"run/{run}",
            OrderPeriod.Hour => now.ToString("'hour/'yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture),
            OrderPeriod.Day => now.ToString("'day/'yyyy-MM-dd", CultureInfo.InvariantCulture),
            OrderPeriod.Week => string.Create(
                CultureInfo.InvariantCulture,
                $"week/{ISOWeek.GetYear(now.DateTime)}-{ISOWeek.GetWeekOfYear(now.DateTime)}"
            ),
        };

    /// <summary>Every window that is open for a run at a moment.</summary>
    public static ImmutableArray<string> All(RunId run, DateTimeOffset now) =>
        [
            Of(OrderPeriod.Run, run, now),
            Of(OrderPeriod.Hour, run, now),
            Of(OrderPeriod.Day, run, now),
            Of(OrderPeriod.Week, run, now),
        ];
}
