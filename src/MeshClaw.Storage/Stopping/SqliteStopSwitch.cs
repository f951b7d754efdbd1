using MeshClaw.Core.Stopping;
using MeshClaw.Storage.Audit;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Storage.Stopping;

/// <summary>The stop in SQLite: its one row is read by every transaction that writes an intent.</summary>
public sealed class SqliteStopSwitch(Database database) : IStopSwitch
{
    /// <inheritdoc />
    public Task<StopStatus> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(Read, cancellationToken);

    /// <inheritdoc />
    public Task<StopStatus> SetAsync(bool stopped, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return database.WriteAsync(
            session =>
                !stopped && Read(session) is { Locked: not null } locked
                    ? locked
                    : StopRow.Set(session, stopped, by, database.Time.GetUtcNow()) with
                    {
                        Locked = SqliteLock.Read(session),
                    },
            cancellationToken
        );
    }

    private static StopStatus Read(Session session) => StopRow.Read(session) with { Locked = SqliteLock.Read(session) };
}

/// <summary>The one row of the stop.</summary>
internal static class StopRow
{
    public static StopStatus Read(Session session) =>
        session.Row(
            "SELECT stopped, epoch, since, set_by FROM stop",
            static r => new StopStatus(
                r.GetInt64(0) != 0,
                r.GetInt64(1),
                r.IsDBNull(2) ? null : Stamp.Read(r.GetString(2)),
                r.GetString(3)
            )
        ) ?? throw new InvalidDataException("The database does not say whether everything is stopped.");

    /// <summary>Sets or ends it, and says so in the audit; for a writing transaction.</summary>
    public static StopStatus Set(Session session, bool stopped, string by, DateTimeOffset now)
    {
        session.Run(
            "UPDATE stop SET stopped = $stopped, epoch = epoch + 1, since = $now, set_by = $by",
            ("$stopped", stopped ? 1L : 0L),
            ("$now", Stamp.Of(now)),
            ("$by", by)
        );
        var status = Read(session);
        new AuditWriter(session, now).Append(
            stopped ? "stop" : "resume",
            json =>
            {
                json.WriteNumber("epoch", status.Epoch);
                json.WriteString("by", by);
            }
        );
        return status;
    }
}
