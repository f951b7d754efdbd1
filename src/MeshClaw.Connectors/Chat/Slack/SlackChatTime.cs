using System.Globalization;

namespace MeshClaw.Connectors.Chat.Slack;

/// <summary>Slack's timestamps: seconds since 1970 with six digits of a fraction, which are also the ids of messages.</summary>
internal static class SlackChatTime
{
    private const long Latest = 100_000_000_000; // The year 5138.

    /// <summary>The time of a timestamp; null where it is none.</summary>
    public static DateTimeOffset? Read(string? ts) =>
        decimal.TryParse(ts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 0 and < Latest
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;

    /// <summary>A timestamp of a time.</summary>
    public static string Write(DateTimeOffset time)
    {
        var micros = (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;
        return string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000}.{micros % 1_000_000:000000}");
    }
}
