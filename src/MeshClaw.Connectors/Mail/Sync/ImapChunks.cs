using MailKit;
using MailKit.Net.Imap;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// Reads messages of an open folder in chunks: one command for numbers, flags and dates, one for the bodies. Where it pays, the first
/// command brings the headers too, and bodies of messages that the index knows by their mark are not asked for.
/// </summary>
internal sealed class ImapChunks(IMailIndex index, ConnectionName connection, bool worthwhile, ChunkBuffers buffers)
{
    /// <summary>How much of a body is read.</summary>
    public const int MaxBody = ImapFetcher.MaxListed;

    /// <summary>How many messages at the most.</summary>
    public const int MaxMessages = 250;

    /// <summary>How many bytes, unless one message is more.</summary>
    public const int Bytes = 2 * 1024 * 1024;

    private const int Unpromising = 10;
    private const MessageSummaryItems Outside =
        MessageSummaryItems.UniqueId
        | MessageSummaryItems.Flags
        | MessageSummaryItems.InternalDate
        | MessageSummaryItems.Size;

    private int _wholeLeft;

    /// <summary>
    /// Numbers, flags and dates of messages; with their marks while the account has mail in the index and the last such chunk had some
    /// that were known.
    /// </summary>
    public async Task<List<RawMail>> OutsidesAsync(
        IMailFolder folder,
        IReadOnlyList<uint> uids,
        CancellationToken cancellationToken
    )
    {
        var probes = worthwhile && _wholeLeft-- <= 0;
        var items = probes ? Outside | MessageSummaryItems.Headers : Outside;
        var set = ImapFetcher.Set(folder, uids);
        var wanted = uids.ToHashSet();
        var mails = new List<RawMail>(uids.Count);
        foreach (var summary in await folder.FetchAsync(set, new FetchRequest(items), cancellationToken))
        {
            // A server may tell of other messages in between.
            if (summary.UniqueId.IsValid && wanted.Remove(summary.UniqueId.Id))
            {
                var size = (long)(summary.Size ?? 0);
                mails.Add(
                    new RawMail(summary.UniqueId.Id, MailMarksOf.Server(summary.Flags), summary.InternalDate, size)
                    {
                        Mark =
                            probes && summary.Headers is { } headers
                                ? new MailMark(ImapFetcher.Fingerprint(headers, size, summary.InternalDate), size)
                                : null,
                    }
                );
            }
        }

        return mails;
    }

    /// <summary>A chunk for some messages of a batch.</summary>
    public RawChunk New(FolderBatch batch, bool news) => new(batch, news, buffers);

    /// <summary>Reads the bodies of messages that the index does not know.</summary>
    public async Task FillAsync(RawChunk chunk, ImapFolder folder, CancellationToken cancellationToken)
    {
        var unknown = await UnknownAsync(chunk.Mails, cancellationToken);
        var small = unknown.Where(m => m.Size <= MaxBody).ToDictionary(m => m.Uid);
        chunk.Expect(unknown.Sum(m => Math.Min(m.Size, MaxBody)));
        if (small.Count > 0)
        {
            await folder.GetStreamsAsync(
                ImapFetcher.Set(folder, small.Keys),
                async (_, _, uid, stream, cancel) =>
                {
                    if (small.Remove(uid.Id, out var mail))
                    {
                        await chunk.ReadAsync(mail, stream, MaxBody, cancel);
                    }
                },
                cancellationToken
            );
        }

        await FillLargeAsync(chunk, [.. unknown.Where(m => m.Size > MaxBody)], folder, cancellationToken);
        // One that was expunged in between has no bytes. The server tells of it the next time.
        var unread = unknown.Where(m => m.Offset < 0).Select(m => m.Uid).ToHashSet();
        chunk.Mails.RemoveAll(m => unread.Contains(m.Uid));
    }

    private static async Task FillLargeAsync(
        RawChunk chunk,
        List<RawMail> mails,
        ImapFolder folder,
        CancellationToken cancellationToken
    )
    {
        // A header may be longer than what is read of a message, and its mark is of all of it.
        var unmarked = mails.Where(m => m.Mark is null).ToDictionary(m => ImapFetcher.Text(m.Uid));
        var uids = unmarked.Values.Select(m => m.Uid).ToList();
        foreach (var trace in await ImapFetcher.TracesAsync(folder, uids, cancellationToken))
        {
            unmarked[trace.Location.Id].Mark = trace.Mark;
        }

        foreach (var mail in mails.Where(m => m.Mark is not null))
        {
            try
            {
                var uid = new UniqueId(folder.UidValidity, mail.Uid);
                await using var stream = await folder.GetStreamAsync(uid, 0, MaxBody, cancellationToken);
                await chunk.ReadAsync(mail, stream, MaxBody, cancellationToken);
            }
            catch (MessageNotFoundException)
            {
                // Gone since it was listed; the caller leaves it out.
            }
        }
    }

    private async Task<List<RawMail>> UnknownAsync(List<RawMail> mails, CancellationToken cancellationToken)
    {
        var marks = mails.Select(m => m.Mark).OfType<MailMark>().ToHashSet();
        if (marks.Count == 0)
        {
            return mails;
        }

        var known = await index.KnownAsync(connection, marks, cancellationToken);
        if (known.Count * 4 < marks.Count)
        {
            _wholeLeft = Unpromising; // Most are new: asking first costs more than it saves.
        }

        return [.. mails.Where(m => m.Mark is null || !known.Contains(m.Mark))];
    }
}
