using System.Globalization;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Storage.MailIndex;

/// <summary>Writes one batch of one folder, within a transaction.</summary>
internal sealed class BatchTransaction(Session session, FolderBatch batch, DateTimeOffset now)
{
    private const int SnippetLength = 150;

    private readonly List<MailId> _new = [];
    private readonly Places _places = new(session, now);
    private readonly IndexedText _text = new(session);
    private readonly MailIds _ids = new(session);
    private long _account;
    private long _folder;
    private int _moved;
    private int _known;

    public IndexedBatch Write(CancellationToken cancellationToken)
    {
        _account = IndexRows.AccountOrNew(session, batch.Connection);
        OpenFolder();
        foreach (var id in batch.Removed)
        {
            _known -= _places.Remove(_folder, id) ? 1 : 0;
        }

        foreach (var place in batch.Changed)
        {
            _places.Mark(_folder, place);
        }

        foreach (var arrival in batch.Arrivals)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Arrive(arrival);
        }

        session.Run(
            """
            UPDATE folders SET cursor = coalesce($cursor, cursor), complete = max(complete, $complete), known = $known, total = $total
            WHERE id = $folder
            """,
            ("$cursor", batch.Cursor),
            ("$complete", batch.Complete ? 1 : 0),
            ("$known", _known),
            ("$total", batch.Total),
            ("$folder", _folder)
        );
        return new IndexedBatch(_new, _moved);
    }

    private void OpenFolder()
    {
        var found = session.Row(
            "SELECT id, version, known FROM folders WHERE account = $account AND name = $name",
            static row => ((long Id, string Version, int Known)?)(row.GetInt64(0), row.GetString(1), row.GetInt32(2)),
            ("$account", _account),
            ("$name", batch.Folder)
        );
        if (found is not { } folder)
        {
            session.Run(
                "INSERT INTO folders (account, name, version, complete, known, total) VALUES ($account, $name, $version, 0, 0, 0)",
                ("$account", _account),
                ("$name", batch.Folder),
                ("$version", batch.Version)
            );
            _folder = session.LastId;
            return;
        }

        (_folder, _, _known) = folder;
        if (folder.Version != batch.Version)
        {
            _places.Empty(_folder);
            _known = 0;
            session.Run(
                "UPDATE folders SET version = $version, cursor = NULL, complete = 0 WHERE id = $folder",
                ("$version", batch.Version),
                ("$folder", _folder)
            );
        }
    }

    private void Arrive(IndexedMail arrival)
    {
        var mark = IndexRows.Mark(arrival.Mark);
        var found = session.Row(
            "SELECT id, folders, gone IS NOT NULL FROM mails WHERE mark = $mark AND account = $account",
            static row => ((long Id, string Folders, bool Gone)?)(row.GetInt64(0), row.GetString(1), row.GetBoolean(2)),
            ("$mark", mark),
            ("$account", _account)
        );
        if (found is not { } mail)
        {
            var id = Add(arrival, mark);
            _new.Add(new MailId(id));
            _known += _places.Put(_folder, arrival, id) == Places.Putting.Came ? 1 : 0;
            return;
        }

        var put = _places.Put(_folder, arrival, mail.Id);
        _known += put == Places.Putting.Came ? 1 : 0;
        _moved += put == Places.Putting.Lay ? 0 : 1;
        if (mail.Gone)
        {
            session.Run("UPDATE mails SET gone = NULL WHERE id = $mail", ("$mail", mail.Id));
        }

        if (!IndexRows.Folders(mail.Folders).Contains(_folder))
        {
            Retag(mail.Id);
        }
    }

    private long Add(IndexedMail arrival, byte[] mark)
    {
        var words =
            arrival.Words
            ?? throw new ArgumentException(
                $"{batch.Connection} {batch.Folder} {arrival.Id} has no words, and its mark is not known: fetch it whole."
            );
        var id = MailIds.First(arrival.Received); // Free for nearly all, so it is tried before anything is looked up.
        if (!Insert(id, arrival, mark, words))
        {
            id = _ids.Next(arrival.Received);
            Insert(id, arrival, mark, words);
        }

        session.Run(
            "INSERT INTO texts (id, words) VALUES ($id, $words)",
            ("$id", id),
            ("$words", StoredWords.Pack(words))
        );
        _text.Add(id, _account, [_folder], words);
        return id;
    }

    private bool Insert(long id, IndexedMail arrival, byte[] mark, MailWords words) =>
        session.Run(
            """
            INSERT INTO mails (id, account, mark, received, size, message_id, thread, sender, sender_name, list, leaving, subject,
                               attachments, snippet, folders)
            VALUES ($id, $account, $mark, $received, $size, $message, $thread, $sender, $name, $list, $leaving, $subject,
                    $attachments, $snippet, $folders)
            ON CONFLICT (id) DO NOTHING
            """,
            ("$id", id),
            ("$account", _account),
            ("$mark", mark),
            ("$received", arrival.Received.UtcTicks),
            ("$size", arrival.Mark.Size),
            ("$message", words.MessageId),
            ("$thread", words.Thread),
            ("$sender", words.From),
            ("$name", words.FromName),
            ("$list", words.List),
            ("$leaving", (int)words.Leaving),
            ("$subject", words.Subject),
            ("$attachments", words.Attachments.Length > 0 ? 1 : 0),
            ("$snippet", Snippet.Of(words.Text, SnippetLength)),
            ("$folders", _folder.ToString(CultureInfo.InvariantCulture))
        ) == 1;

    /// <summary>Gives the message the tokens of the folders that it lies in now; those that it left lose theirs at the same time.</summary>
    private void Retag(long mail)
    {
        var folders = session.Rows(
            "SELECT DISTINCT folder FROM places WHERE mail = $mail ORDER BY folder",
            static row => row.GetInt64(0),
            ("$mail", mail)
        );
        _text.Replace(mail, _account, folders);
        session.Run(
            "UPDATE mails SET folders = $folders WHERE id = $mail",
            ("$folders", string.Join(' ', folders)),
            ("$mail", mail)
        );
    }
}
