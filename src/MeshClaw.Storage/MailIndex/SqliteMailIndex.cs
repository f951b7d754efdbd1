using System.Collections.Concurrent;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshClaw.Storage.MailIndex;

/// <summary>
/// The index of mail in a SQLite file of its own, <c>mail.db</c>, with FTS5. The file is opened when first used; one that is damaged or
/// of another version is deleted and filled again by the next synchronisation. It holds the words of the owner's mail in the clear, as
/// the mail stores do; only its owner can read it, and no backup has it.
/// </summary>
public sealed class SqliteMailIndex : IMailIndex, IMailLists, IAsyncDisposable
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_known = TimeSpan.FromDays(6);

    private const int Forgotten = -1;

    private readonly MailIndexFile _file;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ConnectionName, int> _seenLosses = new();

    /// <summary>Of a home; nothing is opened yet.</summary>
    public SqliteMailIndex(string home, TimeProvider time, ILogger<SqliteMailIndex>? log = null)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(time);
        _file = new MailIndexFile(home, log ?? NullLogger<SqliteMailIndex>.Instance);
        _time = time;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<IndexedFolder>> FoldersAsync(
        ConnectionName connection,
        CancellationToken cancellationToken
    )
    {
        var losses = _file.Losses; // Before reading: a loss after it is one that this answer does not know of.
        var folders = await _file
            .ReadAsync(
                s =>
                    s.Rows(
                        """
                        SELECT folders.name, version, cursor, complete, known, total
                        FROM folders JOIN accounts ON accounts.id = account WHERE accounts.name = $name ORDER BY folders.name
                        """,
                        IndexRows.ReadFolder,
                        ("$name", connection.Value)
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
        _seenLosses[connection] = losses;
        return folders;
    }

    /// <inheritdoc />
    public Task<IndexedBatch> ApplyAsync(FolderBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _file.WriteAsync(
            session =>
            {
                if (_seenLosses.GetValueOrDefault(batch.Connection) != _file.Losses)
                {
                    throw new StorageException(
                        StorageFault.Other,
                        $"The index of mail was begun anew, or {batch.Connection} forgotten: read its folders again before writing to them."
                    );
                }

                return new BatchTransaction(session, batch, _time.GetUtcNow()).Write(cancellationToken);
            },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task RemoveFoldersExceptAsync(
        ConnectionName connection,
        IReadOnlyCollection<string> folders,
        CancellationToken cancellationToken
    ) =>
        _file.WriteAsync(
            session => Forgetting.Folders(session, connection, folders, _time.GetUtcNow()),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<IndexedPlace>> PlacesAsync(
        ConnectionName connection,
        string folder,
        string? after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        _file.ReadAsync<IReadOnlyList<IndexedPlace>>(
            session =>
                IndexRows.Folder(session, connection, folder) is { } found
                    ? session.Rows(
                        "SELECT id, marks FROM places WHERE folder = $folder AND id > $after ORDER BY id LIMIT $limit",
                        static row => new IndexedPlace(PlaceKey.Read(row.GetValue(0)), (MailMarks)row.GetInt32(1)),
                        ("$folder", found.Id),
                        ("$after", after is null ? PlaceKey.BeforeAll : PlaceKey.Of(after)),
                        ("$limit", limit)
                    )
                    : [],
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlySet<MailMark>> KnownAsync(
        ConnectionName connection,
        IReadOnlyCollection<MailMark> marks,
        CancellationToken cancellationToken
    ) =>
        _file.ReadAsync<IReadOnlySet<MailMark>>(
            session =>
                IndexRows.Account(session, connection) is { } account
                    ? marks
                        .Where(mark =>
                            session.Scalar(
                                "SELECT 1 FROM mails WHERE mark = $mark AND account = $account AND ifnull(gone > $since, 1)",
                                ("$mark", IndexRows.Mark(mark)),
                                ("$account", account),
                                ("$since", (_time.GetUtcNow() - s_known).UtcTicks)
                            )
                                is not null
                        )
                        .ToHashSet()
                    : new HashSet<MailMark>(),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<MailHits> SearchAsync(MailQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var cursor = SearchCursor.Read(query);
        return _file.ReadAsync(
            session => new MailSearch(session, query, cursor, cancellationToken).Find(),
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<MailLocation>> FindAsync(MailId mail, CancellationToken cancellationToken) =>
        _file.ReadAsync<IReadOnlyList<MailLocation>>(
            session =>
                session.Rows(
                    """
                    SELECT folders.name, places.id, folders.version FROM places JOIN folders ON folders.id = folder
                    WHERE mail = $mail ORDER BY folder, places.id
                    """,
                    IndexRows.ReadLocation,
                    ("$mail", mail.Value)
                ),
            cancellationToken
        );

    /// <summary>
    /// The places of a message that somebody names as <c>m7</c> or by its Message-ID; several messages where senders gave the same
    /// Message-ID to several. Empty where the index knows none.
    /// </summary>
    public Task<IReadOnlyList<NamedMail>> FindAsync(string name, CancellationToken cancellationToken) =>
        _file.ReadAsync(session => NamedMails.Find(session, name), cancellationToken);

    /// <inheritdoc />
    public Task<MailId?> FindAsync(
        ConnectionName connection,
        MailLocation location,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(location);
        return _file.ReadAsync(
            session =>
                IndexRows.Folder(session, connection, location.Folder) is { } folder
                && folder.Version == location.Version
                && session.Scalar(
                    "SELECT mail FROM places WHERE folder = $folder AND id = $id",
                    ("$folder", folder.Id),
                    ("$id", PlaceKey.Of(location.Id))
                )
                    is long mail
                    ? new MailId(mail)
                    : (MailId?)null,
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<MailPeople>> PeopleAsync(
        ConnectionName connection,
        IReadOnlyCollection<string> messageIds,
        CancellationToken cancellationToken
    ) => _file.ReadAsync(session => NamedMails.People(session, connection, messageIds), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<IndexProgress>> ProgressAsync(CancellationToken cancellationToken) =>
        _file.ReadAsync<IReadOnlyList<IndexProgress>>(
            static session =>
                session.Rows(
                    """
                    SELECT accounts.name, count(*), sum(complete), sum(known), sum(total)
                    FROM folders JOIN accounts ON accounts.id = account GROUP BY account ORDER BY accounts.name
                    """,
                    IndexRows.ReadProgress
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IndexedLists> ListsAsync(
        ConnectionName connection,
        DateTimeOffset since,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _file.ReadAsync(session => ListRows.Read(session, connection, since, limit), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<MailLocation>> NewestOfListAsync(
        ConnectionName connection,
        string list,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _file.ReadAsync(session => ListRows.Newest(session, connection, list, limit), cancellationToken);
    }

    /// <inheritdoc />
    public async Task ForgetAsync(ConnectionName connection, CancellationToken cancellationToken)
    {
        _seenLosses[connection] = Forgotten;
        // Where there is no other account, deleting the file is quicker than emptying it, and leaves no word behind.
        if (
            await _file
                .DeleteIfAsync(session => Forgetting.IsOnly(session, connection), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            return;
        }

        await _file
            .WriteAsync(session => Forgetting.Account(session, connection), cancellationToken)
            .ConfigureAwait(false);
        await Forgetting.SweepAsync(_file, DateTimeOffset.MinValue, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<int> TidyAsync(CancellationToken cancellationToken) =>
        Forgetting.SweepAsync(_file, _time.GetUtcNow() - s_kept, cancellationToken);

    /// <summary>Waits for work under way and closes the file.</summary>
    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
