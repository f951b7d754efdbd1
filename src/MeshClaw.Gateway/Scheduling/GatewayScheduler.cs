using MeshClaw.Gateway.Logging;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// The gateway's one loop: sleeps until something is due, at the most a minute, and looks only at its own files and tables. Nothing
/// outside is asked.
/// </summary>
internal sealed class GatewayScheduler(GatewayServices services, TimeProvider time, ILogger<GatewayScheduler> logger)
{
    /// <summary>The longest sleep: so late, at the most, is a changed file noticed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var pause = await RoundAsync(cancellationToken).ConfigureAwait(false);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
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
            await services.Housekeeping.ExpireAsync(cancellationToken).ConfigureAwait(false);
            var next = await services.Plan.EnqueueDueAsync(cancellationToken).ConfigureAwait(false);
            await services.Dispatcher.TakeDueAsync(cancellationToken).ConfigureAwait(false);
            await services.Housekeeping.BackUpAsync(cancellationToken).ConfigureAwait(false);
            var pause = next - time.GetUtcNow() ?? Longest;
            return pause < Longest ? TimeSpan.FromTicks(Math.Max(pause.Ticks, TimeSpan.TicksPerMillisecond)) : Longest;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.RoundFailed(logger, failure);
            return Longest;
        }
    }
}
