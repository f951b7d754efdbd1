namespace MeshClaw.Core.Events;

/// <summary>Something that is to be done at its time: a schedule that is due, mail that came, a reminder.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Kind">Which handler it is for: <c>schedule.due</c>, <c>mail.received</c> …</param>
/// <param name="Source">Which agent, connection or channel it is of.</param>
/// <param name="Key">Makes it one: a second event of the same key is dropped.</param>
/// <param name="Payload">JSON.</param>
/// <param name="Due">Not before, UTC.</param>
/// <param name="Attempts">How often it was taken before.</param>
public sealed record EventRecord(
    long Id,
    string Kind,
    string Source,
    string Key,
    string Payload,
    DateTimeOffset Due,
    int Attempts
);

/// <summary>An event that is not closed.</summary>
/// <param name="Event">The event.</param>
/// <param name="Free">When it may be taken, UTC: its due time, the end of its lease, or until when it was put off.</param>
public sealed record OpenEvent(EventRecord Event, DateTimeOffset Free);

/// <summary>An open event that others are gathered into, of one kind and source.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Source">Its source.</param>
/// <param name="Fold">
/// Payload and due time with the new one, from the event that is open and was not taken yet; null makes a new event. Called within the
/// transaction: pure and quick.
/// </param>
public sealed record EventGathering(
    string Kind,
    string Source,
    Func<EventRecord?, (string Payload, DateTimeOffset Due)> Fold
);

/// <summary>
/// The one durable table of events: in once by key, out until completed. A closed event keeps its key taken for 60 days, so a key names
/// the occasion (<c>snooze/mail/work/812/2026-11-27T17:00Z</c>) and not the thing alone.
/// </summary>
public interface IEventStore
{
    /// <summary>
    /// Writes an event; false where one of the same key was written before. With a due time ahead it is a one-off schedule: it survives
    /// restarts, and comes once at that time or, if the gateway is off then, at the next start.
    /// </summary>
    Task<bool> EnqueueAsync(
        string kind,
        string source,
        string key,
        string payload,
        DateTimeOffset due,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Takes the oldest that is due and counts the attempt; null where none is. It comes again after <paramref name="lease"/> unless
    /// completed, also when the clock is set back meanwhile.
    /// </summary>
    Task<EventRecord?> TakeAsync(TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Lets events that were taken and are still in hand not come again before a new lease is over.</summary>
    Task RenewAsync(IReadOnlyCollection<long> ids, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Puts back an event that was taken, as if it had not been, with a new due time.</summary>
    Task PostponeAsync(long id, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>
    /// Closes an event that was taken and, in the same transaction, gathers it into others: after a crash it has reached all of them or
    /// comes again, and none gets it twice.
    /// </summary>
    Task GatherAsync(
        EventRecord taken,
        string outcome,
        IReadOnlyCollection<EventGathering> into,
        CancellationToken cancellationToken
    );

    /// <summary>Closes an event with what became of it.</summary>
    Task CompleteAsync(long id, string outcome, CancellationToken cancellationToken);

    /// <summary>Closes the open event of a key before its time; false where none is open. One that is in hand is not interrupted.</summary>
    Task<bool> CancelAsync(string key, string outcome, CancellationToken cancellationToken);

    /// <summary>The latest due time that has come among events of a kind and source, closed ones too; null where there is none.</summary>
    Task<DateTimeOffset?> LastDueAsync(string kind, string source, CancellationToken cancellationToken);

    /// <summary>When the next open event may be taken; null where none is open.</summary>
    Task<DateTimeOffset?> NextAsync(CancellationToken cancellationToken);

    /// <summary>The open events of a kind, the first free first.</summary>
    Task<IReadOnlyList<OpenEvent>> ListOpenAsync(string kind, CancellationToken cancellationToken);
}
