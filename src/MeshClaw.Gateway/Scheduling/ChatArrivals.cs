using MeshClaw.Core.Agents;
using MeshClaw.Core.Events;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Hands what happened in chat to the agents that wait for it: for each, what comes within the debounce is gathered into one event, which starts one run.
/// </summary>
/// <param name="kind">One of <see cref="ChatEvents.Kinds"/>.</param>
/// <param name="agents">Who may wait.</param>
/// <param name="events">Where it is gathered.</param>
/// <param name="time">The clock.</param>
internal sealed class ChatArrivals(string kind, IAgentCatalog agents, IEventStore events, TimeProvider time)
    : IEventHandler
{
    /// <inheritdoc />
    public string Kind => kind;

    /// <inheritdoc />
    public async Task<EventOutcome> HandleAsync(EventRecord taken, CancellationToken cancellationToken)
    {
        var arrival = MailEvents.Read(taken);
        var into = agents
            .List()
            .Select(a => a.Definition)
            .OfType<AgentDefinition>()
            .Select(a => GatheringOf(a, arrival, taken.Due))
            .OfType<EventGathering>()
            .ToList();
        var names = into.Count == 0 ? "nobody" : string.Join(", ", into.Select(i => i.Source));
        var outcome = $"gathered for {names}";
        await events.GatherAsync(taken, outcome, into, cancellationToken).ConfigureAwait(false);
        return new EventOutcome.Closed(outcome);
    }

    // A clock that was ahead when it was raised: it came now at the latest.
    private EventGathering? GatheringOf(AgentDefinition agent, MailArrival arrival, DateTimeOffset raised)
    {
        var waiting = agent
            .When.OfType<AgentTrigger.Event>()
            .Where(t => t.Name == kind && IsOf(agent, t, arrival.Connection))
            .ToList();
        if (agent.Grant.Paused || waiting.Count == 0)
        {
            return null; // What falls into a pause is not made up for, as with schedules.
        }

        var (debounce, atMost) = (waiting.Min(t => t.Debounce), waiting.Min(t => t.AtMost));
        return new EventGathering(
            ChatRuns.GatheredKind(kind),
            agent.Name.Value,
            open =>
            {
                var now = time.GetUtcNow();
                var before = open is null ? null : GatheredMail.Read(open.Payload);
                var (all, due) = GatheredMail.Add(before, arrival, raised < now ? raised : now, debounce, atMost);
                return (all.ToJson(), due);
            }
        );
    }

    private static bool IsOf(AgentDefinition agent, AgentTrigger.Event trigger, string connection) =>
        trigger.Connection is { } one
            ? one.Value == connection
            : agent.Grant.Connections.Contains(new ConnectionName(connection));
}

/// <summary>Starts an agent for what was gathered for it.</summary>
internal sealed class ChatRuns(string kind, AgentStarts starts) : IEventHandler
{
    /// <inheritdoc />
    public string Kind => GatheredKind(kind);

    /// <summary>The kind of its events; their source is the agent.</summary>
    public static string GatheredKind(string kind) => $"{kind}.gathered";

    /// <inheritdoc />
    public Task<EventOutcome> HandleAsync(EventRecord taken, CancellationToken cancellationToken)
    {
        var trigger = GatheredMail.Read(taken.Payload).TriggerOf(kind);
        return starts.StartAsync(new AgentName(taken.Source), trigger, null, taken, cancellationToken);
    }
}
