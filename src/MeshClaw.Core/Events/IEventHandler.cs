namespace MeshClaw.Core.Events;

/// <summary>What becomes of an event that was handled.</summary>
public abstract record EventOutcome
{
    private EventOutcome() { }

    /// <summary>It is over.</summary>
    /// <param name="What">What came of it, for the log and the store: <c>started r7</c>.</param>
    public sealed record Closed(string What) : EventOutcome;

    /// <summary>It was not the time: it comes again then, as if it had not been taken.</summary>
    public sealed record Later(DateTimeOffset Until) : EventOutcome;
}

/// <summary>
/// Does what events of one kind are for. Registered once, in the gateway's table of handlers. An event is handled at least once: after
/// a crash before it was closed it comes again with <see cref="EventRecord.Attempts"/> over 0, and the handler must find out what it did
/// already. What it throws is logged, and the event comes again after its lease, five times at the most.
/// </summary>
#pragma warning disable CA1711 // It handles events of the table, and is no delegate of .NET's.
public interface IEventHandler
#pragma warning restore CA1711
{
    /// <summary>Such as <c>schedule.due</c>.</summary>
    string Kind { get; }

    /// <summary>Handles an event. May take long: others go on meanwhile.</summary>
    Task<EventOutcome> HandleAsync(EventRecord taken, CancellationToken cancellationToken);
}
