using System.Runtime.CompilerServices;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>
/// Brings the local index up to what Gmail has. What changed since the last time comes from Gmail's history, for all folders at once; a
/// folder that is new, or whose history Gmail no longer knows, is listed in whole: 500 ids a request, flags by listing what has them,
/// words only of messages that the index has never seen. A cursor is a history id. Killed at any instant, it goes on where the last
/// batch ended; what it does twice changes nothing.
/// </summary>
internal sealed class GmailChanges(
    ConnectionName connection,
    GmailApi api,
    GmailFolders folders,
    GmailArrivals arrivals
)
{
    /// <summary>The version of every folder: ids are the messages' own and never counted anew.</summary>
    private const string Version = "";

    /// <summary>For an account.</summary>
    public static GmailChanges Of(MailAccount account, GmailApi api) =>
        new(
            account.Connection,
            api,
            new GmailFolders(api, account.HoldingFolder),
            new GmailArrivals(api, new GmailMessages(api, new MailParser(account.TrustedAuthServers)))
        );

    /// <summary>Brings the index up to date; gives the messages that it had never seen.</summary>
    public async Task<IReadOnlyList<MailId>> SynchroniseAsync(IMailIndex index, CancellationToken cancellationToken)
    {
        var news = new List<MailId>();
        await foreach (var batch in ReadAsync(index, cancellationToken))
        {
            news.AddRange((await index.ApplyAsync(batch, cancellationToken)).New);
        }

        // At the end: what lay under a label that has another name now was found again by its mark.
        var names = (await folders.ListAsync(cancellationToken)).Select(f => f.Name).ToList();
        await index.RemoveFoldersExceptAsync(connection, names, cancellationToken);
        return news;
    }

    /// <summary>What the index lacks. Each batch is to be applied before the next one is asked for.</summary>
    public async IAsyncEnumerable<FolderBatch> ReadAsync(
        IMailIndex index,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var there = await folders.ListAsync(cancellationToken);
        var known = (await index.FoldersAsync(connection, cancellationToken)).ToDictionary(f => f.Name);
        var whole = there.Where(f => Cursor(f) is null).ToList();
        foreach (var group in there.Except(whole).GroupBy(f => Cursor(f)!)) // Those without one are listed in whole.
        {
            if (await ReadHistoryAsync(group.Key, cancellationToken) is not { } news)
            {
                whole.AddRange(group);
                continue;
            }

            foreach (var folder in group)
            {
                var (batch, came) = await CompareAsync(index, folder, news, known[folder.Name], cancellationToken);
                await foreach (var step in arrivals.ReadAsync(index, folder, came, batch, cancellationToken))
                {
                    yield return step;
                }
            }
        }

        // Before the lists: what changes while they are read comes again with the history after it.
        var start = whole.Count == 0 ? null : await StartAsync(cancellationToken);
        foreach (var folder in whole)
        {
            var (batch, came) = await ListAsync(index, folder, start, cancellationToken);
            await foreach (var step in arrivals.ReadAsync(index, folder, came, batch, cancellationToken))
            {
                yield return step;
            }
        }

        string? Cursor(GmailFolder folder) =>
            known.GetValueOrDefault(folder.Name) is { Complete: true, Cursor: { Length: > 0 } cursor } ? cursor : null;
    }

    private sealed record News(string HistoryId, IReadOnlyDictionary<string, GmailMessage?> Touched);

    private async Task<News?> ReadHistoryAsync(string start, CancellationToken cancellationToken)
    {
        var touched = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var now = start;
        string? page = null;
        do
        {
            if (await api.HistoryAsync(start, page, cancellationToken) is not { } history)
            {
                return null; // Gmail keeps a week at least, and says 404 for what is older.
            }

            touched.AddRange(history.History.SelectMany(h => h.Touched).Where(seen.Add));
            now = history.HistoryId is { Length: > 0 } id ? id : now;
            page = history.NextPageToken;
        } while (page is not null);

        var found = await api.MessagesAsync(touched, GmailApi.Minimal, cancellationToken);
        return new News(now, touched.Zip(found).ToDictionary(p => p.First, p => p.Second));
    }

    // What each touched message is now decides, not the order of what happened to it.
    private async Task<(FolderBatch, List<string> Came)> CompareAsync(
        IMailIndex index,
        GmailFolder folder,
        News news,
        IndexedFolder known,
        CancellationToken cancellationToken
    )
    {
        var (changed, removed, came) = (new List<IndexedPlace>(), new List<string>(), new List<string>());
        foreach (var (id, message) in news.Touched)
        {
            var place = new MailLocation(folder.Name, id, Version);
            var isKnown = await index.FindAsync(connection, place, cancellationToken) is not null;
            if (message is null || !folder.Holds(message.LabelIds))
            {
                removed.AddRange(isKnown ? [id] : []);
            }
            else if (isKnown)
            {
                changed.Add(new IndexedPlace(id, GmailArrivals.Marks(message.LabelIds)));
            }
            else
            {
                came.Add(id);
            }
        }

        var batch = Batch(folder, Math.Max(known.Known + came.Count - removed.Count, 0), news.HistoryId);
        return (batch with { Changed = changed, Removed = removed }, came);
    }

    private async Task<(FolderBatch, List<string> Came)> ListAsync(
        IMailIndex index,
        GmailFolder folder,
        string? start,
        CancellationToken cancellationToken
    )
    {
        var elsewhere = new HashSet<string>(StringComparer.Ordinal);
        foreach (var label in folder.Without)
        {
            elsewhere.UnionWith(await SetAsync(folder, label, cancellationToken));
        }

        var all = (await GmailIds.AllAsync(api, folder.Listing(null), cancellationToken))
            .Where(id => !elsewhere.Contains(id))
            .ToList();
        var unread = await SetAsync(folder, GmailFolder.Unread, cancellationToken);
        var starred = await SetAsync(folder, GmailFolder.Starred, cancellationToken);
        var places = await PlacesAsync(index, folder.Name, cancellationToken);
        var listed = all.ToHashSet(StringComparer.Ordinal);
        var batch = Batch(folder, all.Count, start) with
        {
            Removed = [.. places.Keys.Where(id => !listed.Contains(id))],
            Changed =
            [
                .. all.Where(places.ContainsKey)
                    .Select(id => new IndexedPlace(
                        id,
                        (unread.Contains(id) ? MailMarks.None : MailMarks.Seen)
                            | (starred.Contains(id) ? MailMarks.Flagged : MailMarks.None)
                            | (places[id] & MailMarks.Draft)
                    ))
                    .Where(p => p.Marks != places[p.Id]),
            ],
        };
        return (batch, [.. all.Where(id => !places.ContainsKey(id))]);
    }

    private async Task<HashSet<string>> SetAsync(
        GmailFolder folder,
        string label,
        CancellationToken cancellationToken
    ) =>
        (await GmailIds.AllAsync(api, folder.Listing(null, label), cancellationToken)).ToHashSet(
            StringComparer.Ordinal
        );

    private async Task<Dictionary<string, MailMarks>> PlacesAsync(
        IMailIndex index,
        string folder,
        CancellationToken cancellationToken
    )
    {
        const int Page = 1000;
        var places = new Dictionary<string, MailMarks>(StringComparer.Ordinal);
        string? after = null;
        while (true)
        {
            var page = await index.PlacesAsync(connection, folder, after, Page, cancellationToken);
            foreach (var place in page)
            {
                places[place.Id] = place.Marks;
            }

            if (page.Count < Page)
            {
                return places;
            }

            after = page[^1].Id;
        }
    }

    // A server without users.profile says it with each message; the newest one's is not after now, which is all that matters.
    private async Task<string?> StartAsync(CancellationToken cancellationToken)
    {
        if (await api.ProfileAsync(cancellationToken) is { HistoryId: { Length: > 0 } id })
        {
            return id;
        }

        var newest = await api.ListAsync(new GmailListing([], null) { Limit = 1, Away = true }, cancellationToken);
        var messages = await api.MessagesAsync(
            [.. newest.Messages.Select(m => m.Id)],
            GmailApi.Minimal,
            cancellationToken
        );
        return messages.OfType<GmailMessage>().FirstOrDefault()?.HistoryId;
    }

    private FolderBatch Batch(GmailFolder folder, int total, string? cursor) =>
        new()
        {
            Connection = connection,
            Folder = folder.Name,
            Version = Version,
            Total = total,
            Cursor = cursor,
            Complete = true,
        };
}
