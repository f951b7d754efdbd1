using System.Collections.Immutable;
using MeshClaw.Core.Calendar;

namespace MeshClaw.Connectors.Calendar.Stores;

/// <summary>
/// Where calendars are: a CalDAV server, Google, Microsoft, or a file. All speak of calendar object resources (RFC 4791, 4.1): everything of one UID, a series with its
/// exceptions, as iCalendar text (RFC 5545); a store whose service speaks otherwise translates, and keeps what it cannot translate. What is not there
/// is null; what the service refuses is a <see cref="CalendarRefusedException"/>, and then nothing happened; anything else that goes wrong is a
/// <see cref="Core.Connectors.ConnectorException"/>, after which nothing is known. Tries no write twice.
/// </summary>
internal interface ICalendarStore : IAsyncDisposable
{
    /// <summary>What it can do.</summary>
    CalendarTraits Traits { get; }

    /// <summary>Whose it is. Asks the service.</summary>
    Task<CalendarAccount> WhoAmIAsync(CancellationToken cancellationToken);

    /// <summary>The calendars of the account that hold events.</summary>
    Task<IReadOnlyList<CalendarInfo>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What changed in a calendar since a token (RFC 6578 and its like). With no token, or one that the service has forgotten, all of it: then
    /// <see cref="CalendarChanges.IsAll"/>. May fill a page only: then <see cref="CalendarChanges.More"/>, and the token goes on.
    /// </summary>
    Task<CalendarChanges> SyncAsync(string calendar, string? token, CancellationToken cancellationToken);

    /// <summary>One object as it is now; null where it is gone.</summary>
    Task<CalendarObject?> FindAsync(string calendar, string id, CancellationToken cancellationToken);

    /// <summary>The object of a UID; null where the calendar has none.</summary>
    Task<CalendarObject?> FindByUidAsync(string calendar, string uid, CancellationToken cancellationToken);

    /// <summary>Makes an object that must not be there yet. Its id is chosen by the store; its UID is the text's.</summary>
    Task<CalendarWrite> CreateAsync(string calendar, string ics, Telling telling, CancellationToken cancellationToken);

    /// <summary>Puts another text in an object's place if it is still of that version (If-Match).</summary>
    Task<CalendarWrite> ReplaceAsync(
        string calendar,
        string id,
        string version,
        string ics,
        Telling telling,
        CancellationToken cancellationToken
    );

    /// <summary>Takes an object away if it is still of that version.</summary>
    Task<CalendarWrite> DeleteAsync(
        string calendar,
        string id,
        string version,
        Telling telling,
        CancellationToken cancellationToken
    );

    /// <summary>When people are busy, as far as the service tells; an address that it does not tell of is left out of the answer.</summary>
    Task<IReadOnlyList<BusyPerson>> FreeBusyAsync(
        IReadOnlyList<string> addresses,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    );
}

/// <summary>Whether a service tells those who take part of a change.</summary>
internal enum Telling
{
    /// <summary>Nobody.</summary>
    Nobody,

    /// <summary>All whom it concerns.</summary>
    Everybody,
}

/// <summary>What a store can do.</summary>
/// <param name="IsReadOnly">A file or URL: no write works.</param>
/// <param name="TellsPeople">The service itself sends invitations, changes and answers (RFC 6638, Google, Microsoft); otherwise they go by mail (RFC 6047).</param>
/// <param name="KnowsOthers">It tells when other people are busy.</param>
internal sealed record CalendarTraits(bool IsReadOnly, bool TellsPeople, bool KnowsOthers);

/// <summary>Whose calendars.</summary>
/// <param name="Addresses">The owner's normalised addresses there, the first the main one; empty where the service does not say.</param>
/// <param name="Name">What the service calls them: third-party text.</param>
internal sealed record CalendarAccount(ImmutableArray<string> Addresses, string Name);

/// <summary>A calendar.</summary>
/// <param name="Id">Names it for good within the connection.</param>
/// <param name="Name">What it is called; others may have named it.</param>
/// <param name="IsReadOnly">The owner cannot write into it.</param>
/// <param name="IsMain">Where new events go unless said.</param>
internal sealed record CalendarInfo(string Id, string Name, bool IsReadOnly, bool IsMain);

/// <summary>Everything of one UID.</summary>
/// <param name="Id">Its id within the calendar.</param>
/// <param name="Version">Its ETag or its like.</param>
/// <param name="Ics">A VCALENDAR with its components, as it came; not validated.</param>
internal sealed record CalendarObject(string Id, string Version, string Ics)
{
    /// <summary>What the service calls its kind, where iCalendar has no word for it.</summary>
    public OccurrenceKind Kind { get; init; }
}

/// <summary>What changed.</summary>
/// <param name="Changed">New or changed objects.</param>
/// <param name="Removed">Ids of objects that are gone.</param>
/// <param name="Token">For the next look.</param>
/// <param name="IsAll">What is not among <paramref name="Changed"/> of this and the following pages is gone too.</param>
/// <param name="More">Look again at once.</param>
internal sealed record CalendarChanges(
    ImmutableArray<CalendarObject> Changed,
    ImmutableArray<string> Removed,
    string Token,
    bool IsAll,
    bool More
);

/// <summary>What became of a write.</summary>
internal abstract record CalendarWrite
{
    private CalendarWrite() { }

    /// <summary>It is written. <paramref name="Version"/> is empty where the service did not say (then it must be read).</summary>
    public sealed record Written(string Id, string Version) : CalendarWrite;

    /// <summary>Nothing happened: it is of another version, or one of its UID is there already.</summary>
    public sealed record Conflict : CalendarWrite;

    /// <summary>Nothing happened: it is gone.</summary>
    public sealed record Gone : CalendarWrite;
}

/// <summary>When somebody is busy.</summary>
/// <param name="Address">Who, normalised.</param>
/// <param name="Busy">Spans, by start, not overlapping.</param>
internal sealed record BusyPerson(string Address, ImmutableArray<BusySpan> Busy);

/// <summary>A span of time in which somebody is busy.</summary>
/// <param name="Start">When it begins, UTC.</param>
/// <param name="End">When it is over, not included, UTC.</param>
/// <param name="IsTentative">Whether it may not be so.</param>
internal sealed record BusySpan(DateTimeOffset Start, DateTimeOffset End, bool IsTentative = false);

/// <summary>The service refused, and nothing happened. The message is for people.</summary>
internal sealed class CalendarRefusedException(string message) : Exception(message);
