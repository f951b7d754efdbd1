using MeshClaw.Storage.Audit;
using MeshClaw.Storage.Stopping;

namespace MeshClaw.Storage.Channels;

/// <summary>The lock that a panic code sets: everything is stopped, and only somebody at the device can end that.</summary>
public sealed class SqliteLock(Database database)
{
    /// <summary>Since when it is locked, UTC; null where it is not.</summary>
    public Task<DateTimeOffset?> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(Read, cancellationToken);

    internal static DateTimeOffset? Read(Session session) =>
        session.Scalar("SELECT locked FROM channel_lock") is string since ? Stamp.Read(since) : null;

    /// <summary>Stops and locks, in one transaction.</summary>
    public Task LockAsync(string by, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                var now = database.Time.GetUtcNow();
                StopRow.Set(session, stopped: true, by, now);
                session.Run(
                    "UPDATE channel_lock SET locked = coalesce(locked, $now), locked_by = $by",
                    ("$now", Stamp.Of(now)),
                    ("$by", by)
                );
                new AuditWriter(session, now).Append("locked", json => json.WriteString("by", by));
                return true;
            },
            cancellationToken
        );

    /// <summary>Ends the lock; the stop goes on until it is resumed. False where it was not locked.</summary>
    public Task<bool> UnlockAsync(string by, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                if (session.Run("UPDATE channel_lock SET locked = NULL WHERE locked IS NOT NULL") == 0)
                {
                    return false;
                }

                new AuditWriter(session, database.Time.GetUtcNow()).Append(
                    "unlocked",
                    json => json.WriteString("by", by)
                );
                return true;
            },
            cancellationToken
        );

    /// <summary>Uses up a step of the second factor (RFC 6238, section 5.2: a code serves once); false where it, or a later one, was used.</summary>
    public Task<bool> UseStepAsync(long step, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.Run("UPDATE channel_lock SET totp_step = $step WHERE totp_step < $step", ("$step", step)) == 1,
            cancellationToken
        );

    /// <summary>
    /// A new secret begins to serve, at a step that is used up with it. Steps of the one before mean nothing any more: one that a clock which was wrong
    /// had used from the future would lock the new one out.
    /// </summary>
    public Task BeginStepsAsync(long step, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.Run("UPDATE channel_lock SET totp_step = $step", ("$step", step)),
            cancellationToken
        );
}
