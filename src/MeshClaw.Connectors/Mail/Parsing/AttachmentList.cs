using System.Collections.Immutable;
using MeshClaw.Connectors.Text;
using MeshClaw.Core.Mail;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>Attachments' outsides, with what their first bytes say.</summary>
internal sealed class AttachmentList(PartReader reader, List<string> defects)
{
    private const int Max = 200;
    private readonly List<MailAttachment> _all = [];

    public ImmutableArray<MailAttachment> All => [.. _all];

    /// <summary>Adds a part, unless it is an image or a text that is shown within the message.</summary>
    public void Add(MimeEntity entity, string? within)
    {
        var name = entity.ContentDisposition?.FileName ?? entity.ContentType.Name;
        if (
            !entity.IsAttachment
            && string.IsNullOrEmpty(name)
            && entity is MimePart { ContentType.MediaType: "image" or "text" }
        )
        {
            return;
        }

        if (_all.Count >= Max)
        {
            defects.Add($"It has more than {Max} attachments; the rest are not listed.");
            return;
        }

        var type = TextCleaner.Line(entity.ContentType.MimeType, 100);
        _all.Add(
            new MailAttachment(TextCleaner.Line(name ?? "", 200), type, SizeOf(entity))
            {
                ActualType = entity is MimePart part ? FileMagic.Of(reader.Start(part, FileMagic.Needed)) : null,
                Within = within,
            }
        );
    }

    // Of the encoded bytes: nothing is decoded to learn how large it is.
    private static long SizeOf(MimeEntity entity)
    {
        if (entity is not MimePart { Content: { Stream: { CanSeek: true } stream } content })
        {
            return 0;
        }

        return content.Encoding == ContentEncoding.Base64 ? stream.Length / 78 * 57 : stream.Length;
    }
}
