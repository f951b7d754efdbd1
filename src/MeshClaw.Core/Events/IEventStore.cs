namespace MeshClaw.Core.Events;

/// <summary>Something that a run may start upon: a schedule that is due, mail that came, later a channel's message.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Kind"><c>schedule.due</c>, <c>mail.received</c> …</param>
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

/// <summary>The one durable table of events: in once by key, out until completed.</summary>
public interface IEventStore
{
    /// <summary>Writes an event; false where one of the same key was written before.</summary>
    Task<bool> EnqueueAsync(
        string kind,
        string source,
        string key,
        string payload,
        DateTimeOffset due,
        CancellationToken cancellationToken
    );

    /// <summary>Takes the oldest that is due and counts the attempt; null where none is. It comes again after <paramref name="lease"/> unless completed.</summary>
    Task<EventRecord?> TakeAsync(TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Closes an event with what became of it.</summary>
    Task CompleteAsync(long id, string outcome, CancellationToken cancellationToken);

    /// <summary>The latest due time among events of a kind and source, closed ones too; null where there is none.</summary>
    Task<DateTimeOffset?> LastDueAsync(string kind, string source, CancellationToken cancellationToken);
}
