using System.Collections.Immutable;
using MeshClaw.Core.Mail.Threads;
using MeshClaw.Policy;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Threads;

/// <summary>Muted conversations in SQLite. What was taken back is kept: taking that back needs it.</summary>
public sealed class SqliteThreadMuteStore(Database database) : IThreadMuteStore
{
    private const string Select =
        "SELECT id, connection, ids, people, subject, destination, since, ended, filed, stayed FROM thread_mutes";

    /// <inheritdoc />
    public Task<ThreadMute> AddAsync(NewThreadMute mute, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mute);
        return database.WriteAsync(
            session =>
            {
                session.Run(
                    """
                    INSERT INTO thread_mutes (connection, ids, people, subject, destination, key, since)
                    VALUES ($connection, $ids, $people, $subject, $to, $key, $now) ON CONFLICT (key) DO NOTHING
                    """,
                    ("$connection", mute.Connection.Value),
                    ("$ids", Lines(mute.Ids)),
                    ("$people", Lines(mute.People)),
                    ("$subject", mute.Subject),
                    ("$to", mute.To),
                    ("$key", key),
                    ("$now", Stamp.Of(database.Time.GetUtcNow()))
                );
                return ByKey(session, key)!; // Written above, or before.
            },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<ThreadMute?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ByKey(session, key), cancellationToken);

    /// <inheritdoc />
    public Task<ThreadMute?> FindAsync(long id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Row($"{Select} WHERE id = $id", Read, ("$id", id)), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ThreadMute>> ListAsync(ConnectionName? connection, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ThreadMute>>(
            session =>
                session.Rows(
                    $"{Select} WHERE ended IS NULL AND ($connection IS NULL OR connection = $connection) ORDER BY id DESC",
                    Read,
                    ("$connection", connection?.Value)
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task SetAsync(long id, bool holds, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.Run(
                    "UPDATE thread_mutes SET ended = iif($holds, NULL, ifnull(ended, $now)) WHERE id = $id",
                    ("$holds", holds ? 1 : 0),
                    ("$now", Stamp.Of(database.Time.GetUtcNow())),
                    ("$id", id)
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task CountAsync(long id, string? stayed, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.Run(
                    "UPDATE thread_mutes SET filed = filed + $filed, stayed = ifnull($stayed, stayed) WHERE id = $id",
                    ("$filed", stayed is null ? 1 : 0),
                    ("$stayed", stayed),
                    ("$id", id)
                ),
            cancellationToken
        );

    private static ThreadMute? ByKey(Session session, string key) =>
        session.Row($"{Select} WHERE key = $key", Read, ("$key", key));

    private static string Lines(ImmutableArray<string> all) => string.Join('\n', all);

    private static ImmutableArray<string> Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private static ThreadMute Read(SqliteDataReader row) =>
        new(
            row.GetInt64(0),
            new NewThreadMute(
                new ConnectionName(row.GetString(1)),
                Lines(row.GetString(2)),
                Lines(row.GetString(3)),
                row.GetString(4),
                row.IsDBNull(5) ? null : row.GetString(5)
            ),
            Stamp.Read(row.GetString(6)),
            row.IsDBNull(7) ? null : Stamp.Read(row.GetString(7)),
            row.GetInt32(8),
            row.IsDBNull(9) ? null : row.GetString(9)
        );
}
