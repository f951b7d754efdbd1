using MeshClaw.Core.Events;

namespace MeshClaw.Storage.Events;

/// <summary>Events in SQLite. A closed event is kept for some weeks: until then its key is taken.</summary>
public sealed class SqliteEventStore(Database database) : IEventStore
{
    /// <inheritdoc />
    public Task<bool> EnqueueAsync(
        string kind,
        string source,
        string key,
        string payload,
        DateTimeOffset due,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            session =>
                session.Run(
                    """
                    INSERT INTO events (kind, source, key, payload, due, free) VALUES ($kind, $source, $key, $payload, $due, $due)
                    ON CONFLICT (key) DO NOTHING
                    """,
                    ("$kind", kind),
                    ("$source", source),
                    ("$key", key),
                    ("$payload", payload),
                    ("$due", Stamp.Of(due))
                ) == 1,
            cancellationToken
        );

    /// <inheritdoc />
    public async Task<EventRecord?> TakeAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        // Asked often and mostly in vain: a look that takes no lock comes first.
        var now = Stamp.Of(database.Time.GetUtcNow());
        var any = await database
            .ReadAsync(
                s => s.Scalar("SELECT 1 FROM events WHERE completed IS NULL AND free <= $now LIMIT 1", ("$now", now)),
                cancellationToken
            )
            .ConfigureAwait(false);
        return any is null
            ? null
            : await database
                .WriteAsync(s => Take(s, database.Time.GetUtcNow(), lease), cancellationToken)
                .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task CompleteAsync(long id, string outcome, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.Run(
                    "UPDATE events SET completed = $now, outcome = $outcome WHERE id = $id AND completed IS NULL",
                    ("$now", Stamp.Of(database.Time.GetUtcNow())),
                    ("$outcome", outcome),
                    ("$id", id)
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<DateTimeOffset?> LastDueAsync(string kind, string source, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session =>
                session.Scalar(
                    "SELECT max(due) FROM events WHERE kind = $kind AND source = $source",
                    ("$kind", kind),
                    ("$source", source)
                )
                    is string due
                    ? Stamp.Read(due)
                    : (DateTimeOffset?)null,
            cancellationToken
        );

    private static EventRecord? Take(Session session, DateTimeOffset now, TimeSpan lease)
    {
        var taken = session.Row(
            """
            SELECT id, kind, source, key, payload, due, attempts FROM events
            WHERE completed IS NULL AND free <= $now ORDER BY due, id LIMIT 1
            """,
            static r => new EventRecord(
                r.GetInt64(0),
                r.GetString(1),
                r.GetString(2),
                r.GetString(3),
                r.GetString(4),
                Stamp.Read(r.GetString(5)),
                r.GetInt32(6)
            ),
            ("$now", Stamp.Of(now))
        );
        if (taken is not null)
        {
            session.Run(
                "UPDATE events SET attempts = attempts + 1, free = $free WHERE id = $id",
                ("$free", Stamp.Of(now + lease)),
                ("$id", taken.Id)
            );
        }

        return taken;
    }
}
