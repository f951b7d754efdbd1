using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Core.Events;
using MeshClaw.Core.Runs;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Starts a run for each event that is due, one at a time for one agent, and closes the event when the run is written down. After a
/// crash between the two the event comes again: a run that it had begun is found, and no second one is started.
/// </summary>
internal sealed class EventDispatcher(
    IEventStore events,
    RunEngine engine,
    IRunStore runs,
    ILogger<EventDispatcher> logger
)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<long, Task> _inHand = new();

    /// <summary>Takes every event that is due. Each goes on by itself: an agent that is busy holds up no other.</summary>
    public async Task TakeDueAsync(CancellationToken cancellationToken)
    {
        while (await events.TakeAsync(s_lease, cancellationToken).ConfigureAwait(false) is { } taken)
        {
            if (_inHand.ContainsKey(taken.Id))
            {
                continue; // Still waits for its agent's run; the lease is renewed by taking it.
            }

            var work = HandleAsync(taken, cancellationToken);
            _inHand[taken.Id] = work;
            if (work.IsCompleted)
            {
                _inHand.TryRemove(taken.Id, out _);
            }
        }
    }

    /// <summary>Waits for what is in hand; for the end, and for tests.</summary>
    public Task SettleAsync() => Task.WhenAll(_inHand.Values);

    private async Task HandleAsync(EventRecord taken, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            var outcome = await StartAsync(taken, cancellationToken).ConfigureAwait(false);
            await events.CompleteAsync(taken.Id, outcome, cancellationToken).ConfigureAwait(false);
            Log.EventClosed(logger, taken.Id, taken.Source, outcome);
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

    private async Task<string> StartAsync(EventRecord taken, CancellationToken cancellationToken)
    {
        if (taken.Kind != SchedulePlan.Kind)
        {
            return $"ignored: nothing handles {taken.Kind}";
        }

        if (taken.Attempts >= MaxAttempts)
        {
            return $"given up after {MaxAttempts} attempts";
        }

        var agent = new AgentName(taken.Source);
        var trigger = $"schedule {ScheduleOf(taken.Payload)}";
        if (await FindBegunAsync(agent, trigger, taken, cancellationToken).ConfigureAwait(false) is { } begun)
        {
            return $"started {begun}";
        }

        while (true)
        {
            await WaitUntilIdleAsync(agent, cancellationToken).ConfigureAwait(false);
            try
            {
                return $"started {await engine.StartAsync(agent, trigger, cancellationToken).ConfigureAwait(false)}";
            }
            catch (RunRefusedException refused) when (refused.Code == "busy")
            {
                // Somebody was faster: wait for that run too.
            }
            catch (RunRefusedException refused)
            {
                return $"refused: {refused.Code}";
            }
        }
    }

    private async Task<RunId?> FindBegunAsync(
        AgentName agent,
        string trigger,
        EventRecord taken,
        CancellationToken cancellationToken
    )
    {
        if (taken.Attempts == 0)
        {
            return null;
        }

        var latest = await runs.ListAsync(agent, null, 50, cancellationToken).ConfigureAwait(false);
        return latest.FirstOrDefault(r => r.Trigger == trigger && r.Started >= taken.Due)?.Id;
    }

    private async Task WaitUntilIdleAsync(AgentName agent, CancellationToken cancellationToken)
    {
        foreach (var active in engine.Active)
        {
            var run = await runs.FindAsync(active, cancellationToken).ConfigureAwait(false);
            if (run?.Agent == agent)
            {
                await engine.WaitAsync(active, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string ScheduleOf(string payload)
    {
        using var json = JsonDocument.Parse(payload);
        return json.RootElement.GetProperty("schedule").GetString() ?? "";
    }
}

/// <summary>JSON of what events carry.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class PayloadJson : JsonSerializerContext;
