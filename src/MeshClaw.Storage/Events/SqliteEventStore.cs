using MeshClaw.Core.Events;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Events;

/// <summary>Events in SQLite. A closed event is kept for some weeks: until then its key is taken.</summary>
/// <param name="database">The file.</param>
/// <param name="bell">Rung for every event that is written; null where nobody listens.</param>
public sealed class SqliteEventStore(Database database, EventBell? bell = null) : IEventStore
{
    private const string Columns = "id, kind, source, key, payload, due, attempts";

    // A lease is never longer than from now: one that is comes from a clock that was ahead and is none.
    private const string Takeable = "completed IS NULL AND (free <= $now OR (attempts > 0 AND free > $lease))";

    /// <inheritdoc />
    public async Task<bool> EnqueueAsync(
        string kind,
        string source,
        string key,
        string payload,
        DateTimeOffset due,
        CancellationToken cancellationToken
    )
    {
        var isNew = await database
            .WriteAsync(s => Insert(s, kind, source, key, payload, due), cancellationToken)
            .ConfigureAwait(false);
        if (isNew)
        {
            bell?.Ring();
        }

        return isNew;
    }

    /// <inheritdoc />
    public async Task<EventRecord?> TakeAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        // Asked often and mostly in vain: a look that takes no lock comes first.
        var now = database.Time.GetUtcNow();
        var any = await database
            .ReadAsync(
                s =>
                    s.Scalar(
                        $"SELECT 1 FROM events WHERE {Takeable} LIMIT 1",
                        ("$now", Stamp.Of(now)),
                        ("$lease", Stamp.Of(now + lease))
                    ),
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
    public async Task RenewAsync(IReadOnlyCollection<long> ids, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count == 0)
        {
            return;
        }

        await database
            .WriteAsync(
                session =>
                    ids.Sum(id =>
                        session.Run(
                            "UPDATE events SET free = $free WHERE id = $id AND completed IS NULL",
                            ("$free", Stamp.Of(database.Time.GetUtcNow() + lease)),
                            ("$id", id)
                        )
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task PostponeAsync(long id, DateTimeOffset until, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.Run(
                    "UPDATE events SET attempts = 0, due = $free, free = $free WHERE id = $id AND completed IS NULL",
                    ("$free", Stamp.Of(until)),
                    ("$id", id)
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public async Task GatherAsync(
        EventRecord taken,
        string outcome,
        IReadOnlyCollection<EventGathering> into,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(taken);
        ArgumentNullException.ThrowIfNull(into);
        await database
            .WriteAsync(
                session =>
                {
                    if (Close(session, taken.Id, outcome) == 0)
                    {
                        return 0; // Somebody closed it, and so gathered it.
                    }

                    foreach (var gathering in into)
                    {
                        Fold(session, taken, gathering);
                    }

                    return into.Count;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        bell?.Ring();
    }

    /// <inheritdoc />
    public Task CompleteAsync(long id, string outcome, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Close(session, id, outcome), cancellationToken);

    /// <inheritdoc />
    public Task<bool> CancelAsync(string key, string outcome, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.Run(
                    "UPDATE events SET completed = $now, outcome = $outcome WHERE key = $key AND completed IS NULL",
                    ("$now", Stamp.Of(database.Time.GetUtcNow())),
                    ("$outcome", outcome),
                    ("$key", key)
                ) == 1,
            cancellationToken
        );

    /// <inheritdoc />
    public Task<DateTimeOffset?> LastDueAsync(string kind, string source, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session =>
                ReadStamp(
                    session.Scalar(
                        "SELECT max(due) FROM events WHERE kind = $kind AND source = $source AND due <= $now",
                        ("$kind", kind),
                        ("$source", source),
                        ("$now", Stamp.Of(database.Time.GetUtcNow()))
                    )
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<DateTimeOffset?> NextAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            s => ReadStamp(s.Scalar("SELECT min(free) FROM events WHERE completed IS NULL")),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<OpenEvent>> ListOpenAsync(string kind, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<OpenEvent>>(
            session =>
                session.Rows(
                    $"SELECT {Columns}, free FROM events WHERE completed IS NULL AND kind = $kind ORDER BY free, id",
                    static r => new OpenEvent(Read(r), Stamp.Read(r.GetString(7))),
                    ("$kind", kind)
                ),
            cancellationToken
        );

    private static bool Insert(
        Session session,
        string kind,
        string source,
        string key,
        string payload,
        DateTimeOffset due
    ) =>
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
        ) == 1;

    private static EventRecord? Take(Session session, DateTimeOffset now, TimeSpan lease)
    {
        var free = Stamp.Of(now + lease);
        var taken = session.Row(
            $"SELECT {Columns} FROM events WHERE {Takeable} ORDER BY due, id LIMIT 1",
            Read,
            ("$now", Stamp.Of(now)),
            ("$lease", free)
        );
        if (taken is not null)
        {
            session.Run(
                "UPDATE events SET attempts = attempts + 1, free = $free WHERE id = $id",
                ("$free", free),
                ("$id", taken.Id)
            );
        }

        return taken;
    }

    private static void Fold(Session session, EventRecord taken, EventGathering gathering)
    {
        var open = session.Row(
            $"""
            SELECT {Columns} FROM events
            WHERE kind = $kind AND source = $source AND completed IS NULL AND attempts = 0 ORDER BY id LIMIT 1
            """,
            Read,
            ("$kind", gathering.Kind),
            ("$source", gathering.Source)
        );
        var (payload, due) = gathering.Fold(open);
        if (open is null)
        {
            var key = $"{gathering.Kind}/{gathering.Source}/{taken.Id}";
            Insert(session, gathering.Kind, gathering.Source, key, payload, due);
            return;
        }

        session.Run(
            "UPDATE events SET payload = $payload, due = $due, free = $due WHERE id = $id",
            ("$payload", payload),
            ("$due", Stamp.Of(due)),
            ("$id", open.Id)
        );
    }

    private int Close(Session session, long id, string outcome) =>
        session.Run(
            "UPDATE events SET completed = $now, outcome = $outcome WHERE id = $id AND completed IS NULL",
            ("$now", Stamp.Of(database.Time.GetUtcNow())),
            ("$outcome", outcome),
            ("$id", id)
        );

    private static DateTimeOffset? ReadStamp(object? value) => value is string text ? Stamp.Read(text) : null;

    private static EventRecord Read(SqliteDataReader r) =>
        new(
            r.GetInt64(0),
            r.GetString(1),
            r.GetString(2),
            r.GetString(3),
            r.GetString(4),
            Stamp.Read(r.GetString(5)),
            r.GetInt32(6)
        );
}
