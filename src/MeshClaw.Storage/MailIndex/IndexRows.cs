using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.MailIndex;

/// <summary>What the index's rows say.</summary>
internal static class IndexRows
{
    public static long? Account(Session session, ConnectionName connection) =>
        (long?)session.Scalar("SELECT id FROM accounts WHERE name = $name", ("$name", connection.Value));

    public static long AccountOrNew(Session session, ConnectionName connection)
    {
        if (Account(session, connection) is { } account)
        {
            return account;
        }

        session.Run("INSERT INTO accounts (name) VALUES ($name)", ("$name", connection.Value));
        return session.LastId;
    }

    public static (long Id, string Version)? Folder(Session session, ConnectionName connection, string name) =>
        session.Row(
            """
            SELECT folders.id, version FROM folders JOIN accounts ON accounts.id = account
            WHERE accounts.name = $connection AND folders.name = $name
            """,
            static row => ((long, string)?)(row.GetInt64(0), row.GetString(1)),
            ("$connection", connection.Value),
            ("$name", name)
        );

    public static IndexedFolder ReadFolder(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.GetBoolean(3),
            row.GetInt32(4),
            row.GetInt32(5)
        );

    public static IndexProgress ReadProgress(SqliteDataReader row) =>
        new(new ConnectionName(row.GetString(0)), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4));

    /// <summary>The first three columns: folder's name, id, version.</summary>
    public static MailLocation ReadLocation(SqliteDataReader row) =>
        new(row.GetString(0), PlaceKey.Read(row.GetValue(1)), row.GetString(2));

    /// <summary>A mark as a key: 128 bits, so that nobody can make two messages of one key, and half as long as the whole hash.</summary>
    public static byte[] Mark(MailMark mark)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{mark.Fingerprint}\n{mark.Size}");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16).ToArray();
    }

    /// <summary>The folders whose tokens a message has, as <c>mails.folders</c> has them.</summary>
    public static IEnumerable<long> Folders(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => long.Parse(n, CultureInfo.InvariantCulture));
}
