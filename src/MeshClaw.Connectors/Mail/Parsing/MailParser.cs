using System.Collections.Immutable;
using System.Text;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Verification;
using MeshClaw.Connectors.Text;
using MeshClaw.Core.Mail;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>
/// Makes a message of bytes that strangers wrote. Never throws for what they wrote: a message that cannot be parsed is kept with its
/// defects. Time and memory are bounded by the bytes given.
/// </summary>
/// <param name="trustedAuthServers">The names that the owner's servers sign Authentication-Results with; empty where not known.</param>
/// <param name="trust">What S/MIME and PGP signatures are checked against; null for the roots of the system, and no PGP key.</param>
internal sealed class MailParser(ImmutableArray<string> trustedAuthServers, MailTrust? trust = null)
{
    private readonly MailTrust _trust = trust ?? MailTrust.OfSystem;

    private readonly ParserOptions _options = new()
    {
        MaxMimeDepth = MailBody.MaxDepth,
        CharsetEncoding = Encoding.UTF8,
        RespectContentLength = false,
    };

    /// <summary>Parses a whole message, or the beginning of one.</summary>
    /// <param name="raw">Its bytes; must be seekable.</param>
    /// <param name="stored">What the store says of it.</param>
    public MailMessage Parse(Stream raw, StoredMail stored)
    {
        var start = raw.Position;
        var cuts = new List<string>();
        MimeMessage mime;
        try
        {
            // Persistent: parts stay where they are, so that 50 MB of them are not copied.
            mime = MimeMessage.Load(_options, RawBounds.Cut(raw, _options, cuts), persistent: true);
        }
        catch (Exception malformed) when (IsMalformed(malformed))
        {
            raw.Position = start;
            return Unparsed(raw, stored);
        }

        var isWhole = cuts.Count == 0 && raw.Length - start >= stored.Size;
        using (mime)
        {
            var message = Parse(mime.Headers, stored);
            var body = MailBody.Read(mime.Body);
            return message with
            {
                Text = body.Text,
                HiddenText = TextCleaner.Lines(
                    message.HiddenText + body.HiddenText,
                    MailMessage.MaxText,
                    new StringBuilder()
                ),
                AttachedText = body.AttachedText,
                CalendarMethod = body.CalendarMethod,
                SchemaTypes = body.SchemaTypes,
                Attachments = body.Attachments,
                Links = body.Links,
                RemoteImages = body.RemoteImages,
                Trackers = body.Trackers,
                Signature = SignatureCheck.Of(mime, message, isWhole, _trust),
                Defects = [.. message.Defects, .. cuts, .. body.Defects],
            };
        }
    }

    /// <summary>Parses the header of a whole message and leaves the rest.</summary>
    public MailMessage ParseHeader(Stream raw, StoredMail stored)
    {
        var start = raw.Position;
        try
        {
            var cuts = new List<string>();
            var message = Parse(HeaderList.Load(_options, RawBounds.Cut(raw, _options, cuts)), stored);
            return message with { Defects = [.. message.Defects, .. cuts] };
        }
        catch (Exception malformed) when (IsMalformed(malformed))
        {
            raw.Position = start;
            return Unparsed(raw, stored) with { Text = "", HiddenText = "" };
        }
    }

    /// <summary>Parses a header alone.</summary>
    public MailMessage Parse(HeaderList headers, StoredMail stored)
    {
        var header = MailHeaders.Read(headers);
        return Of(stored) with
        {
            MessageId = header.MessageId,
            References = header.References,
            From = header.From,
            Sender = header.Sender,
            ReplyTo = header.ReplyTo,
            To = header.To,
            Cc = header.Cc,
            Subject = header.Subject,
            HiddenText = header.Hidden,
            Received = stored.Received ?? header.Date ?? DateTimeOffset.UnixEpoch,
            Headers = header.Others,
            Authentication = AuthenticationCheck.Of(headers, header.From, trustedAuthServers),
            Defects = header.Defects,
        };
    }

    /// <summary>What decoders throw for bytes that they cannot make sense of.</summary>
    public static bool IsMalformed(Exception failure) =>
        failure
            is FormatException
                or ArgumentException
                or NotSupportedException
                or InvalidOperationException
                or IndexOutOfRangeException
                or EndOfStreamException
                or OverflowException
                or DecoderFallbackException;

    // No header at all: what there is, as text.
    private static MailMessage Unparsed(Stream raw, StoredMail stored)
    {
        var bytes = new byte[MailMessage.MaxText];
        var length = raw.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var hidden = new StringBuilder();
        var text = TextCleaner.Lines(Encoding.UTF8.GetString(bytes, 0, length), MailMessage.MaxText, hidden);
        return Of(stored) with
        {
            Received = stored.Received ?? DateTimeOffset.UnixEpoch,
            Text = text,
            HiddenText = TextCleaner.Lines(hidden.ToString(), MailMessage.MaxText, new StringBuilder()),
            Defects = ["It has no readable header."],
        };
    }

    private static MailMessage Of(StoredMail stored) =>
        new()
        {
            Location = stored.Location,
            Size = stored.Size,
            Seen = stored.Flags.HasFlag(MailFlags.Seen),
            Flagged = stored.Flags.HasFlag(MailFlags.Flagged),
            Answered = stored.Flags.HasFlag(MailFlags.Answered),
        };
}
