using System.Globalization;

namespace MeshClaw.Channels.Slack;

/// <summary>Slack's timestamps: seconds since 1970 with six digits of a fraction, which are also the ids of messages.</summary>
internal static class SlackTime
{
    /// <summary>The time of a timestamp; a <see cref="FormatException"/> where it is none.</summary>
    public static DateTimeOffset Read(string ts) =>
        decimal.TryParse(ts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 0 and < 100_000_000_000
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw new FormatException("That is no timestamp of Slack.");

    /// <summary>A timestamp of a time.</summary>
    public static string Write(DateTimeOffset time)
    {
        var micros = (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;
        return string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000}.{micros % 1_000_000:000000}");
    }
}
