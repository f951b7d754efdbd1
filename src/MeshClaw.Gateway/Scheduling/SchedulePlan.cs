using System.Collections.Concurrent;
using System.Globalization;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Events;
using MeshClaw.Core.Schedules;
using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Turns schedules that became due into events, each once by its key. What was missed while the gateway was off or the device asleep
/// comes once, and only if it could have started within <see cref="CatchUp"/>. A clock that is set back lets nothing come twice, since
/// keys are of the time that a schedule names, and holds nothing up: what has not run yet runs when the clock says so. Its rounds are
/// made one at a time.
/// </summary>
internal sealed class SchedulePlan(
    AgentCatalog agents,
    AgentClocks clocks,
    IEventStore events,
    TimeProvider time,
    ILogger<SchedulePlan> logger
)
{
    /// <summary>How long after its time a missed schedule still runs.</summary>
    public static readonly TimeSpan CatchUp = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<AgentName, Looked> _looked = new();

    /// <summary>Writes down what is due now. Returns the next time at which anything will be; null where nothing is planned.</summary>
    public async Task<DateTimeOffset?> EnqueueDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        DateTimeOffset? next = null;
        foreach (var agent in agents.List().Select(a => a.Definition).OfType<AgentDefinition>())
        {
            if (agent.Grant.Paused)
            {
                _looked[agent.Name] = new Looked(now, now); // What falls into a pause is not made up for.
                continue;
            }

            var looked = await LookedAsync(agent.Name, now, cancellationToken).ConfigureAwait(false);
            var look = clocks.Of(agent).Look(looked.Until, looked.Floor, now);
            if (look.Now is { } start)
            {
                await EnqueueAsync(agent.Name, start, cancellationToken).ConfigureAwait(false);
            }

            _looked[agent.Name] = looked with { Until = now };
            next = next is null || look.Coming?.Start < next ? look.Coming?.Start ?? next : next;
        }

        return next;
    }

    /// <summary>What starts an agent by schedule next, or would have by now; null where nothing does.</summary>
    public async Task<PlannedStart?> NextAsync(AgentDefinition agent, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var looked = await LookedAsync(agent.Name, now, cancellationToken).ConfigureAwait(false);
        var look = clocks.Of(agent).Look(looked.Until, looked.Floor, now);
        return look.Now ?? look.Coming;
    }

    // An agent that this process has not looked at yet: what started it last is in the store. One that is new, or was changed since,
    // owes nothing for the time before.
    private async Task<Looked> LookedAsync(AgentName agent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!_looked.TryGetValue(agent, out var looked))
        {
            var written = agents.WrittenAt(agent);
            var last = await events
                .LastDueAsync(ScheduleEvents.EventKind, agent.Value, cancellationToken)
                .ConfigureAwait(false);
            looked = new Looked(last > written ? last.Value : written, written);
        }

        // From a clock that was ahead.
        var until = looked.Until > now ? now : looked.Until;
        var floor = looked.Floor > now ? now : looked.Floor;
        return new Looked(until < now - CatchUp ? now - CatchUp : until, floor);
    }

    private async Task EnqueueAsync(AgentName agent, PlannedStart start, CancellationToken cancellationToken)
    {
        var due = start.Due.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
        var key = $"schedule/{agent}/{due}";
        var isNew = await events
            .EnqueueAsync(
                ScheduleEvents.EventKind,
                agent.Value,
                key,
                ScheduleEvents.Payload(start),
                start.Start,
                cancellationToken
            )
            .ConfigureAwait(false);
        if (isNew)
        {
            Log.ScheduleDue(logger, agent.Value, start.Due, key);
        }
    }

    /// <summary>How far an agent's schedules were looked at.</summary>
    /// <param name="Until">Starts until then are done.</param>
    /// <param name="Floor">What was due until then is not owed, even where its start was put off.</param>
    private sealed record Looked(DateTimeOffset Until, DateTimeOffset Floor);
}
