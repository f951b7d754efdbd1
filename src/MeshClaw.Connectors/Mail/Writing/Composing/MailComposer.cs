using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Writing.Composing;

/// <summary>
/// Makes a message of what was asked for. Pure: the same request, identity and stamp give the same bytes, so that what is sent can be
/// compared with what was prepared. Text goes as plain text alone, as it was written.
/// </summary>
internal static partial class MailComposer
{
    /// <summary>The most that text and files may have together, before they are encoded.</summary>
    public const long MaxSize = 25 * 1024 * 1024;

    /// <summary>The most recipients of one message.</summary>
    public const int MaxRecipients = 100;

    private const int MaxReferences = 20;

    /// <summary>Makes the message.</summary>
    /// <exception cref="ToolException">It cannot be made: no recipient, a line break in a header, too large.</exception>
    public static MimeMessage Compose(OutgoingMail mail, MailIdentity identity, MailStamp stamp, TimeZoneInfo zone)
    {
        Check(mail);
        var message = new MimeMessage
        {
            Subject = mail.Subject,
            Date = stamp.Date,
            MessageId = stamp.MessageId,
        };
        message.From.Add(new MailboxAddress(Encoding.UTF8, identity.Name, identity.Address));
        message.To.AddRange(mail.To.Select(Mailbox));
        message.Cc.AddRange(mail.Cc.Select(Mailbox));
        message.Bcc.AddRange(mail.Bcc.Select(Mailbox));
        if (mail.Original is { } original && mail.Mode is not (MailMode.New or MailMode.Forward))
        {
            Thread(message, original);
        }

        var text = Text(mail, identity, zone);
        message.Body = mail.Files.IsEmpty ? text : Mixed(text, mail, stamp);
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }

    /// <summary>The bytes of a message, Bcc included: the sender's own copy. What is sent leaves Bcc out.</summary>
    public static byte[] Bytes(MimeMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteTo(Format, stream);
        return stream.ToArray();
    }

    /// <summary>How messages are written down.</summary>
    public static FormatOptions Format { get; } = MakeFormat();

    /// <summary>A Message-ID that nobody has had, in the sender's own domain; says nothing of this device.</summary>
    public static string NewMessageId(MailIdentity identity, DateTimeOffset now, ReadOnlySpan<byte> random)
    {
        var domain = identity.Address[(identity.Address.LastIndexOf('@') + 1)..];
        return $"{now.ToUnixTimeMilliseconds():x}.{Convert.ToHexStringLower(random)}@{domain}";
    }

    private static void Check(OutgoingMail mail)
    {
        var count = mail.Recipients.Count();
        if (count == 0)
        {
            throw new ToolException("A message needs at least one recipient.");
        }

        if (count > MaxRecipients)
        {
            throw new ToolException($"A message takes at most {MaxRecipients} recipients, not {count}.");
        }

        if (mail.Subject.Any(char.IsControl) || mail.Files.Any(f => f.Name.Any(char.IsControl)))
        {
            throw new ToolException("A subject or a file's name holds no line breaks or other control characters.");
        }

        var size = Encoding.UTF8.GetByteCount(mail.Body) + mail.Files.Sum(f => (long)f.Content.Length);
        if (size > MaxSize)
        {
            throw new ToolException(
                $"The message has {size / 1024 / 1024.0:0.0} MB; at most {MaxSize / 1024 / 1024} MB can be sent. Leave files out."
            );
        }
    }

    // Normalised: no display name that could hold anything. What would need quoting is refused, not mended.
    private static MailboxAddress Mailbox(string address) =>
        MailboxAddress.TryParse(address, out var mailbox) && mailbox.Address == address
            ? new MailboxAddress("", address)
            : throw new ToolException($"'{address}' is no plain address.");

    private static void Thread(MimeMessage message, MailMessage original)
    {
        var references = original.References.Where(IsId).ToList();
        if (original.MessageId is { } id && IsId(id))
        {
            message.InReplyTo = id;
            references.Remove(id);
            references.Add(id);
        }

        // The first says which conversation it is, the last ones where in it.
        message.References.AddRange(
            references.Count > MaxReferences
                ? references.Take(1).Concat(references.TakeLast(MaxReferences - 1))
                : references
        );
    }

    private static TextPart Text(OutgoingMail mail, MailIdentity identity, TimeZoneInfo zone)
    {
        var body = new StringBuilder(mail.Body.ReplaceLineEndings("\n").TrimEnd());
        var quote =
            mail.Original is not { } original ? null
            : mail.Mode == MailMode.Forward ? QuotedText.Forward(original, zone)
            : mail.Mode == MailMode.New ? null
            : QuotedText.Reply(original, zone);
        if (identity.Signature.Length > 0)
        {
            // Mail programs fold away what is below this line: a quote under it must not be.
            body.Append(quote is null ? $"\n\n{FlowedText.SignatureLine}\n" : "\n\n").Append(identity.Signature);
        }

        if (quote is not null)
        {
            body.Append(body.Length > 0 ? "\n\n" : "").Append(quote);
        }

        var flowed = FlowedText.Encode(body.ToString());
        var part = new TextPart("plain");
        part.SetText(Ascii.IsValid(flowed) ? Encoding.ASCII : s_utf8, flowed);
        part.ContentType.Format = "flowed";
        return part;
    }

    private static Multipart Mixed(TextPart text, OutgoingMail mail, MailStamp stamp)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stamp.MessageId)));
        var mixed = new Multipart("mixed") { Boundary = $"=_{hash[..32]}" };
        mixed.Add(text);
        foreach (var file in mail.Files)
        {
            mixed.Add(
                new MimePart(TypeOf(file.Name))
                {
                    Content = new MimeContent(new MemoryStream(file.Content.ToArray(), writable: false)),
                    ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = file.Name },
                    ContentTransferEncoding = ContentEncoding.Base64,
                }
            );
        }

        return mixed;
    }

    // A message inside a message may not be encoded (RFC 2046 5.2.1): a file of one goes as mere bytes.
    private static string TypeOf(string name) =>
        MimeTypes.GetMimeType(name) is var type
        && (
            type.StartsWith("message/", StringComparison.Ordinal)
            || type.StartsWith("multipart/", StringComparison.Ordinal)
        )
            ? "application/octet-stream"
            : type;

    private static bool IsId(string id) => id.Length <= 250 && Id().IsMatch(id);

    private static FormatOptions MakeFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        return format;
    }

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // Somebody else wrote it: it goes into our header only as what it should be.
    [GeneratedRegex(@"^[!-;=?A-~]+@[!-;=?A-~]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
