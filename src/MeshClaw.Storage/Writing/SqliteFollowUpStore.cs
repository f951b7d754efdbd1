using System.Globalization;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Policy;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Writing;

/// <summary>Waits for answers in SQLite, each with the event that looks at it when it is due.</summary>
public sealed class SqliteFollowUpStore(Database database) : IFollowUpStore
{
    private const string Select = "SELECT id, connection, message_id, person, due, note, state, since FROM follow_ups";

    /// <inheritdoc />
    public Task<FollowUp> AddAsync(NewFollowUp followUp, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(followUp);
        return database.WriteAsync(
            session =>
            {
                if (ByKey(session, key) is { } before)
                {
                    return before;
                }

                session.Run(
                    """
                    INSERT INTO follow_ups (connection, message_id, person, due, note, state, key, since)
                    VALUES ($connection, $message, $person, $due, $note, $state, $key, $now)
                    """,
                    ("$connection", followUp.Connection.Value),
                    ("$message", followUp.MessageId),
                    ("$person", followUp.Person),
                    ("$due", Stamp.Of(followUp.Due)),
                    ("$note", followUp.Note),
                    ("$state", Word<FollowUpState>.Of(FollowUpState.Open)),
                    ("$key", key),
                    ("$now", Stamp.Of(database.Time.GetUtcNow()))
                );
                var id = session.LastId;
                session.Run(
                    """
                    INSERT INTO events (kind, source, key, payload, due, free) VALUES ($kind, $source, $key, $payload, $due, $due)
                    ON CONFLICT (key) DO NOTHING
                    """,
                    ("$kind", FollowUp.EventKind),
                    ("$source", followUp.Connection.Value),
                    ("$key", $"{FollowUp.EventKind}/{id.ToString(CultureInfo.InvariantCulture)}"),
                    ("$payload", id.ToString(CultureInfo.InvariantCulture)),
                    ("$due", Stamp.Of(followUp.Due))
                );
                return One(session, id)!; // Written above.
            },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<FollowUp?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ByKey(session, key), cancellationToken);

    /// <inheritdoc />
    public Task<FollowUp?> FindAsync(long id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => One(session, id), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<FollowUp>> ListAsync(
        FollowUpState? state,
        int limit,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<IReadOnlyList<FollowUp>>(
            session =>
                session.Rows(
                    $"{Select} WHERE $state IS NULL OR state = $state ORDER BY due, id LIMIT $limit",
                    Read,
                    ("$state", state is { } only ? Word<FollowUpState>.Of(only) : null),
                    ("$limit", limit)
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<bool> CloseAsync(long id, FollowUpState state, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.Run(
                    "UPDATE follow_ups SET state = $state, closed = $now WHERE id = $id AND state IN ('open', 'due') AND state <> $state",
                    ("$state", Word<FollowUpState>.Of(state)),
                    ("$now", Stamp.Of(database.Time.GetUtcNow())),
                    ("$id", id)
                ) == 1,
            cancellationToken
        );

    private static FollowUp? One(Session session, long id) =>
        session.Row($"{Select} WHERE id = $id", Read, ("$id", id));

    private static FollowUp? ByKey(Session session, string key) =>
        session.Row($"{Select} WHERE key = $key", Read, ("$key", key));

    private static FollowUp Read(SqliteDataReader row) =>
        new(
            row.GetInt64(0),
            new NewFollowUp(
                new ConnectionName(row.GetString(1)),
                row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                Stamp.Read(row.GetString(4)),
                row.GetString(5)
            ),
            Word<FollowUpState>.Read(row.GetString(6)),
            Stamp.Read(row.GetString(7))
        );
}
