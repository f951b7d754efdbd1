using MeshClaw.Policy;

namespace MeshClaw.Core.Mail.Index;

/// <summary>
/// The local copy of what mail there is: which message lies where, with which flags, and its words for search. Rebuilt from the stores
/// where it is lost: nothing in it is the only copy. One message that lies in several places, was moved by another client, or got new
/// ids by a new UIDVALIDITY is one <see cref="MailId"/>. Safe for use by many at once; each change is one transaction, so a killed
/// process finds the index at the end of a batch. Sizes of answers are bounded by what was asked for, whatever the size of the mailbox.
/// </summary>
public interface IMailIndex
{
    /// <summary>
    /// The folders of an account as they were when last synchronised. Each round of synchronising begins with it: where the index turned
    /// out damaged and was begun anew, <see cref="ApplyAsync"/> refuses until the folders were read again, since a cursor that counts on
    /// what is lost would hide all of it for good.
    /// </summary>
    Task<IReadOnlyList<IndexedFolder>> FoldersAsync(ConnectionName connection, CancellationToken cancellationToken);

    /// <summary>
    /// Writes down one batch of one folder, with the cursor that the folder stands at after it. The same batch again changes nothing
    /// more. Some hundreds of arrivals are a good size.
    /// </summary>
    /// <exception cref="ArgumentException">An arrival has no words, and its mark is not known. Nothing was written.</exception>
    Task<IndexedBatch> ApplyAsync(FolderBatch batch, CancellationToken cancellationToken);

