using MeshClaw.Core.Models;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Models.Chat;

/// <summary>Everything that this project logs. No prompts, no answers, no keys, nothing that third parties wrote.</summary>
internal static partial class Log
{
    [LoggerMessage(
        5001,
        LogLevel.Information,
        "{Model} did not answer ({Fault}); attempt {Attempt} follows in {Wait} ms"
    )]
    public static partial void Retrying(ILogger logger, string model, ModelFault fault, int attempt, double wait);

    [LoggerMessage(5002, LogLevel.Warning, "{Model} did not answer ({Fault}); {Next} is asked instead")]
    public static partial void FellBack(ILogger logger, string model, ModelFault fault, string next);

    [LoggerMessage(5003, LogLevel.Error, "What a call of {Model} cost could not be written down")]
    public static partial void NotSettled(ILogger logger, string model, Exception failure);
}
