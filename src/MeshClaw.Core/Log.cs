using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Core;

/// <summary>Every log line of Core, with its event id. None carries message text, addresses or secrets.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "Run {Run} of {Agent} began ({Trigger})")]
    public static partial void RunBegan(ILogger logger, RunId run, AgentName agent, string trigger);

    [LoggerMessage(1002, LogLevel.Information, "Run {Run} is {State}")]
    public static partial void RunSettled(ILogger logger, RunId run, string state);

    [LoggerMessage(1003, LogLevel.Error, "Run {Run} failed")]
    public static partial void RunFailed(ILogger logger, RunId run, Exception failure);

    [LoggerMessage(
        1004,
        LogLevel.Warning,
        "{Connection} broke during {Count} actions of run {Run}; finding out what happened"
    )]
    public static partial void ConnectionBroke(
        ILogger logger,
        ConnectionName connection,
        int count,
        RunId run,
        Exception failure
    );

    [LoggerMessage(1005, LogLevel.Warning, "{Count} actions on {Connection} could not be checked")]
    public static partial void CannotReconcile(ILogger logger, int count, ConnectionName connection, Exception failure);

    [LoggerMessage(1006, LogLevel.Information, "{Count} actions on {Connection} were checked after an interruption")]
    public static partial void Reconciled(ILogger logger, int count, ConnectionName connection);

    [LoggerMessage(1007, LogLevel.Warning, "Stopped by {By}: {Done} done, {NotDone} called off, {InFlight} in flight")]
    public static partial void Stopped(ILogger logger, string by, int done, int notDone, int inFlight);

    [LoggerMessage(1008, LogLevel.Information, "Resumed by {By}")]
    public static partial void Resumed(ILogger logger, string by);
}
