using System.Collections.Concurrent;
using MeshClaw.Core.Events;
using MeshClaw.Core.Runs;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Starts an agent for an event: one run of it at a time, at the most one event of a kind waiting for it, never in its quiet hours, and
/// once for all that one night put off.
/// </summary>
internal sealed class AgentStarts(AgentClocks clocks, RunEngine engine, IRunStore runs, TimeProvider time)
{
    private readonly ConcurrentDictionary<(AgentName Agent, string Kind), long> _waiting = new();

    /// <summary>Starts it when its run that is under way is over; returns when the new one is written down.</summary>
    /// <param name="agent">Which.</param>
    /// <param name="trigger">What its record shows.</param>
    /// <param name="quietEnd">The end of the quiet hours that put the event off before it was written; null where none did.</param>
    /// <param name="taken">The event.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<EventOutcome> StartAsync(
        AgentName agent,
        string trigger,
        DateTimeOffset? quietEnd,
        EventRecord taken,
        CancellationToken cancellationToken
    )
    {
        if (await FindBegunAsync(agent, trigger, taken, cancellationToken).ConfigureAwait(false) is { } begun)
        {
            return new EventOutcome.Closed($"started {begun}");
        }

        var place = (agent, taken.Kind);
        if (!_waiting.TryAdd(place, taken.Id))
        {
            return new EventOutcome.Closed($"joined another {taken.Kind} that waits for {agent}");
        }

        try
        {
            return await StartWhenIdleAsync(agent, trigger, quietEnd, taken, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _waiting.TryRemove(place, out _);
        }
    }

    private async Task<EventOutcome> StartWhenIdleAsync(
        AgentName agent,
        string trigger,
        DateTimeOffset? quietEnd,
        EventRecord taken,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            await WaitUntilIdleAsync(agent, cancellationToken).ConfigureAwait(false);
            if (clocks.Find(agent) is { } clock)
            {
                if (clock.QuietUntil(time.GetUtcNow()) is { } end)
                {
                    return new EventOutcome.Later(end);
                }

                quietEnd ??= clock.QuietEndAround(taken.Due);
            }

            if (await FindSinceAsync(agent, quietEnd, cancellationToken).ConfigureAwait(false) is { } other)
            {
                return new EventOutcome.Closed($"joined {other}, the first after quiet hours");
            }

            try
            {
                var run = await engine.StartAsync(agent, trigger, cancellationToken).ConfigureAwait(false);
                return new EventOutcome.Closed($"started {run}");
            }
            catch (RunRefusedException refused) when (refused.Code == "busy")
            {
                // Somebody was faster: wait for that run too.
            }
            catch (RunRefusedException refused)
            {
                return new EventOutcome.Closed($"refused: {refused.Code}");
            }
        }
    }

    /// <summary>The run that this event began before a crash.</summary>
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

    /// <summary>A run that began by itself since the end of the quiet hours that put this event off.</summary>
    private async Task<RunId?> FindSinceAsync(
        AgentName agent,
        DateTimeOffset? quietEnd,
        CancellationToken cancellationToken
    )
    {
        if (quietEnd is not { } end)
        {
            return null;
        }

        var latest = await runs.ListAsync(agent, null, 20, cancellationToken).ConfigureAwait(false);
        return latest.FirstOrDefault(r => r.Started >= end && BeganByItself(r.Trigger))?.Id;
    }

    private static bool BeganByItself(string trigger) =>
        trigger.StartsWith(ScheduleEvents.TriggerWord, StringComparison.Ordinal)
        || trigger.StartsWith(MailEvents.Kind, StringComparison.Ordinal)
        || ChatEvents.Kinds.Any(k => trigger.StartsWith(k, StringComparison.Ordinal));

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
}
