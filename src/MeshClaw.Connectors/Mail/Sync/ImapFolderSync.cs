using System.Threading.Channels;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// Brings one folder of a server up to date: what changed of what is known, then what came, oldest first, then what always lay there,
/// newest first and some thousands at a time. Each piece moves the cursor over what it holds and no further, so a crash costs a piece at
/// the most.
/// </summary>
internal sealed class ImapFolderSync(
    ImapFolder folder,
    FolderRequest request,
    ImapChunks chunks,
    IMailIndex index,
    ConnectionName connection,
    ChannelWriter<RawStep> output,
    bool counts,
    int mostAtOnce,
    TimeProvider time
)
{
    private const int MaxEmptyChunks = 10;

    private int _emptyChunks;

    /// <summary>Reads the folder, which was just opened.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var state = ImapState.Believed(folder, counts);
        var version = ImapFetcher.Text(state.Validity);
        var next = state.Next ?? After((await SearchAsync(1, uint.MaxValue, cancellationToken)).Last);
        var known = request.Known?.Version == version ? ImapCursor.Parse(request.Known.Cursor) : null;
        // A UIDNEXT that went down is a server that lost mail: the counts will not add up, and all is compared.
        var cursor = known is null
            ? new ImapCursor(ImapCursor.Current, next, next, state.ModSeq, state.Total, Now())
            : known with
            {
                Next = Math.Min(known.Next, next),
                Low = Math.Min(known.Low, next),
                Total = state.Total,
            };
        var template = new FolderBatch
        {
            Connection = connection,
            Folder = request.Folder.Name,
            Version = version,
            Complete = cursor.IsComplete,
            Total = state.Total,
        };
        var came = await SearchAsync(cursor.Next, next - 1, cancellationToken);
        var lay = await SearchAsync(1, cursor.Low - 1, cancellationToken);
        var missing = UidRanges.Of([]);
        if (known is not null)
        {
            var changes = new ImapChanges(folder, index, template, SearchAsync, EmitAsync);
            var inside = state.Total - came.Count - lay.Count;
            (cursor, missing) = await changes.RunAsync(
                cursor,
                request.Known!.Known, // Its cursor was read.
                inside,
                state,
                Now(),
                cancellationToken
            );
        }

        if (known is null)
        {
            await EmitAsync(template with { Cursor = cursor.Format() }, cancellationToken); // Drops what was numbered otherwise.
        }

        // In whole once, what comes is news; so is what a folder that was numbered anew holds and nobody has seen.
        var complete = request.Known is { Complete: true };
        var written = known;
        async Task ReadAsync(IEnumerable<uint> uids, Way way, bool news) =>
            written = await this.ReadAsync(uids, template, cursor, way, news, cancellationToken) ?? written;
        await ReadAsync(missing.Ascending(), Way.Missed, complete);
        await ReadAsync(came.Ascending(), Way.Came, news: true);
        cursor = cursor with { Next = next };
        await ReadAsync(lay.Descending().Take(mostAtOnce), Way.Lay, complete);
        var end = cursor with { Low = lay.Count > mostAtOnce ? lay.Descending().ElementAt(mostAtOnce - 1) : 1 };
        if (end != written)
        {
            var batch = template with { Cursor = end.Format(), Complete = end.IsComplete };
            await EmitAsync(batch, cancellationToken);
        }
    }

    // One more would be 0, which no message has and no range may begin with.
    private uint After(uint last) =>
        last < uint.MaxValue
            ? last + 1
            : throw new ConnectorException(
                $"'{request.Folder.Name}' holds a message with the last number there is (UID {last}), so that new mail in it cannot be "
                    + "told. Move its mail into a new folder, or have the server number it anew."
            );

    private enum Way
    {
        /// <summary>Should have been known: the cursor stays.</summary>
        Missed,

        /// <summary>Came since: the cursor's end goes up.</summary>
        Came,

        /// <summary>Lay there always: the cursor's beginning goes down.</summary>
        Lay,
    }

    // Returns the cursor of the last batch; null where there was none.
    private async Task<ImapCursor?> ReadAsync(
        IEnumerable<uint> uids,
        FolderBatch template,
        ImapCursor cursor,
        Way way,
        bool news,
        CancellationToken cancellationToken
    )
    {
        ImapCursor? written = null;
        foreach (var wanted in uids.Chunk(ImapChunks.MaxMessages))
        {
            var mails = await chunks.OutsidesAsync(folder, wanted, cancellationToken);
            Believe(mails.Count);
            mails.Sort((a, b) => way == Way.Lay ? b.Uid.CompareTo(a.Uid) : a.Uid.CompareTo(b.Uid));
            var left = mails.Count;
            foreach (var part in Parts(mails))
            {
                left -= part.Count;
                var edge = left == 0 ? wanted[^1] : part[^1].Uid;
                var at = way switch
                {
                    Way.Missed => cursor,
                    Way.Came => cursor with { Next = edge + 1 },
                    Way.Lay => cursor with { Low = edge },
                };
                var chunk = chunks.New(template with { Cursor = at.Format(), Complete = at.IsComplete }, news);
                chunk.Mails.AddRange(part);
                await chunks.FillAsync(chunk, folder, cancellationToken);
                await output.WriteAsync(new RawStep(chunk), cancellationToken);
                written = at;
            }
        }

        return written;
    }

    private static IEnumerable<List<RawMail>> Parts(List<RawMail> mails)
    {
        var (part, bytes) = (new List<RawMail>(), 0L);
        foreach (var mail in mails)
        {
            var size = Math.Min(mail.Size, ImapChunks.MaxBody);
            if (part.Count > 0 && bytes + size > ImapChunks.Bytes)
            {
                yield return part;
                (part, bytes) = ([], 0);
            }

            part.Add(mail);
            bytes += size;
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }

    private async Task<UidRanges> SearchAsync(uint first, uint last, CancellationToken cancellationToken)
    {
        if (first > last)
        {
            return UidRanges.Of([]);
        }

        var range = new UniqueIdRange(folder.UidValidity, first, last);
        var found = await folder.SearchAsync(SearchOptions.All, SearchQuery.Uids(range), cancellationToken);
        var set = found.UniqueIds ?? [];
        // Before anything counts through them: 1:4294967295 is a short line.
        if (set.Count < 0 || set.Count > ImapState.MaxMessages || set.Count > folder.Count + 100_000)
        {
            throw new ConnectorException(
                $"The mail server says that '{request.Folder.Name}' holds {folder.Count} messages, and lists {set.Count}: it is not believed."
            );
        }

        return UidRanges.Of(set, first, last);
    }

    private void Believe(int read)
    {
        _emptyChunks = read == 0 ? _emptyChunks + 1 : 0;
        if (_emptyChunks > MaxEmptyChunks)
        {
            throw new ConnectorException(
                $"The mail server lists messages of '{request.Folder.Name}' and then has none of them."
            );
        }
    }

    private async Task EmitAsync(FolderBatch batch, CancellationToken cancellationToken) =>
        await output.WriteAsync(new RawStep(chunks.New(batch, news: false)), cancellationToken);

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();
}
