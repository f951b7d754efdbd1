using MeshClaw.Policy;

namespace MeshClaw.Core.Mail.Index;

/// <summary>The lists that write to the owner, out of the local copy of the mail: works while every account is out of reach.</summary>
public interface IMailLists
{
    /// <summary>The lists of an account, most unread first; at most <paramref name="limit"/>.</summary>
    /// <param name="connection">Which account.</param>
    /// <param name="since">What counts as recent: received then or later.</param>
    /// <param name="limit">At least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IndexedLists> ListsAsync(
        ConnectionName connection,
        DateTimeOffset since,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Where the newest messages of a list lie, newest first; at most <paramref name="limit"/>. Empty for a list that is not known.</summary>
    Task<IReadOnlyList<MailLocation>> NewestOfListAsync(
        ConnectionName connection,
        string list,
        int limit,
        CancellationToken cancellationToken
    );
}

/// <summary>How a message of a list says that the list can be left. That it says so is not yet true: whoever wrote it may have written anything.</summary>
public enum ListLeaving
{
    /// <summary>It does not say.</summary>
    None,

    /// <summary>By one request (RFC 8058), if a signature holds that.</summary>
    OneClick,

    /// <summary>By a mail (RFC 2369).</summary>
    Mail,

    /// <summary>On a page that a person has to open.</summary>
    Page,
}

/// <summary>A list. Its words are third-party text.</summary>
/// <param name="List">List-Id, or the domain where the unsubscribing goes.</param>
/// <param name="Name">What its newest message calls its sender; may be empty.</param>
/// <param name="Messages">How many of it lie anywhere in the account.</param>
/// <param name="Recent">How many of those are recent.</param>
/// <param name="Read">How many of them were read.</param>
/// <param name="LastReceived">When the newest one came, UTC.</param>
/// <param name="LastRead">When the newest one came that was read, UTC; null where none was. When it was read no store tells.</param>
/// <param name="Leaving">What the newest one says about leaving.</param>
public sealed record IndexedList(
    string List,
    string Name,
    int Messages,
    int Recent,
    int Read,
    DateTimeOffset LastReceived,
    DateTimeOffset? LastRead,
    ListLeaving Leaving
);

/// <summary>The lists of an account.</summary>
/// <param name="Lists">Most unread first.</param>
/// <param name="Known">Messages of the account in the index; 0 with a <paramref name="Total"/> of 0 where it is not indexed.</param>
/// <param name="Total">Messages that the store said there are.</param>
public sealed record IndexedLists(IReadOnlyList<IndexedList> Lists, int Known, int Total);
