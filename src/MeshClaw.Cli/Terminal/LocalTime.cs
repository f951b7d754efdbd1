using System.Globalization;

namespace MeshClaw.Cli.Terminal;

/// <summary>Times for people: in the zone of the machine, as short as it can be told.</summary>
internal static class LocalTime
{
    /// <summary><c>06:30</c> on the same day, <c>24 Nov 06:30</c> in the same year, else with the year.</summary>
    public static string Short(DateTimeOffset at, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetLocalNow();
        var local = TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);
        var format =
            local.Date == now.Date ? "HH:mm"
            : local.Year == now.Year ? "d MMM HH:mm"
            : "d MMM yyyy HH:mm";
        return local.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary><c>07:00, after quiet hours</c></summary>
    public static string Next(DateTimeOffset at, string? why, TimeProvider time) =>
        why is null ? Short(at, time) : $"{Short(at, time)}, {why}";
}
