using MeshClaw.Core.Journal;
using MeshClaw.Core.Stopping;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Core.Runs;

/// <summary>What a stop came to.</summary>
/// <param name="Done">Actions that were done in the runs that it ended.</param>
/// <param name="NotDone">Actions of those runs that were called off.</param>
/// <param name="InFlight">Actions of which it cannot be told yet whether they happened.</param>
/// <param name="ElapsedMs">From the call until nothing acted any more and nothing could begin.</param>
public sealed record StopResult(int Done, int NotDone, int InFlight, double ElapsedMs);

/// <summary>Stops all of it, at once, and says exactly what was done and what was not.</summary>
public sealed class StopService(
    RunEngine engine,
    IStopSwitch stopSwitch,
    IJournal journal,
    TimeProvider time,
    ILogger<StopService> logger
)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Cancels what is under way, then sets the durable switch: no intent commits after that. Waits up to ten seconds for the
    /// journal to be exact.
    /// </summary>
    public async Task<StopResult> StopAsync(string by, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var (runs, halted, settled) = engine.CancelAll();
        await stopSwitch.SetAsync(true, by, cancellationToken).ConfigureAwait(false);
        await IgnoreTimeoutAsync(halted, cancellationToken).ConfigureAwait(false);
        var elapsed = time.GetElapsedTime(began).TotalMilliseconds;
        await IgnoreTimeoutAsync(settled, cancellationToken).ConfigureAwait(false);

        const string Why = "You stopped everything before it went out.";
        var (done, notDone, inFlight) = (
            0,
            await engine.CallOffDelayedAsync(Why, cancellationToken).ConfigureAwait(false),
            0
        );
        foreach (var run in runs)
        {
            var counts = await journal.CountAsync(run, cancellationToken).ConfigureAwait(false);
            done += counts.GetValueOrDefault(ActionState.Done);
            notDone += counts.GetValueOrDefault(ActionState.Cancelled) + counts.GetValueOrDefault(ActionState.Intended);
            inFlight += counts.GetValueOrDefault(ActionState.Executing) + counts.GetValueOrDefault(ActionState.Unknown);
        }

        Log.Stopped(logger, by, done, notDone, inFlight);
        return new StopResult(done, notDone, inFlight, elapsed);
    }

    /// <summary>
    /// Lets agents act again, and says how it stood before. Nothing that the stop ended begins anew by itself. Where it is
    /// <see cref="StopStatus.Locked"/> nothing changes.
    /// </summary>
    public async Task<StopStatus> ResumeAsync(string by, CancellationToken cancellationToken)
    {
        var before = await stopSwitch.ReadAsync(cancellationToken).ConfigureAwait(false);
        var after = await stopSwitch.SetAsync(false, by, cancellationToken).ConfigureAwait(false);
        if (after.Locked is not null)
        {
            return after;
        }

        Log.Resumed(logger, by);
        return before with { Locked = null };
    }

    private async Task IgnoreTimeoutAsync(Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(s_patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What has not ended by now is counted as in flight.
        }
    }
}
