using MeshClaw.Core.Runs;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Carries out what has waited out its undo window. Sleeps until the next window ends, and looks again whenever a run has ended, since it
/// may have left something to wait. What waits is in the journal: a gateway that was killed sends it after its next start, once.
/// </summary>
internal sealed class UndoWindows : IDisposable
{
    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(30);

    private readonly RunEngine _engine;
    private readonly RunFeed _feed;
    private readonly TimeProvider _time;
    private readonly ILogger<UndoWindows> _logger;
    private readonly SemaphoreSlim _ended = new(0, 1);

    public UndoWindows(RunEngine engine, RunFeed feed, TimeProvider time, ILogger<UndoWindows> logger)
    {
        (_engine, _feed, _time, _logger) = (engine, feed, time, logger);
        _feed.Ended += OnEnded;
    }

    /// <summary>Runs until cancelled.</summary>
    /// <param name="atOnce">Whether to look for what an earlier process left; otherwise not before a run of this one has ended.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(bool atOnce, CancellationToken cancellationToken)
    {
        TimeSpan? pause = atOnce ? TimeSpan.Zero : null;
        while (true)
        {
            await WaitAsync(pause, cancellationToken).ConfigureAwait(false);
            try
            {
                var next = await _engine.ReleaseDueAsync(cancellationToken).ConfigureAwait(false);
                pause = next - _time.GetUtcNow();
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Log.RoundFailed(_logger, failure);
                pause = s_afterFailure;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _feed.Ended -= OnEnded;
        _ended.Dispose();
    }

    private async Task WaitAsync(TimeSpan? pause, CancellationToken cancellationToken)
    {
        if (pause is not { } span)
        {
            await _ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (span > TimeSpan.Zero)
        {
            using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var ended = _ended.WaitAsync(woken.Token);
            await Task.WhenAny(ended, Task.Delay(span, _time, woken.Token)).ConfigureAwait(false);
            await woken.CancelAsync().ConfigureAwait(false);
            await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void OnEnded(RunId run)
    {
        try
        {
            _ended.Release();
        }
        catch (SemaphoreFullException)
        {
            // It will look anyway.
        }
    }
}
