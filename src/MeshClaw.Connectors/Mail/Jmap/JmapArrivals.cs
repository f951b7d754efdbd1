using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>Makes what an index keeps of messages; reads the words of those only that it has never seen.</summary>
internal sealed class JmapArrivals(JmapEmails emails, ConnectionName connection)
{
    /// <summary>Messages of a mailbox; one that left it meanwhile is left out.</summary>
    public async Task<IReadOnlyList<IndexedMail>> ReadAsync(
        IMailIndex index,
        JmapMailbox mailbox,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var rows = await emails.RowsAsync(ids, headers: true, cancellationToken);
        var there = ids.Select(id => rows.GetValueOrDefault(id))
            .OfType<JmapRow>()
            .Where(r => r.Mailboxes.Contains(mailbox.Id))
            .Select(r => (Row: r, r.Mark))
            .ToList();
        var known = await index.KnownAsync(connection, [.. there.Select(t => t.Mark)], cancellationToken);
        var unknown = there.Where(t => !known.Contains(t.Mark)).Select(t => t.Row).ToList();
        var messages = await emails.MessagesAsync(unknown, mailbox.Path, headersOnly: false, cancellationToken);
        var words = messages.ToDictionary(m => m.Location.Id, WordsOf);
        return
        [
            .. there
                .Where(t => known.Contains(t.Mark) || words.ContainsKey(t.Row.Id))
                .Select(t => new IndexedMail
                {
                    Id = t.Row.Id,
                    Mark = t.Mark,
                    Marks = t.Row.Marks,
                    Received = t.Row.Received ?? DateTimeOffset.UnixEpoch,
                    Words = words.GetValueOrDefault(t.Row.Id),
                }),
        ];
    }

    private static MailWords WordsOf(MailMessage message)
    {
        var from = message.From.FirstOrDefault() ?? message.Sender;
        return new MailWords
        {
            MessageId = message.MessageId,
            Thread = message.References.FirstOrDefault(),
            From = from?.Address ?? "",
            FromName = from?.Name ?? "",
            Recipients = string.Join(
                ' ',
                message
                    .To.Concat(message.Cc)
                    .SelectMany(p => new[] { p.Name, p.Address ?? "" })
                    .Where(t => t.Length > 0)
            ),
            List = ListOf(message),
            Subject = message.Subject,
            Text = message.Text,
            Attachments = string.Join(' ', message.Attachments.Select(a => a.FileName).Where(n => n.Length > 0)),
        };
    }

    // List-Id holds its id in angle brackets, after a name (RFC 2919); else the domain of the first unsubscribe address.
    private static string ListOf(MailMessage message)
    {
        if (message.Headers.TryGetValue("list-id", out var ids) && ids is [var id, ..])
        {
            var open = id.LastIndexOf('<');
            var close = id.IndexOf('>', Math.Max(0, open));
            return open >= 0 && close > open ? id[(open + 1)..close].Trim() : id.Trim();
        }

        return
            message.Headers.TryGetValue("list-unsubscribe", out var lines)
            && lines is [var addresses, ..]
            && addresses.Split('<', '>', ',').Select(a => a.Trim()).FirstOrDefault(a => a.Contains(':')) is { } first
            && Uri.TryCreate(first, UriKind.Absolute, out var address)
            ? address.Host
            : "";
    }
}
