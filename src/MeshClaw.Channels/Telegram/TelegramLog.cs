using MeshClaw.Core.Channels;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Channels.Telegram;

/// <summary>What the Telegram channel logs (7001 to 7019). No words of people, no names, no secrets.</summary>
internal static partial class TelegramLog
{
    [LoggerMessage(7001, LogLevel.Warning, "{Channel} does not hear ({Trouble}); it tries again in {Wait}")]
    public static partial void Deaf(ILogger logger, ChannelName channel, string trouble, TimeSpan wait);

    [LoggerMessage(
        7002,
        LogLevel.Warning,
        "{Channel} could not hand over what came; Telegram keeps it, next try in {Wait}"
    )]
    public static partial void NotStored(ILogger logger, ChannelName channel, TimeSpan wait, Exception failure);

    [LoggerMessage(7003, LogLevel.Information, "{Channel} hears")]
    public static partial void Hears(ILogger logger, ChannelName channel);

    [LoggerMessage(7004, LogLevel.Warning, "{Channel} passes over update {Update}, which cannot be read ({Why})")]
    public static partial void Unreadable(ILogger logger, ChannelName channel, long? update, string why);

    [LoggerMessage(7005, LogLevel.Debug, "{Channel} passes over update {Update}: nobody says anything in it")]
    public static partial void Nothing(ILogger logger, ChannelName channel, long update);
}
