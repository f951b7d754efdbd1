using System.Collections.Concurrent;
using System.Collections.Frozen;
using MeshClaw.Core.Events;
using MeshClaw.Gateway.Logging;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Hands each event that is due to the handler of its kind, and writes down what came of it. After a crash between the two the event
/// comes again. Each goes on by itself: one that takes long holds up no other.
/// </summary>
internal sealed class EventDispatcher(
    IEventStore events,
    IEnumerable<IEventHandler> handlers,
    TimeProvider time,
    ILogger<EventDispatcher> logger
)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1);

    private readonly FrozenDictionary<string, IEventHandler> _handlers = handlers.ToFrozenDictionary(h => h.Kind);
    private readonly ConcurrentDictionary<long, Task> _inHand = new();

    /// <summary>Takes every event that is due.</summary>
    public async Task TakeDueAsync(CancellationToken cancellationToken)
    {
        await events.RenewAsync([.. _inHand.Keys], s_lease, cancellationToken).ConfigureAwait(false);
        while (await events.TakeAsync(s_lease, cancellationToken).ConfigureAwait(false) is { } taken)
        {
            if (_inHand.ContainsKey(taken.Id))
            {
                continue; // Its lease was over for a moment; taking it has renewed it.
            }

            var listed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _inHand[taken.Id] = HandleAsync(taken, listed.Task, cancellationToken);
            listed.SetResult();
        }
    }

    /// <summary>Waits for what is in hand; for the end, and for tests.</summary>
    public Task SettleAsync() => Task.WhenAll(_inHand.Values);

    private async Task HandleAsync(EventRecord taken, Task listed, CancellationToken cancellationToken)
    {
        await listed.ConfigureAwait(false);
        try
        {
            switch (await OutcomeAsync(taken, cancellationToken).ConfigureAwait(false))
            {
                case EventOutcome.Closed closed:
                    await events.CompleteAsync(taken.Id, closed.What, cancellationToken).ConfigureAwait(false);
                    Log.EventClosed(logger, taken.Id, taken.Source, closed.What);
                    break;
                case EventOutcome.Later later:
                    var soonest = time.GetUtcNow() + s_least;
                    var until = later.Until > soonest ? later.Until : soonest;
                    await events.PostponeAsync(taken.Id, until, cancellationToken).ConfigureAwait(false);
                    Log.EventPostponed(logger, taken.Id, taken.Source, until);
                    break;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        catch (Exception failure)
        {
            Log.EventFailed(logger, taken.Id, taken.Source, failure);
        }
        finally
        {
            _inHand.TryRemove(taken.Id, out _);
        }
    }

    private async Task<EventOutcome> OutcomeAsync(EventRecord taken, CancellationToken cancellationToken)
    {
        if (!_handlers.TryGetValue(taken.Kind, out var handler))
        {
            return new EventOutcome.Closed($"ignored: nothing handles {taken.Kind}");
        }

        return taken.Attempts >= MaxAttempts
            ? new EventOutcome.Closed($"given up after {MaxAttempts} attempts")
            : await handler.HandleAsync(taken, cancellationToken).ConfigureAwait(false);
    }
}