    /// <summary>Removes the folders of an account that are not among these: they were deleted or renamed.</summary>
    Task RemoveFoldersExceptAsync(
        ConnectionName connection,
        IReadOnlyCollection<string> folders,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// A folder's ids with their flags, ascending by id as a number where ids are numbers; at most <paramref name="limit"/>, those after
    /// <paramref name="after"/>. For stores that can't tell what changed.
    /// </summary>
    Task<IReadOnlyList<IndexedPlace>> PlacesAsync(
        ConnectionName connection,
        string folder,
        string? after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Which of these marks are known in an account: their words need not be fetched again. A message that lies nowhere is known for
    /// six days, a day less than it is kept, so that what is known here still is when its batch comes.
    /// </summary>
    Task<IReadOnlySet<MailMark>> KnownAsync(
        ConnectionName connection,
        IReadOnlyCollection<MailMark> marks,
        CancellationToken cancellationToken
    );

    /// <summary>Finds messages, newest first. One that came after a page was read never moves the pages after it.</summary>
    /// <exception cref="ArgumentException">A limit out of range, or a cursor that no page gave.</exception>
    Task<MailHits> SearchAsync(MailQuery query, CancellationToken cancellationToken);

    /// <summary>A message's place now, wherever it was moved meanwhile; empty where it is gone.</summary>
    Task<IReadOnlyList<MailLocation>> FindAsync(MailId mail, CancellationToken cancellationToken);

    /// <summary>The message that lies at a place; null where none is known there.</summary>
    Task<MailId?> FindAsync(ConnectionName connection, MailLocation location, CancellationToken cancellationToken);

    /// <summary>
    /// Every message of an account that has one of these Message-IDs, with who takes part in it; several for one Message-ID where senders
    /// gave the same one twice. Reads all of the account: for what a person asks for now and then.
    /// </summary>
    Task<IReadOnlyList<MailPeople>> PeopleAsync(
        ConnectionName connection,
        IReadOnlyCollection<string> messageIds,
        CancellationToken cancellationToken
    );

    /// <summary>How far each account is.</summary>
    Task<IReadOnlyList<IndexProgress>> ProgressAsync(CancellationToken cancellationToken);

    /// <summary>Forgets an account: its messages are found no more once this returns, and their words are removed.</summary>
    Task ForgetAsync(ConnectionName connection, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets messages that have lain nowhere for seven days, and brings the index of words in order, a little at a time. Costs next to
    /// nothing where there is nothing to do; called after each round of synchronising. Returns how many were forgotten.
    /// </summary>
    Task<int> TidyAsync(CancellationToken cancellationToken);
}

/// <summary>A message across moves and renumberings, within this index.</summary>
public readonly record struct MailId(long Value)
{
    /// <inheritdoc />
    public override string ToString() => $"m{Value}";
}

/// <summary>What a message is known by when its id is not: never its Message-ID alone, which may be missing, shared or forged.</summary>
/// <param name="Fingerprint">SHA-256 over its header's bytes, its size and when it was received; hex.</param>
/// <param name="Size">In bytes.</param>
public sealed record MailMark(string Fingerprint, long Size);

/// <summary>A folder in the index.</summary>
/// <param name="Name">As the store has it; levels parted by <c>/</c>.</param>
/// <param name="Version">UIDVALIDITY, or what stands for it; empty for Maildir.</param>
/// <param name="Cursor">Where synchronisation stands, in the store's own words (HIGHESTMODSEQ and UIDNEXT, a JMAP state); null before the first batch.</param>
/// <param name="Complete">Whether all of it was seen once.</param>
/// <param name="Known">How many messages of it are in the index.</param>
/// <param name="Total">How many the store said there are.</param>
public sealed record IndexedFolder(string Name, string Version, string? Cursor, bool Complete, int Known, int Total);

/// <summary>A message's id in its folder, with its flags as the index has them.</summary>
public sealed record IndexedPlace(string Id, MailMarks Marks);

/// <summary>The marks of a message that synchronisation carries.</summary>
[Flags]
public enum MailMarks
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>\Seen.</summary>
    Seen = 1,

    /// <summary>\Answered.</summary>
    Answered = 2,

    /// <summary>\Flagged.</summary>
    Flagged = 4,

    /// <summary>\Draft.</summary>
    Draft = 8,

    /// <summary>\Deleted, not expunged yet.</summary>
    Deleted = 16,
}

/// <summary>What changed in a folder; written in one transaction. The order is: a new version drops the old places, then removals, then flags, then arrivals.</summary>
public sealed record FolderBatch
{
    /// <summary>Whose.</summary>
    public required ConnectionName Connection { get; init; }

    /// <summary>The folder's name.</summary>
    public required string Folder { get; init; }

    /// <summary>Its version now. Where it differs from the index's, every place of the folder is dropped first; the mails are kept to be found again by their marks.</summary>
    public required string Version { get; init; }

    /// <summary>Where synchronisation stands after this batch; null where the batch does not move it.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether all of the folder was seen with this batch.</summary>
    public bool Complete { get; init; }

    /// <summary>How many messages the store says there are.</summary>
    public int Total { get; init; }

    /// <summary>Messages that came, or whose place is not known yet.</summary>
    public IReadOnlyList<IndexedMail> Arrivals { get; init; } = [];

    /// <summary>Marks as they are now. Ids that are not known are passed over.</summary>
    public IReadOnlyList<IndexedPlace> Changed { get; init; } = [];

    /// <summary>Ids that are gone from the folder.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];
}

/// <summary>A message that goes into the index. All of its words are third-party text, cleaned.</summary>
public sealed record IndexedMail
{
    /// <summary>Its id in the folder.</summary>
    public required string Id { get; init; }

    /// <summary>What it is known by.</summary>
    public required MailMark Mark { get; init; }

    /// <summary>Its marks.</summary>
    public MailMarks Marks { get; init; }

    /// <summary>When the owner's server got it.</summary>
    public required DateTimeOffset Received { get; init; }

    /// <summary>The rest; null where <see cref="Mark"/> is known already.</summary>
    public MailWords? Words { get; init; }
}

/// <summary>What of a message is kept for lists and search.</summary>
public sealed record MailWords
{
    /// <summary>Message-ID without brackets; null where there is none.</summary>
    public string? MessageId { get; init; }

    /// <summary>The message that began the conversation, by References and In-Reply-To; null for one that begins one.</summary>
    public string? Thread { get; init; }

    /// <summary>From: the first address, normalised; empty where there is none.</summary>
    public string From { get; init; } = "";

    /// <summary>From: the name.</summary>
    public string FromName { get; init; } = "";

    /// <summary>To and Cc, names and addresses, parted by blanks.</summary>
    public string Recipients { get; init; } = "";

    /// <summary>List-Id, or the List-Unsubscribe address' domain; empty for mail that no list sent.</summary>
    public string List { get; init; } = "";

    /// <summary>How it says that the list can be left.</summary>
    public ListLeaving Leaving { get; init; }

    /// <summary>Subject.</summary>
    public string Subject { get; init; } = "";

    /// <summary>What a reader sees, at most <see cref="MailMessage.MaxText"/> characters.</summary>
    public string Text { get; init; } = "";

    /// <summary>The names of attachments, parted by blanks; empty where there are none.</summary>
    public string Attachments { get; init; } = "";
}

/// <summary>What a batch came to.</summary>
/// <param name="New">Messages that the index had never seen, in the order of the batch: not those that were only moved or renumbered.</param>
/// <param name="Moved">How many were known by their mark from elsewhere.</param>
public sealed record IndexedBatch(IReadOnlyList<MailId> New, int Moved);

/// <summary>Messages that were found.</summary>
/// <param name="Hits">Newest first.</param>
/// <param name="Next">Cursor of the next page; null at the end.</param>
public sealed record MailHits(IReadOnlyList<MailHit> Hits, string? Next);

/// <summary>
/// A message that was found, at the place that fits the query; where several do, at the one of the folder known longest. Its words are
/// third-party text, cleaned. <c>Received</c> is in UTC; <c>Snippet</c> is the beginning of the text, about 150 characters.
/// </summary>
public sealed record MailHit(
    MailId Mail,
    ConnectionName Connection,
    MailLocation Location,
    MailMarks Marks,
    DateTimeOffset Received,
    string From,
    string FromName,
    string Subject,
    string Snippet
);

/// <summary>Who takes part in a message. All of it is what the message claims.</summary>
/// <param name="Mail">Which.</param>
/// <param name="MessageId">Without brackets.</param>
/// <param name="From">The sender's address, normalised; empty where there is none.</param>
/// <param name="Recipients">To and Cc, names and addresses, parted by blanks.</param>
public sealed record MailPeople(MailId Mail, string MessageId, string From, string Recipients)
{
    /// <summary>Whether an address stands among them.</summary>
    public bool Has(string address) =>
        From == address || Recipients.Split(' ').Contains(address, StringComparer.OrdinalIgnoreCase);
}

/// <summary>How far an account is in the index.</summary>
/// <param name="Connection">Which.</param>
/// <param name="Folders">How many folders.</param>
/// <param name="Complete">How many of those were seen in whole.</param>
/// <param name="Known">Messages in the index.</param>
/// <param name="Total">Messages that the store said there are.</param>
public sealed record IndexProgress(ConnectionName Connection, int Folders, int Complete, int Known, int Total);
