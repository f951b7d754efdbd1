using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>An email as a list of them answers it.</summary>
/// <param name="Id">The same wherever it lies.</param>
/// <param name="Mailboxes">Ids of the mailboxes that it lies in.</param>
/// <param name="Marks">Its keywords, those that we know.</param>
internal sealed record JmapRow(string Id, IReadOnlySet<string> Mailboxes, MailMarks Marks)
{
    /// <summary>What names its bytes; the same name, the same bytes. Empty where it was not asked for.</summary>
    public string Blob { get; init; } = "";

    /// <summary>Its size in bytes; 0 where it was not asked for.</summary>
    public long Size { get; init; }

    /// <summary>When the server got it.</summary>
    public DateTimeOffset? Received { get; init; }

    /// <summary>Its header as it stands in the message, without the empty line; empty where it was not asked for.</summary>
    public byte[] Header { get; init; } = [];

    /// <summary>Whether the server finds that it has an attachment.</summary>
    public bool HasAttachment { get; init; }

    /// <summary>Its flags.</summary>
    public MailFlags Flags =>
        (Marks.HasFlag(MailMarks.Seen) ? MailFlags.Seen : 0)
        | (Marks.HasFlag(MailMarks.Flagged) ? MailFlags.Flagged : 0)
        | (Marks.HasFlag(MailMarks.Answered) ? MailFlags.Answered : 0);

    /// <summary>
    /// What it is known by: the header's bytes, the size and the second of arrival, as for IMAP. The header comes as
    /// <c>headers</c> (RFC 8621 4.1.2), so that nothing is downloaded; bytes that are no UTF-8 come as the server decoded them.
    /// </summary>
    public MailMark Mark
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Header);
            Span<byte> numbers = stackalloc byte[16];
            BinaryPrimitives.WriteInt64BigEndian(numbers, Size);
            BinaryPrimitives.WriteInt64BigEndian(numbers[8..], Received?.ToUnixTimeSeconds() ?? 0);
            hash.AppendData(numbers);
            return new MailMark(Convert.ToHexStringLower(hash.GetHashAndReset()), Size);
        }
    }

    /// <summary>Reads what a server answered.</summary>
    public static JmapRow Of(EmailReply reply) =>
        new(
            JmapId.IsValid(reply.Id) ? reply.Id : throw JmapErrors.Nonsense(null),
            True(reply.MailboxIds),
            True(reply.Keywords).Aggregate(MailMarks.None, (all, k) => all | MarkOf(k))
        )
        {
            Blob = reply.BlobId ?? "",
            Size = Math.Max(0, reply.Size),
            Received = TimeOf(reply.ReceivedAt),
            Header = HeaderOf(reply.Headers ?? []),
            HasAttachment = reply.HasAttachment,
        };

    /// <summary>A time as JMAP writes it.</summary>
    public static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;

    /// <summary>A time as JMAP reads it: UTCDate, whole seconds.</summary>
    public static string TextOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static HashSet<string> True(Dictionary<string, bool>? set) =>
        set is null ? [] : [.. set.Where(p => p.Value).Select(p => p.Key)];

    private static MailMarks MarkOf(string keyword) =>
        keyword.ToLowerInvariant() switch
        {
            "$seen" => MailMarks.Seen,
            "$flagged" => MailMarks.Flagged,
            "$answered" => MailMarks.Answered,
            "$draft" => MailMarks.Draft,
            _ => MailMarks.None,
        };

    private static byte[] HeaderOf(HeaderReply?[] fields)
    {
        using var bytes = new MemoryStream();
        foreach (var field in fields.OfType<HeaderReply>())
        {
            bytes.Write(Encoding.UTF8.GetBytes(field.Name));
            bytes.WriteByte((byte)':');
            bytes.Write(Encoding.UTF8.GetBytes(field.Value));
            bytes.Write("\r\n"u8);
        }

        return bytes.ToArray();
    }
}
