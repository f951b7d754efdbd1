using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.MailIndex;

/// <summary>The lists of an account, counted anew each time: an account of 200,000 messages takes some tenths of a second.</summary>
internal static class ListRows
{
    public static IndexedLists Read(Session session, ConnectionName connection, DateTimeOffset since, int limit)
    {
        if (IndexRows.Account(session, connection) is not { } account)
        {
            return new IndexedLists([], 0, 0);
        }

        // What lies nowhere any more is gone for its owner, though the index keeps it some days.
        var lists = session.Rows(
            """
            SELECT counted.list, newest.sender_name, counted.messages, counted.recent, counted.read, counted.last, counted.last_read,
                   newest.leaving
            FROM (
                SELECT list, max(id) AS newest, count(*) AS messages, sum(received >= $since) AS recent, sum(seen) AS read,
                       max(received) AS last, max(CASE WHEN seen THEN received END) AS last_read
                FROM (
                    SELECT list, id, received,
                           EXISTS (SELECT 1 FROM places WHERE mail = mails.id AND marks & 1 = 1) AS seen
                    FROM mails INDEXED BY mails_list
                    WHERE account = $account AND list <> '' AND EXISTS (SELECT 1 FROM places WHERE mail = mails.id)
                )
                GROUP BY list
            ) AS counted JOIN mails AS newest ON newest.id = counted.newest
            ORDER BY counted.messages - counted.read DESC, counted.last DESC, counted.list LIMIT $limit
            """,
            ReadList,
            ("$account", account),
            ("$since", since.UtcTicks),
            ("$limit", limit)
        );
        var (known, total) = session.Row(
            "SELECT ifnull(sum(known), 0), ifnull(sum(total), 0) FROM folders WHERE account = $account",
            static row => (row.GetInt32(0), row.GetInt32(1)),
            ("$account", account)
        );
        return new IndexedLists(lists, known, total);
    }

    public static IReadOnlyList<MailLocation> Newest(
        Session session,
        ConnectionName connection,
        string list,
        int limit
    ) =>
        IndexRows.Account(session, connection) is { } account
            ? session.Rows(
                """
                SELECT folders.name, places.id, folders.version
                FROM mails INDEXED BY mails_list JOIN places ON places.mail = mails.id JOIN folders ON folders.id = places.folder
                WHERE mails.account = $account AND mails.list = $list AND mails.list <> ''
                ORDER BY mails.id DESC, places.folder LIMIT $limit
                """,
                IndexRows.ReadLocation,
                ("$account", account),
                ("$list", list),
                ("$limit", limit)
            )
            : [];

    private static IndexedList ReadList(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt32(2),
            row.GetInt32(3),
            row.GetInt32(4),
            new DateTimeOffset(row.GetInt64(5), TimeSpan.Zero),
            row.IsDBNull(6) ? null : new DateTimeOffset(row.GetInt64(6), TimeSpan.Zero),
            (ListLeaving)row.GetInt32(7)
        );
}
