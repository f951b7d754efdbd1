using System.Globalization;
using System.Text.Json;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Events;
using MeshClaw.Core.Schedules;
using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Turns schedules that became due into events, each once by its key. What was missed while the gateway was off or the device asleep
/// comes once, and only if it was due within <see cref="CatchUp"/>. Called by one round at a time.
/// </summary>
internal sealed class SchedulePlan(
    AgentCatalog agents,
    LiveConfig config,
    IEventStore events,
    TimeProvider time,
    ILogger<SchedulePlan> logger
)
{
    /// <summary>The kind of its events.</summary>
    public const string Kind = "schedule.due";

    /// <summary>How long after its time a missed schedule still runs.</summary>
    public static readonly TimeSpan CatchUp = TimeSpan.FromHours(12);

    private readonly Dictionary<AgentName, DateTimeOffset> _lookedAt = [];

    /// <summary>Writes down what is due now. Returns the next time at which anything will be; null where nothing is planned.</summary>
    public async Task<DateTimeOffset?> EnqueueDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        DateTimeOffset? next = null;
        foreach (var agent in agents.List().Select(a => a.Definition).OfType<AgentDefinition>())
        {
            if (agent.Grant.Paused)
            {
                _lookedAt[agent.Name] = now; // What falls into a pause is not made up for.
                continue;
            }

            var since = await SinceAsync(agent.Name, now, cancellationToken).ConfigureAwait(false);
            if (Latest(agent, since, now) is var (due, schedule))
            {
                await EnqueueAsync(agent.Name, schedule, due, cancellationToken).ConfigureAwait(false);
            }

            _lookedAt[agent.Name] = now;
            var coming = Next(agent, now, config.Current.Zone);
            next = next is null || coming < next ? coming ?? next : next;
        }

        return next;
    }

    /// <summary>When an agent's schedules start it next; null where none does.</summary>
    public static DateTimeOffset? Next(AgentDefinition agent, DateTimeOffset after, TimeZoneInfo zone) =>
        agent.When.OfType<AgentTrigger.Schedule>().Select(s => ScheduleClock.Next(s, after, zone)).Min();

    // An agent that this process has not looked at yet: what it did last is in the store. One that is new, or was changed since, owes
    // nothing for the time before.
    private async Task<DateTimeOffset> SinceAsync(
        AgentName agent,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var earliest = now - CatchUp;
        if (!_lookedAt.TryGetValue(agent, out var since))
        {
            var last = await events.LastDueAsync(Kind, agent.Value, cancellationToken).ConfigureAwait(false);
            var written = agents.WrittenAt(agent);
            since = last > written ? last.Value : written;
        }

        return since < earliest ? earliest : since;
    }

    private (DateTimeOffset Due, AgentTrigger.Schedule Schedule)? Latest(
        AgentDefinition agent,
        DateTimeOffset since,
        DateTimeOffset now
    )
    {
        (DateTimeOffset Due, AgentTrigger.Schedule Schedule)? latest = null;
        foreach (var schedule in agent.When.OfType<AgentTrigger.Schedule>())
        {
            var due = ScheduleClock.Next(schedule, since, config.Current.Zone);
            while (due <= now)
            {
                latest = latest is null || due > latest.Value.Due ? (due.Value, schedule) : latest;
                due = ScheduleClock.Next(schedule, due.Value, config.Current.Zone);
            }
        }

        return latest;
    }

    private async Task EnqueueAsync(
        AgentName agent,
        AgentTrigger.Schedule schedule,
        DateTimeOffset due,
        CancellationToken cancellationToken
    )
    {
        var utc = due.ToUniversalTime();
        var minute = utc.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
        var key = $"schedule/{agent}/{minute}";
        var payload = $$"""{"schedule":{{JsonSerializer.Serialize(schedule.Text, PayloadJson.Default.String)}}}""";
        if (await events.EnqueueAsync(Kind, agent.Value, key, payload, utc, cancellationToken).ConfigureAwait(false))
        {
            Log.ScheduleDue(logger, agent.Value, utc, key);
        }
    }
}
