using MeshClaw.Storage.Stopping;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Backups;

/// <summary>
/// What a restore must not turn back: a stop, a lock and orders that the owner gave since the backup stay in force, whoever was unpaired since stays so,
/// and what was under way when the backup was made is not begun again.
/// </summary>
/// <param name="Stopped">A stop is in force in the home that is replaced.</param>
/// <param name="Orders">Its orders in force.</param>
internal sealed record RestoredPast(bool Stopped, IReadOnlyList<(string Text, string Rule, string Given)> Orders)
{
    /// <summary>Since when it is locked; null where it is not.</summary>
    private string? Locked { get; init; }

    /// <summary>Who may speak through channels; null where it cannot say.</summary>
    private IReadOnlyList<(string Channel, string Sender)>? People { get; init; }

    /// <summary>Reads it from the home that is to be replaced; a missing or damaged database cannot say.</summary>
    public static RestoredPast Of(string home)
    {
        var nothing = new RestoredPast(false, []);
        if (!File.Exists(HomeFiles.Database(home)))
        {
            return nothing;
        }

        try
        {
            using var session = new Session(Backup.Open(HomeFiles.Database(home)));
            return new RestoredPast(
                session.Scalar("SELECT stopped FROM stop") is 1L,
                session.Rows(
                    "SELECT text, rule, given FROM orders WHERE removed IS NULL ORDER BY id",
                    r => (r.GetString(0), r.GetString(1), r.GetString(2))
                )
            )
            {
                Locked = HasChannels(session) ? session.Scalar("SELECT locked FROM channel_lock") as string : null,
                People = HasChannels(session)
                    ? session.Rows("SELECT channel, sender FROM channel_people", r => (r.GetString(0), r.GetString(1)))
                    : null,
            };
        }
        catch (SqliteException)
        {
            return nothing;
        }
    }

    /// <summary>Writes it into the database that takes the home's place. Returns how many orders were carried over.</summary>
    public int ApplyTo(Session session, DateTimeOffset now)
    {
        if (Stopped)
        {
            StopRow.Set(session, true, "restore", now);
        }

        ApplyChannels(session);

        const string Why = "It was under way when the backup was made that was restored since.";
        session.Run(
            "UPDATE actions SET state = 'cancelled', explanation = $why, updated = $now WHERE state = 'intended'",
            ("$why", Why),
            ("$now", Stamp.Of(now))
        );
        session.Run(
            "UPDATE runs SET state = 'failed', ended = $now, error = $why WHERE state = 'running'",
            ("$why", Why),
            ("$now", Stamp.Of(now))
        );
        var carried = Orders.Sum(order =>
            session.Run(
                """
                INSERT INTO orders (text, rule, given)
                SELECT $text, $rule, $given
                WHERE NOT EXISTS (SELECT 1 FROM orders WHERE removed IS NULL AND text = $text AND given = $given)
                """,
                ("$text", order.Text),
                ("$rule", order.Rule),
                ("$given", order.Given)
            )
        );
        if (carried > 0)
        {
            session.Run("UPDATE order_book SET version = version + 1");
        }

        return carried;
    }

    // A database from before channels has nobody who could resume through one.
    private void ApplyChannels(Session session)
    {
        if (!HasChannels(session))
        {
            return;
        }

        session.Run("UPDATE channel_lock SET locked = coalesce($locked, locked)", ("$locked", Locked));
        session.Run("DELETE FROM channel_codes");
        if (People is null)
        {
            return;
        }

        var restored = session.Rows(
            "SELECT id, channel, sender FROM channel_people",
            r => (r.GetInt64(0), r.GetString(1), r.GetString(2))
        );
        foreach (var (id, channel, sender) in restored)
        {
            if (!People.Contains((channel, sender)))
            {
                session.Run("DELETE FROM channel_people WHERE id = $id", ("$id", id));
            }
        }
    }

    private static bool HasChannels(Session session) =>
        session.Scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'channel_lock'") is not null;
}
