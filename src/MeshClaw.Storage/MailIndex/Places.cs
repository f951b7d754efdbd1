using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Storage.MailIndex;

/// <summary>Which message lies where. A message that lies nowhere any more is kept for some days: it may have been moved.</summary>
internal sealed class Places(Session session, DateTimeOffset now)
{
    /// <summary>What putting a message at a place came to.</summary>
    public enum Putting
    {
        /// <summary>It lay there already.</summary>
        Lay,

        /// <summary>The place was free.</summary>
        Came,

        /// <summary>Another message lay there.</summary>
        Replaced,
    }

    public Putting Put(long folder, IndexedMail arrival, long mail)
    {
        (string, object?)[] values =
        [
            ("$folder", folder),
            ("$id", PlaceKey.Of(arrival.Id)),
            ("$mail", mail),
            ("$marks", (long)arrival.Marks),
        ];
        var free = session.Run(
            "INSERT INTO places (folder, id, mail, marks) VALUES ($folder, $id, $mail, $marks) ON CONFLICT DO NOTHING",
            values
        );
        if (free == 1)
        {
            return Putting.Came;
        }

        var other = (long?)
            session.Scalar("SELECT mail FROM places WHERE folder = $folder AND id = $id", values.AsSpan(0, 2));
        session.Run("UPDATE places SET mail = $mail, marks = $marks WHERE folder = $folder AND id = $id", values);
        if (other == mail)
        {
            return Putting.Lay;
        }

        GoneIfNowhere(other!.Value); // The place was not free.
        return Putting.Replaced;
    }

    public void Mark(long folder, IndexedPlace place) =>
        session.Run(
            "UPDATE places SET marks = $marks WHERE folder = $folder AND id = $id AND marks <> $marks",
            ("$marks", (long)place.Marks),
            ("$folder", folder),
            ("$id", PlaceKey.Of(place.Id))
        );

    public bool Remove(long folder, string id)
    {
        var mail = session.Row(
            "DELETE FROM places WHERE folder = $folder AND id = $id RETURNING mail",
            static row => (long?)row.GetInt64(0),
            ("$folder", folder),
            ("$id", PlaceKey.Of(id))
        );
        if (mail is { } left)
        {
            GoneIfNowhere(left);
        }

        return mail is not null;
    }

    /// <summary>Takes every place of a folder away.</summary>
    public void Empty(long folder)
    {
        session.Run(
            """
            UPDATE mails SET gone = $now
            WHERE id IN (SELECT mail FROM places WHERE folder = $folder)
              AND NOT EXISTS (SELECT 1 FROM places WHERE mail = mails.id AND folder <> $folder)
            """,
            ("$now", now.UtcTicks),
            ("$folder", folder)
        );
        session.Run("DELETE FROM places WHERE folder = $folder", ("$folder", folder));
    }

    private void GoneIfNowhere(long mail) =>
        session.Run(
            "UPDATE mails SET gone = $now WHERE id = $mail AND NOT EXISTS (SELECT 1 FROM places WHERE mail = $mail)",
            ("$now", now.UtcTicks),
            ("$mail", mail)
        );
}
