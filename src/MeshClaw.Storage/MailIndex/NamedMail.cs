using System.Globalization;
using System.Text.Json;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.MailIndex;

/// <summary>A message that somebody named, at one of its places. Its words are third-party text.</summary>
/// <param name="Mail">Which.</param>
/// <param name="Connection">Whose mailbox.</param>
/// <param name="Location">Where it lies.</param>
/// <param name="From">The sender's address, normalised; empty where there is none.</param>
/// <param name="MessageId">Without brackets; null where it has none.</param>
public sealed record NamedMail(
    MailId Mail,
    ConnectionName Connection,
    MailLocation Location,
    string From,
    string? MessageId
);

/// <summary>Looks up messages by the names that people have for them.</summary>
internal static class NamedMails
{
    // A Message-ID is what its sender wrote: many messages may have the same.
    private const int Most = 100;

    /// <summary>
    /// By <c>m7</c>, or by Message-ID, with or without brackets; each place is one row. A Message-ID is looked for in all rows: asked
    /// for by a person now and then, it is not worth an index that each new message would have to be written into.
    /// </summary>
    public static IReadOnlyList<NamedMail> Find(Session session, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = name.Trim();
        var number = 0L;
        var byNumber =
            text.StartsWith('m')
            && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return session.Rows(
            $"""
            SELECT folders.name, places.id, folders.version, mails.id, accounts.name, mails.sender, mails.message_id
            FROM mails JOIN places ON places.mail = mails.id JOIN folders ON folders.id = places.folder
            JOIN accounts ON accounts.id = mails.account
            WHERE {(
                byNumber ? "mails.id = $number" : "mails.message_id = $id"
            )} ORDER BY mails.id, folders.id, places.id LIMIT {Most}
            """,
            Read,
            ("$number", number),
            ("$id", text.Trim('<', '>'))
        );
    }

    /// <summary>Who takes part in the messages of an account that have these Message-IDs, those that lie nowhere any more too.</summary>
    public static IReadOnlyList<MailPeople> People(
        Session session,
        ConnectionName connection,
        IReadOnlyCollection<string> messageIds
    ) =>
        session.Rows(
            """
            SELECT mails.id, mails.message_id, mails.sender, texts.words
            FROM mails JOIN accounts ON accounts.id = mails.account JOIN texts ON texts.id = mails.id
            WHERE accounts.name = $account AND mails.message_id IN (SELECT value FROM json_each($ids)) ORDER BY mails.id
            """,
            static row => new MailPeople(
                new MailId(row.GetInt64(0)),
                row.GetString(1),
                row.GetString(2),
                StoredWords.Unpack((byte[])row.GetValue(3)).Recipients
            ),
            ("$account", connection.Value),
            ("$ids", JsonArrayOf(messageIds))
        );

    private static string JsonArrayOf(IEnumerable<string> texts) =>
        $"[{string.Join(',', texts.Select(t => $"\"{JsonEncodedText.Encode(t)}\""))}]";

    private static NamedMail Read(SqliteDataReader row) =>
        new(
            new MailId(row.GetInt64(3)),
            new ConnectionName(row.GetString(4)),
            IndexRows.ReadLocation(row),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6)
        );
}
