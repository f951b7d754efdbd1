using MeshClaw.Connectors.Mail.Lists;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>What the index keeps of a parsed message.</summary>
internal static class MailWordsReader
{
    private const int MaxRecipients = 4096;
    private const int MaxAttachments = 1024;

    public static MailWords Of(MailMessage message)
    {
        var from = message.From.FirstOrDefault() ?? message.Sender;
        return new MailWords
        {
            MessageId = message.MessageId,
            Thread = message.References.FirstOrDefault(),
            From = from?.Address ?? "",
            FromName = from?.Name ?? "",
            Recipients = Join(message.To.Concat(message.Cc).Select(p => $"{p.Name} {p.Address}".Trim()), MaxRecipients),
            List = ListOf(message),
            Leaving = ListUnsubscribe.Of(message).Offers,
            Subject = message.Subject,
            Text = message.Text,
            Attachments = Join(message.Attachments.Select(a => a.FileName), MaxAttachments),
        };
    }

    // List-Id: Letter 4 <letter.list4.example>; else where the unsubscribing goes.
    private static string ListOf(MailMessage message)
    {
        if (message.Headers.TryGetValue("list-id", out var ids) && ids is [var id, ..])
        {
            var (open, close) = (id.LastIndexOf('<'), id.LastIndexOf('>'));
            return (open >= 0 && close > open ? id[(open + 1)..close] : id).Trim().ToLowerInvariant();
        }

        if (message.Headers.TryGetValue("list-unsubscribe", out var ways) && ways is [var way, ..])
        {
            foreach (var part in way.Split(','))
            {
                if (Uri.TryCreate(part.Trim(' ', '<', '>'), UriKind.Absolute, out var url))
                {
                    var host = url.Scheme == Uri.UriSchemeMailto ? url.AbsolutePath.Split('@')[^1] : url.Host;
                    if (host.Length > 0)
                    {
                        return host.Split('?')[0].ToLowerInvariant();
                    }
                }
            }
        }

        return "";
    }

    private static string Join(IEnumerable<string> words, int max)
    {
        var all = string.Join(' ', words.Where(w => w.Length > 0));
        return all.Length <= max ? all : all[..max];
    }
}
