using MeshClaw.Policy;

namespace MeshClaw.Storage.MailIndex;

/// <summary>What leaves the index: folders, accounts, and messages that lie nowhere. Many small transactions, so that nobody waits long.</summary>
internal static class Forgetting
{
    private const int Batch = 200;

    /// <summary>Pages that one round of bringing the index of words in order may write: 4 MB.</summary>
    private const int MergedPages = 1000;

    /// <summary>Removes all folders of an account but these. Returns how many.</summary>
    public static int Folders(
        Session session,
        ConnectionName connection,
        IReadOnlyCollection<string> kept,
        DateTimeOffset now
    )
    {
        var names = kept.ToHashSet(StringComparer.Ordinal);
        var left = session
            .Rows(
                "SELECT folders.id, folders.name FROM folders JOIN accounts ON accounts.id = account WHERE accounts.name = $name",
                static row => (Id: row.GetInt64(0), Name: row.GetString(1)),
                ("$name", connection.Value)
            )
            .FindAll(f => !names.Contains(f.Name));
        var places = new Places(session, now);
        foreach (var (id, _) in left)
        {
            places.Empty(id);
            session.Run("DELETE FROM folders WHERE id = $folder", ("$folder", id));
        }

        return left.Count;
    }

    /// <summary>Whether there is no other account.</summary>
    public static bool IsOnly(Session session, ConnectionName connection) =>
        session.Scalar("SELECT 1 FROM accounts WHERE name <> $name LIMIT 1", ("$name", connection.Value)) is null;

    /// <summary>
    /// Takes an account's name and places away: from here on nothing of it is found, and if the process ends before its messages are
    /// swept, the next sweep finds them. Returns whether it was known.
    /// </summary>
    public static bool Account(Session session, ConnectionName connection)
    {
        if (IndexRows.Account(session, connection) is not { } account)
        {
            return false;
        }

        session.Run(
            "DELETE FROM places WHERE folder IN (SELECT id FROM folders WHERE account = $account)",
            ("$account", account)
        );
        session.Run("DELETE FROM folders WHERE account = $account", ("$account", account));
        session.Run("UPDATE mails SET gone = 0 WHERE account = $account", ("$account", account));
        session.Run("UPDATE accounts SET name = NULL WHERE id = $account", ("$account", account));
        return true;
    }

    /// <summary>Forgets messages that have lain nowhere since before a moment. Returns how many.</summary>
    public static async Task<int> SweepAsync(
        MailIndexFile file,
        DateTimeOffset before,
        CancellationToken cancellationToken
    )
    {
        var all = 0;
        int swept;
        do
        {
            swept = await file.WriteAsync(session => Sweep(session, before), cancellationToken).ConfigureAwait(false);
            all += swept;
        } while (swept == Batch);

        await file.WriteAsync(Merge, cancellationToken).ConfigureAwait(false);
        return all;
    }

    private static int Sweep(Session session, DateTimeOffset before)
    {
        var text = new IndexedText(session);
        var mails = session.Rows(
            "SELECT id FROM mails WHERE gone <= $before ORDER BY gone LIMIT $limit",
            static row => row.GetInt64(0),
            ("$before", before.UtcTicks),
            ("$limit", Batch)
        );
        mails.ForEach(text.Remove);
        if (mails.Count < Batch)
        {
            session.Run(
                "DELETE FROM accounts WHERE name IS NULL AND NOT EXISTS (SELECT 1 FROM mails WHERE account = accounts.id LIMIT 1)"
            );
        }

        return mails.Count;
    }

    private static int Merge(Session session) =>
        session.Run("INSERT INTO words (words, rank) VALUES ('merge', $pages)", ("$pages", MergedPages));
}
