using System.Globalization;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Events;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Runs;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>
/// Brings snoozed messages back. The journal is the list of what sleeps: a snooze that is done and was not undone. Its waking is its undo,
/// so that nothing has to be kept beside it, and an owner who undoes it earlier has woken it.
/// </summary>
internal sealed class Snoozes(IJournal journal, IEventStore events)
{
    /// <summary>The kind of its events.</summary>
    public const string Kind = "mail.snooze.due";

    private readonly HashSet<ActionId> _known = [];

    /// <summary>Writes down when each sleeping message is to wake, once by its key. Called by one round at a time.</summary>
    public async Task EnqueueAsync(CancellationToken cancellationToken)
    {
        var query = new JournalQuery
        {
            Tool = MailTools.Snooze,
            States = [ActionState.Done],
            Limit = int.MaxValue,
        };
        foreach (var entry in await journal.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (_known.Add(entry.Id))
            {
                var until = UntilOf(entry);
                var due = until.ToUniversalTime();
                var key = string.Create(CultureInfo.InvariantCulture, $"{Kind}/{entry.Id}/{due:yyyyMMddHHmmss}");
                await events
                    .EnqueueAsync(Kind, entry.Connection.Value, key, entry.Id.ToString(), due, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }

    private static DateTimeOffset UntilOf(JournalEntry entry)
    {
        using var arguments = JsonDocument.Parse(entry.Arguments);
        return arguments.RootElement.GetProperty("until").GetDateTimeOffset(); // The tool takes no call without it.
    }
}

/// <summary>Wakes a message: undoes the action that put it away.</summary>
internal sealed class SnoozesDue(IJournal journal, RunEngine engine, TimeProvider time) : IEventHandler
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(20);

    /// <inheritdoc />
    public string Kind => Snoozes.Kind;

    /// <inheritdoc />
    public async Task<EventOutcome> HandleAsync(EventRecord taken, CancellationToken cancellationToken)
    {
        if (
            !ActionId.TryParse(taken.Payload, out var action)
            || await journal.FindAsync(action, cancellationToken).ConfigureAwait(false)
                is not { State: ActionState.Done }
        )
        {
            return new EventOutcome.Closed("awake already");
        }

        try
        {
            var run = await engine.StartUndoAsync(action.ToString(), cancellationToken).ConfigureAwait(false);
            return new EventOutcome.Closed($"woken by {run}");
        }
        catch (RunRefusedException busy) when (busy.Code == "busy")
        {
            return new EventOutcome.Later(time.GetUtcNow() + s_again);
        }
    }
}
