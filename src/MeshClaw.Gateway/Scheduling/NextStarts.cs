using MeshClaw.Core.Agents;
using MeshClaw.Core.Events;
using MeshClaw.Gateway.Agents;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>What starts an agent next.</summary>
/// <param name="Agent">Which.</param>
/// <param name="At">When, UTC; a time that is past means at once.</param>
/// <param name="Why">What is not seen from its schedules: mail that waits, quiet hours; null where there is nothing to say.</param>
internal sealed record NextStart(AgentName Agent, DateTimeOffset At, string? Why);

/// <summary>Says for people when agents start next: by schedule, and by what waits in the table of events.</summary>
internal sealed class NextStarts(AgentCatalog agents, AgentClocks clocks, SchedulePlan plan, IEventStore events)
{
    private const string AfterQuiet = "after quiet hours";

    /// <summary>The next start of one agent; null where it is paused, or starts only when asked.</summary>
    public async Task<NextStart?> FindAsync(AgentDefinition agent, CancellationToken cancellationToken) =>
        await FindAsync(agent, await WaitingAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>The next start of each agent that has one, by name.</summary>
    public async Task<IReadOnlyList<NextStart>> ListAsync(CancellationToken cancellationToken)
    {
        var waiting = await WaitingAsync(cancellationToken).ConfigureAwait(false);
        var all = new List<NextStart>();
        foreach (var agent in agents.List().Select(a => a.Definition).OfType<AgentDefinition>())
        {
            if (await FindAsync(agent, waiting, cancellationToken).ConfigureAwait(false) is { } next)
            {
                all.Add(next);
            }
        }

        return all;
    }

    private async Task<NextStart?> FindAsync(
        AgentDefinition agent,
        IReadOnlyList<OpenEvent> waiting,
        CancellationToken cancellationToken
    )
    {
        if (agent.Grant.Paused)
        {
            return null;
        }

        var planned = await plan.NextAsync(agent, cancellationToken).ConfigureAwait(false);
        var clock = clocks.Of(agent);
        var starts = waiting
            .Where(w => w.Event.Source == agent.Name.Value && w.Event.Attempts == 0)
            .Select(w =>
            {
                var end = clock.QuietEndAround(w.Event.Due);
                return new NextStart(agent.Name, end ?? w.Free, Say(w.Event, isQuiet: end is not null));
            });
        if (planned is not null)
        {
            starts = starts.Append(
                new NextStart(agent.Name, planned.Start, planned.QuietEnd is null ? null : AfterQuiet)
            );
        }

        return starts.MinBy(s => s.At);
    }

    private async Task<IReadOnlyList<OpenEvent>> WaitingAsync(CancellationToken cancellationToken) =>
        [
            .. await events.ListOpenAsync(MailRuns.EventKind, cancellationToken).ConfigureAwait(false),
            .. await events.ListOpenAsync(ScheduleEvents.EventKind, cancellationToken).ConfigureAwait(false),
        ];

    private static string? Say(EventRecord waiting, bool isQuiet)
    {
        var mail = waiting.Kind == MailRuns.EventKind ? GatheredMail.Read(waiting.Payload).Trigger : null;
        return (mail, isQuiet) switch
        {
            (null, false) => null,
            (null, true) => AfterQuiet,
            (_, false) => mail,
            (_, true) => $"{mail}, {AfterQuiet}",
        };
    }
}
