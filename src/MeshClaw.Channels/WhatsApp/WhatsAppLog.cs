using Microsoft.Extensions.Logging;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>What the channel logs: counts and states, no words and no numbers of people.</summary>
internal static partial class WhatsAppLog
{
    [LoggerMessage(7201, LogLevel.Warning, "{Channel}: a call without Meta's signature was refused")]
    public static partial void Unsigned(ILogger logger, string channel);

    [LoggerMessage(7202, LogLevel.Warning, "{Channel}: a call for another phone number was refused")]
    public static partial void AnotherNumber(ILogger logger, string channel);

    [LoggerMessage(7203, LogLevel.Warning, "{Channel}: a signed call of {Bytes} bytes is no webhook of WhatsApp")]
    public static partial void Unreadable(ILogger logger, string channel, int bytes);

    [LoggerMessage(7204, LogLevel.Warning, "{Channel}: {Count} messages of a webhook are not as documented; left out")]
    public static partial void LeftOut(ILogger logger, string channel, int count);
}
