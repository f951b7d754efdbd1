using MeshClaw.Core.Mail.Writing;
using MeshClaw.Policy;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Writing;

/// <summary>Drafts in SQLite. Every revision is kept, and one that is thrown away can be taken back.</summary>
public sealed class SqliteDraftStore(Database database) : IDraftStore
{
    private const string Select = """
        SELECT d.id, d.connection, r.revision, r.content, r.written FROM drafts d JOIN draft_revisions r ON r.draft = d.id
        """;

    private const string Latest = "r.revision = (SELECT max(revision) FROM draft_revisions WHERE draft = d.id)";

    /// <inheritdoc />
    public Task<Draft?> WriteAsync(
        DraftId? draft,
        ConnectionName connection,
        string content,
        string key,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            session =>
            {
                if (ByKey(session, key) is { } written)
                {
                    return written;
                }

                var now = Stamp.Of(database.Time.GetUtcNow());
                long id;
                if (draft is { } old)
                {
                    if (One(session, old)?.Connection != connection)
                    {
                        return null;
                    }

                    id = old.Value;
                }
                else
                {
                    session.Run(
                        "INSERT INTO drafts (connection, created) VALUES ($connection, $now)",
                        ("$connection", connection.Value),
                        ("$now", now)
                    );
                    id = session.LastId;
                }

                session.Run(
                    """
                    INSERT INTO draft_revisions (draft, revision, content, key, written)
                    VALUES ($id, 1 + (SELECT coalesce(max(revision), 0) FROM draft_revisions WHERE draft = $id), $content, $key, $now)
                    """,
                    ("$id", id),
                    ("$content", content),
                    ("$key", key),
                    ("$now", now)
                );
                return One(session, new DraftId(id));
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<Draft?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ByKey(session, key), cancellationToken);

    /// <inheritdoc />
    public Task<Draft?> FindAsync(DraftId draft, CancellationToken cancellationToken) =>
        database.ReadAsync(session => One(session, draft), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<Draft>> ListAsync(
        ConnectionName connection,
        int limit,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<IReadOnlyList<Draft>>(
            session =>
                session.Rows(
                    $"{Select} WHERE {Latest} AND d.discarded IS NULL AND d.connection = $connection ORDER BY r.written DESC, d.id DESC LIMIT $limit",
                    Read,
                    ("$connection", connection.Value),
                    ("$limit", limit)
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<bool> DiscardAsync(DraftId draft, bool discarded, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.Run(
                    "UPDATE drafts SET discarded = $when WHERE id = $id AND (discarded IS NULL) = $kept",
                    ("$when", discarded ? Stamp.Of(database.Time.GetUtcNow()) : null),
                    ("$id", draft.Value),
                    ("$kept", discarded ? 1 : 0)
                ) == 1,
            cancellationToken
        );

    private static Draft? One(Session session, DraftId draft) =>
        session.Row($"{Select} WHERE {Latest} AND d.discarded IS NULL AND d.id = $id", Read, ("$id", draft.Value));

    private static Draft? ByKey(Session session, string key) =>
        session.Row($"{Select} WHERE r.key = $key", Read, ("$key", key));

    private static Draft Read(SqliteDataReader row) =>
        new(
            new DraftId(row.GetInt64(0)),
            new ConnectionName(row.GetString(1)),
            row.GetInt32(2),
            row.GetString(3),
            Stamp.Read(row.GetString(4))
        );
}
