namespace MeshClaw.Gateway.Configuration;

/// <summary>The system's time zone as it is now: .NET keeps the one that it found first.</summary>
internal static class SystemZone
{
    // Where Unix says which zone it is in: a link, or a copy.
    private const string LocalTime = "/etc/localtime";

    private static readonly Lock s_gate = new();
    private static (string? Target, DateTime Written)? s_seen;

    /// <summary>The zone. Costs a look at one file where nothing changed.</summary>
    public static TimeZoneInfo Of(TimeProvider time)
    {
        lock (s_gate)
        {
            var file = new FileInfo(LocalTime);
            var seen = (file.LinkTarget, file.LastWriteTimeUtc);
            if (s_seen is { } before && (before != seen || OperatingSystem.IsWindows()))
            {
                TimeZoneInfo.ClearCachedData(); // On Windows reading it anew costs as little as finding out whether to.
            }

            s_seen = seen;
            return time.LocalTimeZone;
        }
    }
}
