using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// What happened to messages that are known: by the server's word where it keeps count (CONDSTORE, and QRESYNC for those that are gone;
/// RFC 7162), else by comparing. Where the counts do not add up afterwards, the UIDs are compared too: nothing is believed for ever.
/// </summary>
internal sealed class ImapChanges(
    ImapFolder folder,
    IMailIndex index,
    FolderBatch template,
    Func<uint, uint, CancellationToken, Task<UidRanges>> search,
    Func<FolderBatch, CancellationToken, Task> emit
)
{
    private const int Page = 5000;
    private const int Newest = 2000;
    private const uint Many = 20_000;
    private const long Day = 24 * 60 * 60;

    /// <summary>Emits what changed; returns the cursor after it, and the UIDs that should be known and are not.</summary>
    /// <param name="cursor">What is known.</param>
    /// <param name="known">How many messages of it the index has.</param>
    /// <param name="inside">How many there should be, by the server's counts.</param>
    /// <param name="state">The folder as it was opened.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(ImapCursor Cursor, UidRanges Missing)> RunAsync(
        ImapCursor cursor,
        int known,
        long inside,
        ImapState state,
        long now,
        CancellationToken cancellationToken
    )
    {
        var after = cursor with { ModSeq = state.ModSeq };
        if (cursor.Next <= cursor.Low)
        {
            return (after, UidRanges.Of([]));
        }

        var counts = state.ModSeq != 0 && cursor.ModSeq != 0 && state.ModSeq >= cursor.ModSeq;
        var gone = counts && state.ModSeq > cursor.ModSeq ? await ChangedSinceAsync(cursor, cancellationToken) : 0;
        var differs = known - gone != inside;
        if (counts && !differs)
        {
            return (after, UidRanges.Of([]));
        }

        var server = await search(cursor.Low, cursor.Next - 1, cancellationToken);
        if (counts)
        {
            return (after, await CompareAsync(cursor, server, cursor.Low, flags: false, cancellationToken));
        }

        var all = differs || now - cursor.Compared >= Day || state.ModSeq != cursor.ModSeq;
        var from = all ? cursor.Low : server.Descending().Take(Newest).LastOrDefault(cursor.Low);
        var missing = await CompareAsync(cursor, server, from, flags: true, cancellationToken);
        return (after with { Compared = all ? now : cursor.Compared }, missing);
    }

    // Returns how many are gone, as far as the server told.
    private async Task<int> ChangedSinceAsync(ImapCursor cursor, CancellationToken cancellationToken)
    {
        var (low, high) = (cursor.Low, cursor.Next - 1);
        var width = high - low + 1;
        if (folder.Count > Many)
        {
            // Somebody may have marked all of a large folder read: then it is told in pieces.
            var range = new UniqueIdRange(folder.UidValidity, low, high);
            var query = SearchQuery.Uids(range).And(SearchQuery.ChangedSince(cursor.ModSeq + 1));
            var found = await folder.SearchAsync(SearchOptions.Count, query, cancellationToken);
            width = found.Count > Many ? Math.Max(Many, width / 50 + 1) : width;
        }

        var gone = 0;
        for (ulong first = low; first <= high; first += width)
        {
            var last = (uint)Math.Min(high, first + width - 1);
            gone += await ChangedSinceAsync((uint)first, last, cursor.ModSeq, cancellationToken);
        }

        return gone;
    }

    private async Task<int> ChangedSinceAsync(uint first, uint last, ulong modSeq, CancellationToken cancellationToken)
    {
        var vanished = new List<IList<UniqueId>>();
        var range = new UniqueIdRange(folder.UidValidity, first, last);
        var request = new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.Flags)
        {
            ChangedSince = modSeq,
        };
        void OnVanished(object? sender, MessagesVanishedEventArgs gone) => vanished.Add(gone.UniqueIds);
        folder.MessagesVanished += OnVanished;
        IList<IMessageSummary> changed;
        try
        {
            changed = await folder.FetchAsync(range, request, cancellationToken);
        }
        finally
        {
            folder.MessagesVanished -= OnVanished;
        }

        var inside = changed.Where(s => s.UniqueId.Id >= first && s.UniqueId.Id <= last);
        foreach (var page in inside.Chunk(Page))
        {
            var places = page.Select(s => Place(s.UniqueId.Id, MailMarksOf.Server(s.Flags)));
            await emit(template with { Changed = [.. places] }, cancellationToken);
        }

        // A server that forgot the details names every gap there ever was: then comparing is shorter.
        if (vanished.Sum(v => (long)v.Count) is 0 or > Page)
        {
            return 0;
        }

        var uids = vanished.SelectMany(v => v).Select(u => u.Id).Where(u => u >= first && u <= last);
        List<string> ids = [.. uids.Distinct().Select(ImapFetcher.Text)];
        await emit(template with { Removed = ids }, cancellationToken);
        return ids.Count;
    }

    private async Task<UidRanges> CompareAsync(
        ImapCursor cursor,
        UidRanges server,
        uint from,
        bool flags,
        CancellationToken cancellationToken
    )
    {
        var known = UidRanges.Of([]);
        var after = from > 1 ? ImapFetcher.Text(from - 1) : null;
        while (true)
        {
            var page = await index.PlacesAsync(template.Connection, template.Folder, after, Page, cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            after = page[^1].Id;
            var there = new Dictionary<uint, MailMarks>(page.Count);
            var removed = new List<string>();
            foreach (var place in page)
            {
                if (uint.TryParse(place.Id, out var uid) && server.Contains(uid))
                {
                    known.Add(uid);
                    there[uid] = place.Marks;
                }
                else
                {
                    removed.Add(place.Id);
                }
            }

            var changed = flags ? await ChangedAsync(there, cancellationToken) : [];
            if (removed.Count + changed.Count > 0)
            {
                await emit(template with { Removed = removed, Changed = changed }, cancellationToken);
            }
        }

        return UidRanges.Of(server.Ascending().Where(u => u >= from && u < cursor.Next && !known.Contains(u)));
    }

    private async Task<List<IndexedPlace>> ChangedAsync(
        Dictionary<uint, MailMarks> there,
        CancellationToken cancellationToken
    )
    {
        if (there.Count == 0)
        {
            return [];
        }

        var request = new FetchRequest(MessageSummaryItems.UniqueId | MessageSummaryItems.Flags);
        var changed = new List<IndexedPlace>();
        var set = ImapFetcher.Set(folder, there.Keys);
        foreach (var summary in await folder.FetchAsync(set, request, cancellationToken))
        {
            var marks = MailMarksOf.Server(summary.Flags);
            if (there.TryGetValue(summary.UniqueId.Id, out var before) && before != marks)
            {
                changed.Add(Place(summary.UniqueId.Id, marks));
            }
        }

        return changed;
    }

    private static IndexedPlace Place(uint uid, MailMarks marks) => new(ImapFetcher.Text(uid), marks);
}
