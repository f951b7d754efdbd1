using MeshClaw.Core.Agents;
using MeshClaw.Core.Events;
using MeshClaw.Core.Runs.Rehearsals;
using MeshClaw.Core.Schedules;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>A start that there would have been.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Why">The trigger.</param>
internal sealed record PastStart(DateTimeOffset At, string Why);

/// <summary>Works out when an agent would have been started in a time that is over, by its file as it stands and the mail that came.</summary>
internal sealed class PastStarts(AgentClocks clocks)
{
    /// <summary>The most that are worked out.</summary>
    public const int Most = 200;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<PastStart> Find(AgentDefinition agent, Rehearsal rehearsal)
    {
        var clock = clocks.Of(agent);
        var starts = new List<PastStart>();
        foreach (var trigger in agent.When)
        {
            switch (trigger)
            {
                case AgentTrigger.Schedule schedule:
                    starts.AddRange(Of(schedule, clock, rehearsal));
                    break;
                case AgentTrigger.Event happening:
                    starts.AddRange(Of(happening, clock, rehearsal));
                    break;
                default:
                    throw new InvalidOperationException($"Unknown trigger {trigger.GetType().Name}.");
            }
        }

        return [.. starts.OrderBy(s => s.At).Take(Most)];
    }

    // What one night put off is one start.
    private static IEnumerable<PastStart> Of(AgentTrigger.Schedule schedule, AgentClock clock, Rehearsal rehearsal)
    {
        var due = ScheduleClock.Next(schedule, rehearsal.Since, clock.Zone);
        var last = DateTimeOffset.MinValue;
        for (var count = 0; due is { } at && at <= rehearsal.Until && count < Most; count++)
        {
            var planned = clock.Plan(schedule, at);
            if (planned.Start <= rehearsal.Until && planned.Start != last)
            {
                last = planned.Start;
                var why = planned.QuietEnd is null ? schedule.Text : $"{schedule.Text}, after quiet hours";
                yield return new PastStart(planned.Start, why);
            }

            due = ScheduleClock.Next(schedule, at, clock.Zone);
        }
    }

    private static IEnumerable<PastStart> Of(AgentTrigger.Event happening, AgentClock clock, Rehearsal rehearsal)
    {
        GatheredMail? gathered = null;
        var due = DateTimeOffset.MaxValue;
        foreach (var mail in rehearsal.Mails.Where(m => IsMeant(m, happening)).OrderBy(m => m.Received))
        {
            if (gathered is not null && mail.Received > due)
            {
                yield return Start(gathered, due, clock);
                gathered = null;
            }

            var arrival = new MailArrival(mail.Connection.Value, mail.Folder, 1, [mail.Id]);
            (gathered, due) = GatheredMail.Add(gathered, arrival, mail.Received, happening.Debounce, happening.AtMost);
        }

        if (gathered is not null && due <= rehearsal.Until)
        {
            yield return Start(gathered, due, clock);
        }
    }

    private static PastStart Start(GatheredMail gathered, DateTimeOffset due, AgentClock clock) =>
        clock.QuietUntil(due) is { } end
            ? new PastStart(end, $"{gathered.Trigger}, after quiet hours")
            : new PastStart(due.ToUniversalTime(), gathered.Trigger);

    private static bool IsMeant(SeenMail mail, AgentTrigger.Event happening) =>
        (happening.Connection is not { } only || only == mail.Connection)
        && string.Equals(mail.Folder, happening.Folder, StringComparison.OrdinalIgnoreCase);
}
