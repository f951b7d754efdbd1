using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>The states of an account's mail and mailboxes (RFC 8620 5.1): another text, something changed.</summary>
internal sealed record JmapState(string Emails, string Mailboxes);

/// <summary>
/// Brings an index up to date: by Email/changes (RFC 8620 5.2) for folders whose cursor, an Email state, the server still knows; else by
/// comparing every id. A folder is complete, and its cursor moves, with its last batch only, so that a cut-off synchronisation goes on
/// with what is missing. Not for use by several threads at once.
/// </summary>
internal sealed class JmapChanges(
    JmapClient client,
    JmapFolders folders,
    JmapEmails emails,
    JmapPages pages,
    ConnectionName connection,
    TimeProvider time
)
{
    private const int MaxChanges = 500;

    private readonly JmapArrivals _arrivals = new(emails, connection);

    /// <summary>Brings the index up to date; gives the messages that it had never seen.</summary>
    public async Task<IReadOnlyList<MailId>> SynchroniseAsync(IMailIndex index, CancellationToken cancellationToken)
    {
        var news = new List<MailId>();
        await foreach (var batch in ReadAsync(index, cancellationToken))
        {
            news.AddRange((await index.ApplyAsync(batch, cancellationToken)).New);
        }

        // At the end: what was in a folder that has another name now was found again by its mark.
        var names = (await folders.ReadAsync(cancellationToken)).All.Select(m => m.Path).ToList();
        await index.RemoveFoldersExceptAsync(connection, names, cancellationToken);
        return news;
    }

    /// <summary>What the index lacks. Each batch is to be applied before the next one is asked for.</summary>
    public async IAsyncEnumerable<FolderBatch> ReadAsync(
        IMailIndex index,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var start = await StateAsync(cancellationToken); // First: what changes from here on comes the next time.
        var tree = await folders.ReadAsync(cancellationToken);
        var indexed = (await index.FoldersAsync(connection, cancellationToken)).ToDictionary(f => f.Name);
        var whole = new List<JmapMailbox>();
        foreach (var group in tree.All.GroupBy(m => CursorOf(indexed.GetValueOrDefault(m.Path))))
        {
            if (group.Key is not { } since)
            {
                whole.AddRange(group);
                continue;
            }

            var current = since;
            while (await ChangesAsync(current, cancellationToken) is { } changes)
            {
                if (changes.NewState == current && !changes.HasMoreChanges)
                {
                    current = null;
                    break;
                }

                await foreach (var batch in BatchesAsync(index, [.. group], changes, cancellationToken))
                {
                    yield return batch;
                }

                if (!changes.HasMoreChanges || changes.NewState == current)
                {
                    current = null;
                    break;
                }

                current = changes.NewState;
            }

            if (current is not null) // The server cannot tell any more.
            {
                whole.AddRange(group);
            }
        }

        foreach (var mailbox in whole)
        {
            await foreach (var batch in WholeAsync(index, mailbox, start.Emails, cancellationToken))
            {
                yield return batch;
            }
        }
    }

    /// <summary>The states as they are.</summary>
    public async Task<JmapState> StateAsync(CancellationToken cancellationToken)
    {
        var reply = await client.CallAsync([None("Email/get"), None("Mailbox/get")], cancellationToken);
        return new JmapState(
            reply.Get(0, JmapJson.Default.GetReplyEmailReply).State,
            reply.Get(1, JmapJson.Default.GetReplyMailboxReply).State
        );
    }

    /// <summary>
    /// Waits until something changes, asking every <paramref name="interval"/> (push, RFC 8620 7, is not had everywhere: Cyrus answers
    /// 204). True where something did; false after <paramref name="longest"/>.
    /// </summary>
    public async Task<bool> WaitForChangesAsync(
        JmapState since,
        TimeSpan interval,
        TimeSpan longest,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromSeconds(1));
        var end = time.GetUtcNow() + longest;
        while (await StateAsync(cancellationToken) == since)
        {
            var left = end - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            await Task.Delay(left < interval ? left : interval, time, cancellationToken);
        }

        return true;
    }

    private static string? CursorOf(IndexedFolder? folder) => folder is { Complete: true } ? folder.Cursor : null;

    private static JmapCall None(string method) =>
        new(method, new JsonObject { ["ids"] = new JsonArray(), ["properties"] = JmapCall.List(["id"]) });

    // Null where the server no longer knows the state. Cyrus answers invalidArguments for one that it never gave.
    private async Task<ChangesReply?> ChangesAsync(string since, CancellationToken cancellationToken)
    {
        var call = new JmapCall(
            "Email/changes",
            new JsonObject { ["sinceState"] = since, ["maxChanges"] = MaxChanges }
        );
        var reply = await client.CallAsync([call], cancellationToken);
        return reply.ErrorOf(0)?.Type is "cannotCalculateChanges" or "invalidArguments"
            ? null
            : reply.Get(0, JmapJson.Default.ChangesReply);
    }

    private async IAsyncEnumerable<FolderBatch> BatchesAsync(
        IMailIndex index,
        IReadOnlyList<JmapMailbox> mailboxes,
        ChangesReply changes,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string[] touched = [.. changes.Created.Concat(changes.Updated)];
        var rows = await emails.RowsAsync(touched, headers: false, cancellationToken);
        // Where messages come before where they leave: one that was moved is never without a place.
        foreach (var mailbox in mailboxes.OrderBy(m => rows.Values.Any(r => r.Mailboxes.Contains(m.Id)) ? 0 : 1))
        {
            var arrived = new List<string>();
            var changed = new List<IndexedPlace>();
            foreach (var row in rows.Values.Where(r => r.Mailboxes.Contains(mailbox.Id)))
            {
                var place = JmapEmails.Place(row, mailbox.Path);
                if (await index.FindAsync(connection, place, cancellationToken) is null)
                {
                    arrived.Add(row.Id);
                }
                else
                {
                    changed.Add(new IndexedPlace(row.Id, row.Marks));
                }
            }

            var removed = changes.Destroyed.Concat(
                touched.Where(id => rows.GetValueOrDefault(id)?.Mailboxes.Contains(mailbox.Id) != true)
            );
            yield return Batch(mailbox) with
            {
                Arrivals = await _arrivals.ReadAsync(index, mailbox, arrived, cancellationToken),
                Changed = changed,
                Removed = [.. removed.Distinct()],
                Cursor = changes.NewState,
                Complete = true,
            };
        }
    }

    private async IAsyncEnumerable<FolderBatch> WholeAsync(
        IMailIndex index,
        JmapMailbox mailbox,
        string state,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var all = await pages.AllAsync(new JsonObject { ["inMailbox"] = mailbox.Id }, cancellationToken);
        var places = await PlacesAsync(index, mailbox, cancellationToken);
        var there = all.ToHashSet(StringComparer.Ordinal);
        foreach (var chunk in places.Keys.Where(id => !there.Contains(id)).Chunk(MaxChanges))
        {
            yield return Batch(mailbox) with
            {
                Removed = chunk,
            };
        }

        foreach (var chunk in all.Where(places.ContainsKey).Chunk(JmapEmails.MarkChunk))
        {
            var rows = await emails.RowsAsync(chunk, headers: false, cancellationToken);
            var changed = rows.Values.Where(r => r.Marks != places[r.Id]).Select(r => new IndexedPlace(r.Id, r.Marks));
            if (changed.ToList() is { Count: > 0 } list)
            {
                yield return Batch(mailbox) with
                {
                    Changed = list,
                };
            }
        }

        foreach (var chunk in all.Where(id => !places.ContainsKey(id)).Chunk(JmapEmails.Chunk))
        {
            yield return Batch(mailbox) with
            {
                Arrivals = await _arrivals.ReadAsync(index, mailbox, chunk, cancellationToken),
            };
        }

        yield return Batch(mailbox) with
        {
            Cursor = state,
            Complete = true,
        };
    }

    private async Task<Dictionary<string, MailMarks>> PlacesAsync(
        IMailIndex index,
        JmapMailbox mailbox,
        CancellationToken cancellationToken
    )
    {
        var places = new Dictionary<string, MailMarks>(StringComparer.Ordinal);
        string? after = null;
        while (true)
        {
            var page = await index.PlacesAsync(connection, mailbox.Path, after, MaxChanges, cancellationToken);
            foreach (var place in page)
            {
                places[place.Id] = place.Marks;
            }

            if (page.Count < MaxChanges)
            {
                return places;
            }

            after = page[^1].Id;
        }
    }

    private FolderBatch Batch(JmapMailbox mailbox) =>
        new()
        {
            Connection = connection,
            Folder = mailbox.Path,
            Version = "",
            Total = mailbox.Total,
        };
}
