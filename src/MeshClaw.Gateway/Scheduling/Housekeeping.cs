using MeshClaw.Core.Approvals;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Runs;
using MeshClaw.Gateway.Logging;
using MeshClaw.Storage.Backups;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>What is done by itself from time to time: approvals that ran out, the daily backup, and files of messages long gone.</summary>
internal sealed class Housekeeping(
    GatewayOptions options,
    LiveConfig config,
    IApprovalStore approvals,
    RunEngine engine,
    SpentFiles files,
    ILogger<Housekeeping> logger
)
{
    // A start is followed by work; a backup can wait for it.
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_retry = TimeSpan.FromHours(1);
    private readonly long _started = options.Time.GetTimestamp();
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private DateTimeOffset _nextTry = DateTimeOffset.MinValue;
    private DateTimeOffset _nextClean = DateTimeOffset.MinValue;

    /// <summary>Lets approvals expire, and the runs that waited for them end.</summary>
    public async Task ExpireAsync(CancellationToken cancellationToken)
    {
        var now = options.Time.GetUtcNow();
        var waiting = await approvals
            .ListAsync(ApprovalState.Waiting, int.MaxValue, cancellationToken)
            .ConfigureAwait(false);
        var over = waiting.Where(a => a.Expires <= now).Select(a => a.Run).Distinct().ToList();
        if (over.Count == 0)
        {
            return;
        }

        await approvals.ExpireAsync(cancellationToken).ConfigureAwait(false);
        foreach (var run in over)
        {
            await engine.ContinueAsync(run, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the day's backup, where it is due. A failure is logged and tried again within the hour.</summary>
    public async Task BackUpAsync(CancellationToken cancellationToken)
    {
        var now = options.Time.GetUtcNow();
        var current = config.Current;
        var local = TimeZoneInfo.ConvertTime(now, current.Zone);
        if (
            current.Backup.Daily is not { } daily
            || local.TimeOfDay < daily.ToTimeSpan()
            || (now < _nextTry && _nextTry - now <= s_retry) // Farther: the clock was set back.
            || options.Time.GetElapsedTime(_started) < s_quiet
        )
        {
            return;
        }

        _nextTry = now + s_retry;
        try
        {
            var file = await AutomaticBackups
                .RunAsync(options.Home.Root, current.Backup.Keep, options.Time, cancellationToken)
                .ConfigureAwait(false);
            if (file is not null)
            {
                Log.BackupWritten(logger, file);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.BackupFailed(logger, failure);
        }
    }

    /// <summary>Once a day, removes outgoing files that nothing needs any more. A failure is logged and tried again the next day.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var now = options.Time.GetUtcNow();
        if (
            (now < _nextClean && _nextClean - now <= s_day) // Farther: the clock was set back.
            || options.Time.GetElapsedTime(_started) < s_quiet
        )
        {
            return;
        }

        _nextClean = now + s_day;
        try
        {
            var removed = await files
                .RemoveAsync(config.Current.Connections.Keys, cancellationToken)
                .ConfigureAwait(false);
            if (removed > 0)
            {
                Log.SpentFilesRemoved(logger, removed);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.SpentFilesFailed(logger, failure);
        }
    }
}
