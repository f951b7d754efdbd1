using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Logging;

/// <summary>Everything that this project logs. No secrets, no mail, nothing that third parties wrote.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Gateway {Version} is ready on {Home} after {Ms} ms, process {Pid}")]
    public static partial void Ready(ILogger logger, string version, string home, double ms, int pid);

    [LoggerMessage(3002, LogLevel.Information, "Gateway ends: {Why}")]
    public static partial void Ending(ILogger logger, string why);

    [LoggerMessage(3003, LogLevel.Error, "Request to {Path} failed")]
    public static partial void RequestFailed(ILogger logger, string path, Exception failure);

    [LoggerMessage(
        3004,
        LogLevel.Error,
        "What the last process left under way could not be settled; runs settle it as they go"
    )]
    public static partial void RecoveryFailed(ILogger logger, Exception failure);

    [LoggerMessage(3005, LogLevel.Warning, "{File} has problems; what it said before still holds")]
    public static partial void FileKept(ILogger logger, string file);

    [LoggerMessage(3006, LogLevel.Information, "{File} was read anew")]
    public static partial void FileReloaded(ILogger logger, string file);

    [LoggerMessage(3007, LogLevel.Information, "Schedule of {Agent} is due since {Due}; event {Event}")]
    public static partial void ScheduleDue(ILogger logger, string agent, DateTimeOffset due, string @event);

    [LoggerMessage(3008, LogLevel.Information, "Event {Event} of {Source}: {Outcome}")]
    public static partial void EventClosed(ILogger logger, long @event, string source, string outcome);

    [LoggerMessage(3009, LogLevel.Error, "Event {Event} of {Source} could not be handled; it is tried again")]
    public static partial void EventFailed(ILogger logger, long @event, string source, Exception failure);

    [LoggerMessage(3010, LogLevel.Error, "The scheduler's round failed; the next one is in a minute")]
    public static partial void RoundFailed(ILogger logger, Exception failure);

    [LoggerMessage(3011, LogLevel.Information, "Backup written: {File}")]
    public static partial void BackupWritten(ILogger logger, string file);

    [LoggerMessage(3012, LogLevel.Error, "The daily backup failed")]
    public static partial void BackupFailed(ILogger logger, Exception failure);

    [LoggerMessage(3013, LogLevel.Warning, "Runs under way did not end in time; the next start continues them")]
    public static partial void DrainTimedOut(ILogger logger);

    [LoggerMessage(3014, LogLevel.Warning, "Connection {Connection} did not close cleanly")]
    public static partial void CloseFailed(ILogger logger, string connection, Exception failure);

    [LoggerMessage(3015, LogLevel.Error, "Run {Run} could not be continued; approve it again, or restart the gateway")]
    public static partial void ContinueFailed(ILogger logger, string run, Exception failure);

    [LoggerMessage(3040, LogLevel.Error, "Signing in to {Connection} failed")]
    public static partial void SignInFailed(ILogger logger, string connection, Exception failure);

    [LoggerMessage(3050, LogLevel.Warning, "{Connection} says something else of {Count} tools; they wait for a review")]
    public static partial void McpToolsChanged(ILogger logger, string connection, int count);

    [LoggerMessage(3060, LogLevel.Information, "Event {Event} of {Source} was put off until {Until}")]
    public static partial void EventPostponed(ILogger logger, long @event, string source, DateTimeOffset until);

    [LoggerMessage(3061, LogLevel.Information, "The system's zone is {Zone} now; schedules follow it")]
    public static partial void ZoneFollowed(ILogger logger, string zone);

    [LoggerMessage(3070, LogLevel.Warning, "Mail of {Connection} could not be synchronised: {Why}")]
    public static partial void MailSyncFailed(ILogger logger, string connection, string why);

    [LoggerMessage(3071, LogLevel.Error, "The index of mail could not be read")]
    public static partial void MailIndexFailed(ILogger logger, Exception failure);

    [LoggerMessage(3072, LogLevel.Information, "Removed {Count} outgoing files of messages long settled")]
    public static partial void SpentFilesRemoved(ILogger logger, int count);

    [LoggerMessage(3073, LogLevel.Error, "Outgoing files of messages long settled could not be removed")]
    public static partial void SpentFilesFailed(ILogger logger, Exception failure);

    [LoggerMessage(3080, LogLevel.Error, "Channel {Channel} failed")]
    public static partial void ChannelFailed(ILogger logger, string channel, Exception failure);

    [LoggerMessage(
        3081,
        LogLevel.Warning,
        "Channel {Channel} could not send ({Fault}); the next attempt is in {Seconds} s"
    )]
    public static partial void ChannelSendFailed(ILogger logger, string channel, string fault, double seconds);

    [LoggerMessage(3082, LogLevel.Information, "Person {Person} was paired on channel {Channel}")]
    public static partial void ChannelPaired(ILogger logger, string channel, long person);

    [LoggerMessage(3083, LogLevel.Error, "Delivery {Delivery} of channel {Channel} could not be answered")]
    public static partial void DeliveryFailed(ILogger logger, long delivery, string channel, Exception failure);

    [LoggerMessage(3084, LogLevel.Warning, "Channel {Channel} of {Connection} could not be looked at: {Why}")]
    public static partial void ChatWatchFailed(ILogger logger, string connection, string channel, string why);

    [LoggerMessage(3090, LogLevel.Information, "The listener for hooks is ready on {Url}")]
    public static partial void HooksListen(ILogger logger, Uri url);

    [LoggerMessage(3091, LogLevel.Error, "A call of the platform of {Channel} failed; it calls again")]
    public static partial void HookFailed(ILogger logger, string channel, Exception failure);

    [LoggerMessage(3092, LogLevel.Warning, "A call of the platform of {Channel} took too long; it calls again")]
    public static partial void HookLate(ILogger logger, string channel);

    [LoggerMessage(3100, LogLevel.Warning, "What the first turn needs could not be loaded before it")]
    public static partial void NotWarmedUp(ILogger logger, Exception failure);
}
