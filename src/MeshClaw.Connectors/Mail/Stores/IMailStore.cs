using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Stores;

/// <summary>
/// Where messages lie: an IMAP server or a Maildir. Folder names are the owner's. A folder that is missing is a value (an empty or
/// null answer) except where reading it was the whole point; a broken world throws.
/// </summary>
internal interface IMailStore : IAsyncDisposable
{
    /// <summary>The flags that it keeps; others are refused when a call is described.</summary>
    MailFlags Flags => MailFlags.Seen | MailFlags.Flagged | MailFlags.Answered;

    /// <summary>Every folder, with counts where <paramref name="counts"/> is asked for.</summary>
    Task<ImmutableArray<MailFolder>> FoldersAsync(bool counts, CancellationToken cancellationToken);

    /// <summary>A page of a folder, newest first; of those that contain a text where one is given.</summary>
    Task<MailPage> PageAsync(MailPageRequest request, CancellationToken cancellationToken);

    /// <summary>One message; null where it is gone.</summary>
    Task<MailMessage?> ReadAsync(MailLocation location, CancellationToken cancellationToken);

    /// <summary>
    /// Messages of one folder as <see cref="PageAsync"/> gives them, in the order of their places; one that is gone is left out.
    /// </summary>
    Task<ImmutableArray<MailMessage>> PickAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    );

    /// <summary>Facts of messages, flags as they are now; <see cref="TargetFacts.Unknown"/> for one that is gone.</summary>
    Task<IReadOnlyList<TargetFacts>> DescribeAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    );

    /// <summary>What identifies each message and its flags; null for one that is gone.</summary>
    Task<IReadOnlyList<MailTrace?>> TraceAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// A folder's name as the store has it, version and next id; null where there is no such folder. Every message that comes into it
    /// from now on has an id that is not below the next one.
    /// </summary>
    Task<MailFolderState?> StateAsync(string folder, CancellationToken cancellationToken);

    /// <summary>How the next move will be made; noted, because it decides what a half-done one looks like.</summary>
    Task<MailMoveMethod> MoveMethodAsync(CancellationToken cancellationToken);

    /// <summary>A free id in the destination for each message, where the store lets the mover choose; else nulls.</summary>
    IReadOnlyList<string?> ChooseIds(IReadOnlyList<MailLocation> locations, string destination);

    /// <summary>
    /// Moves messages of one folder into another, made where it is missing. Outcomes in order: the new place, or why not. A message for
    /// which neither can be told has a null place and a null reason.
    /// </summary>
    Task<IReadOnlyList<MailMoved>> MoveAsync(IReadOnlyList<MoveNote> moves, CancellationToken cancellationToken);

    /// <summary>Sets and takes away flags of messages of one folder. False for one that is gone.</summary>
    Task<IReadOnlyList<bool>> FlagAsync(
        IReadOnlyList<MailLocation> locations,
        MailFlags add,
        MailFlags remove,
        CancellationToken cancellationToken
    );

    /// <summary>Messages of a folder that came at or after a noted next id (all where it is null), oldest first.</summary>
    Task<IReadOnlyList<MailTrace>> ArrivalsAsync(string folder, string? next, CancellationToken cancellationToken);

    /// <summary>Messages of a folder with the size and fingerprint of a noted one.</summary>
    Task<IReadOnlyList<MailTrace>> FindAsync(string folder, MailMark mark, CancellationToken cancellationToken);

    /// <summary>
    /// A message to the last byte, as it lies there; null where it is gone or longer than <paramref name="most"/>. For what a signature has
    /// to hold for; everything else takes <see cref="ReadAsync"/>.
    /// </summary>
    Task<byte[]?> RawAsync(MailLocation location, int most, CancellationToken cancellationToken);

    /// <summary>Whether two messages are the same to the last byte.</summary>
    Task<bool> AreIdenticalAsync(MailLocation one, MailLocation other, CancellationToken cancellationToken);

    /// <summary>Takes away the original of a message whose copy is in place: it, and nothing else.</summary>
    Task RemoveOriginalAsync(MailLocation original, CancellationToken cancellationToken);
}

/// <summary>What to list.</summary>
internal sealed record MailPageRequest(string Folder, string? Text, string? Cursor, int Limit, bool HeadersOnly);

/// <summary>A folder as it stands.</summary>
/// <param name="Name">As the store has it.</param>
/// <param name="Version">UIDVALIDITY; empty for a Maildir.</param>
/// <param name="Next">UIDNEXT; null where ids do not grow.</param>
internal sealed record MailFolderState(string Name, string Version, string? Next);

/// <summary>A message, by place, mark and flags.</summary>
internal sealed record MailTrace(MailLocation Location, MailMark Mark, MailFlags Flags);

/// <summary>Where a message went; null with the reason where it stayed; both null where that cannot be told.</summary>
internal sealed record MailMoved(MailLocation? Place, string? Why);

/// <summary>How a store moves.</summary>
internal enum MailMoveMethod
{
    /// <summary>At once: a message is here or there, never both.</summary>
    Atomic,

    /// <summary>Copied, then taken away: a broken one is in both places.</summary>
    CopyThenRemove,

    /// <summary>The server offers no safe way.</summary>
    None,
}
