using System.Globalization;
using System.Text;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Storage.MailIndex;

/// <summary>Writes the words of messages into FTS5, with the tokens of ours: sender, recipients, account, folders.</summary>
internal sealed class IndexedText(Session session)
{
    /// <summary>A message that is not there yet.</summary>
    public void Add(long mail, long account, IEnumerable<long> folders, MailWords words) =>
        Write(
            "INSERT INTO words (rowid, subject, people, text, attachments, tags) VALUES ($mail, $subject, $people, $text, $attachments, $tags)",
            mail,
            account,
            folders,
            words
        );

    /// <summary>A message that lies in other folders now.</summary>
    public void Replace(long mail, long account, IEnumerable<long> folders)
    {
        var words = session.Row(
            "SELECT sender, sender_name, subject, words FROM mails JOIN texts ON texts.id = mails.id WHERE mails.id = $mail",
            static row =>
            {
                var (recipients, attachments, text) = StoredWords.Unpack((byte[])row.GetValue(3));
                return new MailWords
                {
                    From = row.GetString(0),
                    FromName = row.GetString(1),
                    Subject = row.GetString(2),
                    Recipients = recipients,
                    Attachments = attachments,
                    Text = text,
                };
            },
            ("$mail", mail)
        );
        Write(
            """
            UPDATE words SET subject = $subject, people = $people, text = $text, attachments = $attachments, tags = $tags
            WHERE rowid = $mail
            """,
            mail,
            account,
            folders,
            words ?? throw new InvalidDataException($"The index has no words of {new MailId(mail)}.")
        );
    }

    /// <summary>A message that is forgotten.</summary>
    public void Remove(long mail)
    {
        session.Run("DELETE FROM words WHERE rowid = $mail", ("$mail", mail));
        session.Run("DELETE FROM texts WHERE id = $mail", ("$mail", mail));
        session.Run("DELETE FROM mails WHERE id = $mail", ("$mail", mail));
    }

    private void Write(string sql, long mail, long account, IEnumerable<long> folders, MailWords words)
    {
        var sender = SearchText.Fold($"{words.FromName} {words.From}");
        var recipients = SearchText.Fold(words.Recipients);
        var attachments = SearchText.Fold(words.Attachments);
        var tags = new StringBuilder(200).Append(SearchText.All);
        tags.Append(CultureInfo.InvariantCulture, $" {SearchText.Account}{account}");
        foreach (var folder in folders)
        {
            tags.Append(CultureInfo.InvariantCulture, $" {SearchText.Folder}{folder}");
        }

        if (attachments.Length > 0)
        {
            tags.Append(' ').Append(SearchText.Attached);
        }

        SearchText.Tag(tags, SearchText.Sender, sender);
        SearchText.Tag(tags, SearchText.Recipient, recipients);
        session.Run(
            sql,
            ("$mail", mail),
            ("$subject", SearchText.Fold(words.Subject)),
            ("$people", $"{sender} {recipients}"),
            ("$text", SearchText.Fold(words.Text)),
            ("$attachments", attachments),
            ("$tags", tags.ToString())
        );
    }
}
