using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Storage.MailIndex;

/// <summary>The newest messages of a scope by their places alone, without words.</summary>
internal sealed class MailLists(Session session, SearchScope scope)
{
    /// <summary>At most so many, newest first.</summary>
    public List<long> Newest(int count) =>
        (scope.With & ~MailMarks.Seen) != 0 ? Marked(count)
        : scope is { Folders: null, Account: null, With: MailMarks.None, Lacking: MailMarks.None } ? Any(count)
        : Merged(count);

    /// <summary>Whether there are no more than so many places with the marks; stops looking as soon as there are.</summary>
    public bool HasAtMost(int count)
    {
        if ((scope.With & ~MailMarks.Seen) != 0)
        {
            return Marked(count + 1).Count <= count;
        }

        var all = 0L;
        foreach (var folder in scope.Folders ?? AllFolders())
        {
            foreach (var seen in SeenOrNot)
            {
                all += (long)
                    session.Scalar(
                        """
                        SELECT count(*) FROM (SELECT 1 FROM places
                        WHERE folder = $folder AND marks & 1 = $seen AND mail >= $from AND mail < $below LIMIT $limit)
                        """,
                        [("$folder", folder), ("$seen", seen), ("$limit", count + 1), .. scope.Values]
                    )!; // Always one row.
                if (all > count)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private long[] SeenOrNot =>
        scope.Lacking.HasFlag(MailMarks.Seen) ? [0]
        : scope.With.HasFlag(MailMarks.Seen) ? [1]
        : [0, 1];

    private List<long> Marked(int count)
    {
        var from = scope.With.HasFlag(MailMarks.Flagged)
            ? "places INDEXED BY places_flagged WHERE marks & 4 <> 0"
            : "places INDEXED BY places_marked WHERE marks > 1";
        return Mails(
            $"""
            SELECT DISTINCT mail FROM {from}
            AND mail >= $from AND mail < $below AND {SearchScope.Fits}{InFolders}{InTime}
            ORDER BY mail DESC LIMIT $limit
            """,
            ("$limit", count)
        );
    }

    private List<long> Any(int count) =>
        Mails(
            $"""
            SELECT id FROM mails WHERE id >= $from AND id < $below AND EXISTS (SELECT 1 FROM places WHERE mail = mails.id)
            {(scope.HasTime ? $"AND {SearchScope.InTime}" : "")} ORDER BY id DESC LIMIT $limit
            """,
            ("$limit", count)
        );

    /// <summary>The lists of every folder, read and unread apart, each as far as it may still give one of the newest.</summary>
    private List<long> Merged(int count)
    {
        var sql = $"""
            SELECT DISTINCT mail FROM places
            WHERE folder = $folder AND marks & 1 = $seen AND mail >= $least AND mail < $below AND {SearchScope.Fits}{InTime}
            ORDER BY mail DESC LIMIT $limit
            """;
        var newest = new List<long>();
        foreach (var folder in scope.Folders ?? AllFolders())
        {
            foreach (var seen in SeenOrNot)
            {
                var least = newest.Count == count ? newest[^1] : scope.From;
                newest.AddRange(Mails(sql, ("$folder", folder), ("$seen", seen), ("$least", least), ("$limit", count)));
                newest = [.. newest.Distinct().OrderDescending().Take(count)];
            }
        }

        return newest;
    }

    private string InFolders =>
        scope.Folders is not null ? SearchScope.InFolders
        : scope.Account is not null ? " AND folder IN (SELECT id FROM folders WHERE account = $account)"
        : "";

    private string InTime =>
        scope.HasTime ? $" AND EXISTS (SELECT 1 FROM mails WHERE id = mail AND {SearchScope.InTime})" : "";

    private List<long> AllFolders() =>
        session.Rows(
            "SELECT id FROM folders WHERE account = $account OR $account IS NULL ORDER BY id",
            static row => row.GetInt64(0),
            ("$account", scope.Account)
        );

    private List<long> Mails(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        session.Rows(sql, static row => row.GetInt64(0), [.. values, .. scope.Values]);
}
