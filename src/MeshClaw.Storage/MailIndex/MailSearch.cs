using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Storage.MailIndex;

/// <summary>
/// Answers one query. Three ways, by what narrows most: few messages have the marks that are asked for, then each of them is looked up
/// in the index of words; there are words, then FTS5 gives the messages, newest first, and each is looked up in its places; there are
/// none, then the lists of the folders are merged.
/// </summary>
internal sealed class MailSearch(Session session, MailQuery query, long below, CancellationToken cancellationToken)
{
    /// <summary>A lookup of one message in the index of words takes up to 0.1 ms; more than these are compared with the whole list.</summary>
    private const int VeryFew = 30;

    /// <summary>So many are compared with a common word's list quicker than that list with the places.</summary>
    private const int Few = 4000;

    private readonly SearchScope _scope = SearchScope.Of(session, query, below);

    public MailHits Find()
    {
        if (_scope.IsEmpty)
        {
            return new MailHits([], null);
        }

        var wanted = query.Limit + 1;
        var found = NeedsWords() ? ByWords(wanted) : new MailLists(session, _scope).Newest(wanted);
        var hits = found.Take(query.Limit).Select(Hit).ToList();
        return new MailHits(hits, found.Count > query.Limit ? SearchCursor.Write(hits[^1].Mail.Value) : null);
    }

    private bool NeedsWords() =>
        query.Words.Length > 0
        || query.Without.Length > 0
        || query.From is not null
        || query.To is not null
        || query.Subject is not null
        || query.HasAttachment;

    private List<long> ByWords(int wanted)
    {
        if (MatchExpression.Of(query, _scope.Account, _scope.Folders) is not { } match)
        {
            return [];
        }

        var lists = new MailLists(session, _scope);
        if (_scope.NarrowsByMarks && lists.HasAtMost(Few))
        {
            var few = lists.Newest(Few);
            return few.Count <= VeryFew
                ? [.. few.Where(mail => IsMatch(match, mail)).Take(wanted)]
                : Among(match, few, wanted);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return session.Rows(
            Sql(_scope.Folders is not null, _scope.HasTime),
            static row => row.GetInt64(0),
            [("$match", match), ("$limit", wanted), .. _scope.Values]
        );
    }

    private bool IsMatch(string match, long mail) =>
        session.Scalar(
            "SELECT 1 FROM words WHERE words MATCH $match AND rowid = $mail",
            ("$match", match),
            ("$mail", mail)
        )
            is not null;

    /// <summary>The plus keeps SQLite from asking FTS5 for each one alone.</summary>
    private List<long> Among(string match, List<long> few, int wanted) =>
        session.Rows(
            """
            SELECT words.rowid FROM words
            WHERE words MATCH $match AND words.rowid >= $oldest AND words.rowid <= $newest
              AND +words.rowid IN (SELECT value FROM json_each($few))
            ORDER BY words.rowid DESC LIMIT $limit
            """,
            static row => row.GetInt64(0),
            ("$match", match),
            ("$oldest", few[^1]),
            ("$newest", few[0]),
            ("$few", $"[{string.Join(',', few)}]"),
            ("$limit", wanted)
        );

    private static string Sql(bool folders, bool time) =>
        $"""
            SELECT words.rowid FROM words
            WHERE words MATCH $match AND words.rowid >= $from AND words.rowid < $below
              AND EXISTS (SELECT 1 FROM places WHERE mail = words.rowid AND {SearchScope.Fits}{(
                folders ? SearchScope.InFolders : ""
            )})
              {(time ? $"AND EXISTS (SELECT 1 FROM mails WHERE id = words.rowid AND {SearchScope.InTime})" : "")}
            ORDER BY words.rowid DESC LIMIT $limit
            """;

    private MailHit Hit(long mail)
    {
        var (location, marks) = session.Row(
            $"""
            SELECT folders.name, places.id, folders.version, marks FROM places JOIN folders ON folders.id = folder
            WHERE mail = $mail AND {SearchScope.Fits}{(_scope.Folders is null ? "" : SearchScope.InFolders)}
            ORDER BY folder, places.id LIMIT 1
            """,
            static row => (IndexRows.ReadLocation(row), (MailMarks)row.GetInt32(3)),
            [("$mail", mail), .. _scope.Values]
        );
        return session.Row(
                """
                SELECT accounts.name, received, sender, sender_name, subject, snippet
                FROM mails JOIN accounts ON accounts.id = account WHERE mails.id = $mail
                """,
                row => new MailHit(
                    new MailId(mail),
                    new ConnectionName(row.GetString(0)),
                    location,
                    marks,
                    new DateTimeOffset(row.GetInt64(1), TimeSpan.Zero),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetString(4),
                    row.GetString(5)
                ),
                ("$mail", mail)
            ) ?? throw new InvalidDataException($"The index has a place of {new MailId(mail)} and no message.");
    }
}
