using System.Runtime.CompilerServices;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>Puts messages that the index does not know in a folder into it, a few at a time; words only where it has never seen them.</summary>
internal sealed class GmailArrivals(GmailApi api, GmailMessages messages)
{
    /// <summary>Arrivals in batches, <paramref name="last"/> with the rest of them: only that one changes and moves anything else.</summary>
    public async IAsyncEnumerable<FolderBatch> ReadAsync(
        IMailIndex index,
        GmailFolder folder,
        List<string> ids,
        FolderBatch last,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var chunks = ids.Chunk(GmailBatch.Size).ToList();
        foreach (var chunk in chunks.SkipLast(1))
        {
            yield return new FolderBatch
            {
                Connection = last.Connection,
                Folder = last.Folder,
                Version = last.Version,
                Total = last.Total,
                Arrivals = await ReadAsync(index, folder, last.Connection, chunk, cancellationToken),
            };
        }

        yield return chunks.Count == 0
            ? last
            : last with
            {
                Arrivals = await ReadAsync(index, folder, last.Connection, chunks[^1], cancellationToken),
            };
    }

    /// <summary>The marks that labels stand for.</summary>
    public static MailMarks Marks(IReadOnlyCollection<string> labels)
    {
        var flags = GmailFolder.Flags(labels);
        return (flags.HasFlag(MailFlags.Seen) ? MailMarks.Seen : MailMarks.None)
            | (flags.HasFlag(MailFlags.Flagged) ? MailMarks.Flagged : MailMarks.None)
            | (labels.Contains(GmailFolder.Draft) ? MailMarks.Draft : MailMarks.None);
    }

    private async Task<IReadOnlyList<IndexedMail>> ReadAsync(
        IMailIndex index,
        GmailFolder folder,
        ConnectionName connection,
        string[] ids,
        CancellationToken cancellationToken
    )
    {
        var here = (await api.MessagesAsync(ids, GmailApi.Minimal, cancellationToken))
            .OfType<GmailMessage>()
            .Where(m => folder.Holds(m.LabelIds))
            .ToList();
        var known = await index.KnownAsync(
            connection,
            [.. here.Select(m => GmailMessages.Mark(m.Id))],
            cancellationToken
        );
        var unknown = here.Where(m => !known.Contains(GmailMessages.Mark(m.Id))).ToList();
        var words = (await messages.ReadAsync(folder.Name, unknown, cancellationToken)).ToDictionary(
            m => m.Location.Id,
            Words
        );
        return
        [
            .. here.Where(m => known.Contains(GmailMessages.Mark(m.Id)) || words.ContainsKey(m.Id))
                .Select(m => new IndexedMail
                {
                    Id = m.Id,
                    Mark = GmailMessages.Mark(m.Id),
                    Marks = Marks(m.LabelIds),
                    Received = GmailMessages.Received(m),
                    Words = words.GetValueOrDefault(m.Id),
                }),
        ];
    }

    private static MailWords Words(MailMessage message)
    {
        var list = message.Headers.GetValueOrDefault("list-id", []).FirstOrDefault() ?? "";
        return new MailWords
        {
            MessageId = message.MessageId,
            Thread = message.References.IsEmpty ? null : message.References[0],
            From = message.From.FirstOrDefault()?.Address ?? "",
            FromName = message.From.FirstOrDefault()?.Name ?? "",
            Recipients = string.Join(
                ' ',
                message
                    .To.Concat(message.Cc)
                    .SelectMany(p => new[] { p.Name, p.Address ?? "" })
                    .Where(t => t.Length > 0)
            ),
            List = list,
            Subject = message.Subject,
            Text = message.Text,
            Attachments = string.Join(' ', message.Attachments.Select(a => a.FileName)),
        };
    }
}
