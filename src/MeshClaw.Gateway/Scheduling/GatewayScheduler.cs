using MeshClaw.Gateway.Logging;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// The gateway's one loop: sleeps until something is due, at the most a minute, and looks only at its own files and tables. Nothing
/// outside is asked. An event that is written wakes it.
/// </summary>
internal sealed class GatewayScheduler(GatewayServices services, TimeProvider time, ILogger<GatewayScheduler> logger)
{
    /// <summary>The longest sleep: so late, at the most, is a changed file or a clock that was set noticed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var pause = await RoundAsync(cancellationToken).ConfigureAwait(false);
                using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(Task.Delay(pause, time, awake.Token), services.Bell.Rung).ConfigureAwait(false);
                await awake.CancelAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await services.Dispatcher.SettleAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One round; returns how long to sleep. A failure is logged, and the next round tries again.</summary>
    internal async Task<TimeSpan> RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            services.Files.Refresh();
            services.Channels.Hub.Refresh();
            services.Chat.Watch.Refresh();
            services.Awareness.Refresh();
            await services.Snoozes.EnqueueAsync(cancellationToken).ConfigureAwait(false);
            await services.Housekeeping.ExpireAsync(cancellationToken).ConfigureAwait(false);
            await services.ClockSetBack.MendAsync(cancellationToken).ConfigureAwait(false);
            var planned = await services.Plan.EnqueueDueAsync(cancellationToken).ConfigureAwait(false);
            services.Bell.Hush(); // What was written until here is taken now.
            await services.Dispatcher.TakeDueAsync(cancellationToken).ConfigureAwait(false);
            await services.Housekeeping.BackUpAsync(cancellationToken).ConfigureAwait(false);
            await services.Housekeeping.CleanAsync(cancellationToken).ConfigureAwait(false);
            var waiting = await services.Events.NextAsync(cancellationToken).ConfigureAwait(false);
            return Pause(planned, waiting);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            services.Bell.Hush(); // Or what failed would be tried without a pause.
            Log.RoundFailed(logger, failure);
            return Longest;
        }
    }

    private TimeSpan Pause(DateTimeOffset? planned, DateTimeOffset? waiting)
    {
        var next = planned is null || waiting < planned ? waiting : planned;
        var pause = next - time.GetUtcNow() ?? Longest;
        return pause < Longest ? TimeSpan.FromTicks(Math.Max(pause.Ticks, TimeSpan.TicksPerMillisecond)) : Longest;
    }
}
