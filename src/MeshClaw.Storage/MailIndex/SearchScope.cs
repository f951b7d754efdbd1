using System.Globalization;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Storage.MailIndex;

/// <summary>Where and when a query looks: what of it is about places, as values of statements.</summary>
internal sealed class SearchScope
{
    /// <summary>The condition on a place's marks.</summary>
    public const string Fits = "marks & $with = $with AND marks & $lacking = 0";

    /// <summary>The condition on a place's folder; the list is read once for a statement.</summary>
    public const string InFolders = " AND folder IN (SELECT value FROM json_each($folders))";

    /// <summary>The condition on a message's time: ids alone are only about right.</summary>
    public const string InTime = "received >= $since AND received < $before";

    /// <summary>The account, where the query names one and no folder: a folder's token says more.</summary>
    public long? Account { get; private init; }

    /// <summary>The folders that a place must be in; null for all there are.</summary>
    public IReadOnlyList<long>? Folders { get; private init; }

    /// <summary>Whether there is no such account or folder.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>Whether it names a time.</summary>
    public bool HasTime { get; private init; }

    /// <summary>Marks that must be there.</summary>
    public MailMarks With { get; private init; }

    /// <summary>Marks that must not.</summary>
    public MailMarks Lacking { get; private init; }

    /// <summary>Ids from here.</summary>
    public long From { get; private init; }

    /// <summary>Whether it asks for marks that few messages have.</summary>
    public bool NarrowsByMarks => Lacking.HasFlag(MailMarks.Seen) || (With & ~MailMarks.Seen) != 0;

    /// <summary>The values of <see cref="Fits"/>, <see cref="InFolders"/>, <see cref="InTime"/>, <c>$account</c>, and the ids' bounds.</summary>
    public required (string Name, object? Value)[] Values { get; init; }

    public static SearchScope Of(Session session, MailQuery query, long below)
    {
        var account = query.Connection is { } name ? IndexRows.Account(session, name) : null;
        var folders = query.Folder is null ? null : Within(session, query, query.Folder, account);
        var nowhere = (query.Connection is not null && account is null) || folders is { Count: 0 };
        var from = query.Since is { } since ? MailIds.First(since) : 0;
        if (query.Before is { } before)
        {
            below = Math.Min(below, MailIds.Below(session, before));
        }

        // All of them always and in one order, since statements are kept with their parameters.
        (string, object?)[] values =
        [
            ("$with", (long)query.With),
            ("$lacking", (long)query.Lacking),
            ("$from", from),
            ("$below", below),
            (
                "$folders",
                $"[{string.Join(',', (folders ?? []).Select(f => f.ToString(CultureInfo.InvariantCulture)))}]"
            ),
            ("$account", account),
            ("$since", (query.Since ?? DateTimeOffset.MinValue).UtcTicks),
            ("$before", query.Before?.UtcTicks ?? long.MaxValue),
        ];
        return new SearchScope
        {
            Account = folders is null ? account : null,
            Folders = folders,
            IsEmpty = nowhere,
            HasTime = query.Since is not null || query.Before is not null,
            With = query.With,
            Lacking = query.Lacking,
            From = from,
            Values = values,
        };
    }

    private static List<long> Within(Session session, MailQuery query, string folder, long? account) =>
        session
            .Rows(
                "SELECT id, name FROM folders WHERE account = $account OR $account IS NULL ORDER BY id",
                static row => (Id: row.GetInt64(0), Name: row.GetString(1)),
                ("$account", account)
            )
            .Where(f =>
                query.FolderAlone
                    ? f.Name == folder
                    : f.Name.StartsWith(folder, StringComparison.OrdinalIgnoreCase)
                        && (f.Name.Length == folder.Length || f.Name[folder.Length] == '/')
            )
            .Select(f => f.Id)
            .ToList();
}
