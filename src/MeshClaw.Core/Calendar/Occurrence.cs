using System.Collections.Immutable;
using MeshClaw.Policy;

namespace MeshClaw.Core.Calendar;

/// <summary>
/// One occurrence of an event in one of the owner's calendars (RFC 5545), as it was when last looked at. Title, place, notes and names are what their
/// authors wrote.
/// </summary>
public sealed record Occurrence
{
    /// <summary>Which connection, such as <c>calendar/work</c>.</summary>
    public required ConnectionName Connection { get; init; }

    /// <summary>The calendar's id within it.</summary>
    public required string Calendar { get; init; }

    /// <summary>The id of its object in the store (an href's last part, a provider's id): with <see cref="Calendar"/>, what tools name.</summary>
    public required string Id { get; init; }

    /// <summary>RFC 5545 UID: the same in every calendar that holds the event.</summary>
    public required string Uid { get; init; }

    /// <summary>RFC 5545 RECURRENCE-ID, UTC: which of a series; null where it is no series.</summary>
    public DateTimeOffset? Recurrence { get; init; }

    /// <summary>When it begins; of an all-day event the day's first moment in the owner's zone.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it is over, not included; never before <see cref="Start"/>.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Whether it is of days and not of times.</summary>
    public bool IsAllDay { get; init; }

    /// <summary>Its title; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Where; empty for nowhere.</summary>
    public string Location { get; init; } = "";

    /// <summary>Who called for it, a normalised address; empty where it has no organizer.</summary>
    public string Organizer { get; init; } = "";

    /// <summary>Who takes part, the owner too.</summary>
    public ImmutableArray<Attendee> Attendees { get; init; } = [];

    /// <summary>The owner's own answer.</summary>
    public Participation Mine { get; init; }

    /// <summary>Whether it was confirmed, is tentative, or was called off.</summary>
    public EventStatus Status { get; init; }

    /// <summary>Whether it takes time (RFC 5545 TRANSP: OPAQUE).</summary>
    public bool IsBusy { get; init; } = true;

    /// <summary>What its calendar says that it is.</summary>
    public OccurrenceKind Kind { get; init; }

    /// <summary>Whether it keeps the owner from other things: busy, neither called off nor declined.</summary>
    public bool KeepsBusy => IsBusy && Status != EventStatus.Cancelled && Mine != Participation.Declined;
}

/// <summary>Somebody who takes part.</summary>
/// <param name="Address">Normalised; empty where it is none.</param>
/// <param name="Name">What they are called there: third-party text.</param>
/// <param name="Answer">Their answer.</param>
/// <param name="IsOptional">Whether they may stay away.</param>
public sealed record Attendee(string Address, string Name, Participation Answer, bool IsOptional = false);

/// <summary>RFC 5545, 3.2.12.</summary>
public enum Participation
{
    /// <summary>Takes no part, or there is nobody to ask.</summary>
    None,

    /// <summary>Was asked, and has not answered.</summary>
    NeedsAction,

    /// <summary>Comes.</summary>
    Accepted,

    /// <summary>May come.</summary>
    Tentative,

    /// <summary>Does not come.</summary>
    Declined,

    /// <summary>Called for it.</summary>
    Organizer,
}

/// <summary>RFC 5545, 3.8.1.11.</summary>
public enum EventStatus
{
    /// <summary>It takes place.</summary>
    Confirmed,

    /// <summary>It may.</summary>
    Tentative,

    /// <summary>It was called off.</summary>
    Cancelled,
}

/// <summary>What an occurrence is, as far as its calendar tells (Google eventType, Microsoft showAs, or the owner's own words for it).</summary>
public enum OccurrenceKind
{
    /// <summary>Nothing special.</summary>
    Usual,

    /// <summary>Time kept free to work.</summary>
    Focus,

    /// <summary>Away from work.</summary>
    OutOfOffice,

    /// <summary>On the way: a flight, a train.</summary>
    Travel,
}

/// <summary>What the owner's calendars hold, kept on this device. Local and quick: asks no server. Thread-safe.</summary>
public interface ICalendarIndex
{
    /// <summary>All that lies in or touches a span, by start; called off ones too. Known from 35 days back to 400 days ahead.</summary>
    Task<IReadOnlyList<Occurrence>> BetweenAsync(
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    );

    /// <summary>Rung after each change.</summary>
    event Action? Changed;
}
