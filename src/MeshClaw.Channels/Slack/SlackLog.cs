using Microsoft.Extensions.Logging;

namespace MeshClaw.Channels.Slack;

/// <summary>Everything that this channel logs. No words and names of people, no tokens.</summary>
internal static partial class SlackLog
{
    [LoggerMessage(7201, LogLevel.Information, "{Channel}: listens")]
    public static partial void Listens(ILogger logger, string channel);

    [LoggerMessage(7202, LogLevel.Information, "{Channel}: Slack asks for another connection ({Reason})")]
    public static partial void Refreshes(ILogger logger, string channel, string reason);

    [LoggerMessage(7203, LogLevel.Warning, "{Channel}: {Trouble} Attempt {Attempt} follows in {Wait} ms")]
    public static partial void Broke(ILogger logger, string channel, string trouble, int attempt, double wait);

    [LoggerMessage(7204, LogLevel.Warning, "{Channel}: something from Slack was left out: it {Why}")]
    public static partial void LeftOut(ILogger logger, string channel, string why);

    [LoggerMessage(7205, LogLevel.Error, "{Channel}: what came could not be stored; it is tried again")]
    public static partial void NotStored(ILogger logger, string channel, Exception failure);

    [LoggerMessage(7206, LogLevel.Warning, "{Channel}: what was said meanwhile could not be read up: {Trouble}")]
    public static partial void NotReadUp(ILogger logger, string channel, string trouble);
}
