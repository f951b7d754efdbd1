using MeshClaw.Core.Agents;
using MeshClaw.Core.Events;
using MeshClaw.Gateway.Mail;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Hands mail that came to the agents that wait for it: for each, what comes within the debounce is gathered into one event, which
/// starts one run.
/// </summary>
internal sealed class MailArrivals(IAgentCatalog agents, IEventStore events, TimeProvider time, MutedMail? muted = null)
    : IEventHandler
{
    /// <inheritdoc />
    public string Kind => MailEvents.Kind;

    /// <inheritdoc />
    public async Task<EventOutcome> HandleAsync(EventRecord taken, CancellationToken cancellationToken)
    {
        var came = MailEvents.Read(taken);
        if (await TakeMutedAsync(came, cancellationToken).ConfigureAwait(false) is not { } arrival)
        {
            return new EventOutcome.Closed("all of it in muted conversations");
        }

        var into = agents
            .List()
            .Select(a => a.Definition)
            .OfType<AgentDefinition>()
            .Select(Gathering)
            .OfType<EventGathering>()
            .ToList();
        var names = into.Count == 0 ? "nobody" : string.Join(", ", into.Select(i => i.Source));
        var outcome = $"gathered for {names}";
        await events.GatherAsync(taken, outcome, into, cancellationToken).ConfigureAwait(false);
        return new EventOutcome.Closed(outcome);

        EventGathering? Gathering(AgentDefinition agent) => GatheringOf(agent, arrival, taken.Due);
    }

    private async Task<MailArrival?> TakeMutedAsync(MailArrival arrival, CancellationToken cancellationToken) =>
        muted is null ? arrival : await muted.TakeAsync(arrival, cancellationToken).ConfigureAwait(false);

    // A clock that was ahead when it was raised: it came now at the latest.
    private EventGathering? GatheringOf(AgentDefinition agent, MailArrival arrival, DateTimeOffset raised)
    {
        var waiting = agent.When.OfType<AgentTrigger.Event>().Where(t => Waits(agent, t, arrival)).ToList();
        if (agent.Grant.Paused || waiting.Count == 0)
        {
            return null; // What falls into a pause is not made up for, as with schedules.
        }

        var (debounce, atMost) = (waiting.Min(t => t.Debounce), waiting.Min(t => t.AtMost));
        return new EventGathering(
            MailRuns.EventKind,
            agent.Name.Value,
            open =>
            {
                var now = time.GetUtcNow();
                var before = open is null ? null : GatheredMail.Read(open.Payload);
                var (mail, due) = GatheredMail.Add(before, arrival, raised < now ? raised : now, debounce, atMost);
                return (mail.ToJson(), due);
            }
        );
    }

    private static bool Waits(AgentDefinition agent, AgentTrigger.Event trigger, MailArrival arrival) =>
        trigger.Name == MailEvents.Kind
        && (
            trigger.Connection is { } one
                ? one.Value == arrival.Connection
                : agent.Grant.Connections.Contains(new ConnectionName(arrival.Connection))
        )
        && IsFolder(trigger.Folder, arrival.Folder);

    // INBOX is the one name without case (RFC 3501, 5.1).
    private static bool IsFolder(string wanted, string folder) =>
        wanted == folder
        || (
            wanted.Equals("INBOX", StringComparison.OrdinalIgnoreCase)
            && folder.Equals("INBOX", StringComparison.OrdinalIgnoreCase)
        );
}

/// <summary>Starts an agent for the mail that was gathered for it.</summary>
internal sealed class MailRuns(AgentStarts starts) : IEventHandler
{
    /// <summary>The kind of its events; their source is the agent.</summary>
    public const string EventKind = "mail.gathered";

    /// <inheritdoc />
    public string Kind => EventKind;

    /// <inheritdoc />
    public Task<EventOutcome> HandleAsync(EventRecord taken, CancellationToken cancellationToken)
    {
        var trigger = GatheredMail.Read(taken.Payload).Trigger;
        return starts.StartAsync(new AgentName(taken.Source), trigger, null, taken, cancellationToken);
    }
}
