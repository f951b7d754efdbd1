using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>Reads emails: lists in pieces that the server takes, bodies as the bytes that they are, a few at a time.</summary>
internal sealed class JmapEmails(JmapClient client, MailParser parser)
{
    /// <summary>How many emails with their headers one call asks for, where the server takes as many.</summary>
    public const int Chunk = 100;

    /// <summary>The same without headers.</summary>
    public const int MarkChunk = 500;

    /// <summary>How many bodies are read at once.</summary>
    public const int Downloads = 4;

    /// <summary>How much of a listed message is read: enough for its text.</summary>
    public const int MaxListed = 256 * 1024;

    /// <summary>How much of a message is read when it is read alone.</summary>
    public const int MaxRead = 4 * 1024 * 1024;

    private static readonly string[] s_marks = ["id", "mailboxIds", "keywords"];
    private static readonly string[] s_headers =
    [
        .. s_marks,
        "blobId",
        "size",
        "receivedAt",
        "hasAttachment",
        "headers",
    ];

    private readonly MailFactCache _cache = new();

    /// <summary>Emails by id, with headers where asked; one that is gone is left out.</summary>
    public async Task<Dictionary<string, JmapRow>> RowsAsync(
        IEnumerable<string> ids,
        bool headers,
        CancellationToken cancellationToken
    )
    {
        var rows = new Dictionary<string, JmapRow>(StringComparer.Ordinal);
        var wanted = ids.Where(JmapId.IsValid).Distinct(StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
        {
            return rows;
        }

        var limits = (await client.SessionAsync(cancellationToken)).Limits;
        var size = Math.Min(limits.MaxObjectsInGet, headers ? Chunk : MarkChunk);
        foreach (var chunk in wanted.Chunk(size))
        {
            await FillAsync(rows, chunk, headers, cancellationToken);
        }

        return rows;
    }

    /// <summary>The call that asks for emails.</summary>
    public static JmapCall Get(JsonNode ids, bool headers) =>
        new(
            "Email/get",
            new JsonObject
            {
                [ids is JsonArray ? "ids" : "#ids"] = ids,
                ["properties"] = JmapCall.List(headers ? s_headers : s_marks),
            }
        );

    /// <summary>What a call of <see cref="Get"/> answered.</summary>
    public static GetReply<EmailReply> Read(JmapReply reply, int call) =>
        reply.Get(call, JmapJson.Default.GetReplyEmailReply);

    /// <summary>Messages in the order of the rows; one that is gone meanwhile is left out.</summary>
    public async Task<ImmutableArray<MailMessage>> MessagesAsync(
        IReadOnlyList<JmapRow> rows,
        string folder,
        bool headersOnly,
        CancellationToken cancellationToken
    )
    {
        var messages = new MailMessage?[rows.Count];
        if (headersOnly)
        {
            foreach (var (index, row) in rows.Index())
            {
                using var header = new MemoryStream(row.Header);
                messages[index] = parser.ParseHeader(header, Stored(row, folder));
            }
        }
        else
        {
            await Parallel.ForAsync(
                0,
                rows.Count,
                new ParallelOptions { MaxDegreeOfParallelism = Downloads, CancellationToken = cancellationToken },
                async (index, token) =>
                    messages[index] = await WholeAsync(rows[index], Place(rows[index], folder), MaxListed, token)
            );
            foreach (var message in messages.OfType<MailMessage>())
            {
                _cache.Keep(message.Location, MailFacts.Of(message));
            }
        }

        return [.. messages.OfType<MailMessage>()];
    }

    /// <summary>One message, at most <paramref name="max"/> bytes of it; null where it is gone.</summary>
    public async Task<MailMessage?> WholeAsync(
        JmapRow row,
        MailLocation location,
        int max,
        CancellationToken cancellationToken
    )
    {
        using var start = await client.DownloadAsync(
            row.Blob,
            (stream, token) => JmapBytes.StartAsync(stream, max, token),
            cancellationToken
        );
        return start is null ? null : parser.Parse(start, new StoredMail(location, row.Received, row.Size, row.Flags));
    }

    /// <summary>All of a message's bytes; null where it is gone or longer than that.</summary>
    public async Task<byte[]?> RawAsync(JmapRow row, int most, CancellationToken cancellationToken)
    {
        using var bytes = await client.DownloadAsync(
            row.Blob,
            (stream, token) => JmapBytes.StartAsync(stream, most + 1, token),
            cancellationToken
        );
        return bytes is not null && bytes.Length <= most ? bytes.ToArray() : null;
    }

    /// <summary>A hash of all of a message's bytes; null where it is gone.</summary>
    public Task<byte[]?> HashAsync(JmapRow row, CancellationToken cancellationToken) =>
        client.DownloadAsync(
            row.Blob,
            async (stream, token) => await SHA256.HashDataAsync(stream, token),
            cancellationToken
        );

    /// <summary>The facts of an email at a place, where they are known without asking.</summary>
    public MailFacts? Known(MailLocation location) => _cache.Find(location);

    /// <summary>The facts of an email at a place, from its header.</summary>
    public MailFacts Facts(JmapRow row, MailLocation location)
    {
        var received = row.Received ?? DateTimeOffset.UnixEpoch;
        var headers = Headers(row);
        // Who wrote what cannot be read is not known, which lets every order about senders count as met.
        var facts = headers is null
            ? MailFacts.Of([], row.HasAttachment, received) with
            {
                From = null,
            }
            : MailFacts.Of(headers, row.HasAttachment, received);
        _cache.Keep(location, facts);
        return facts;
    }

    /// <summary>An email's place in a folder.</summary>
    public static MailLocation Place(JmapRow row, string folder) => new(folder, row.Id, "");

    private async Task FillAsync(
        Dictionary<string, JmapRow> rows,
        string[] ids,
        bool headers,
        CancellationToken cancellationToken
    )
    {
        var reply = await client.TryCallAsync([Get(JmapCall.List(ids), headers)], null, cancellationToken);
        if (reply is null || reply.ErrorOf(0)?.Type == "requestTooLarge")
        {
            // Somebody may send headers of megabytes: those of the others are still to be read.
            if (ids.Length == 1)
            {
                throw new ConnectorException(
                    $"The header of message {ids[0]} is too large to be read. Move the message away with another mail program."
                );
            }

            await FillAsync(rows, ids[..(ids.Length / 2)], headers, cancellationToken);
            await FillAsync(rows, ids[(ids.Length / 2)..], headers, cancellationToken);
            return;
        }

        foreach (var email in Read(reply, 0).List.OfType<EmailReply>())
        {
            if (headers && email.Headers is null)
            {
                throw JmapErrors.Nonsense(null); // No header is not an empty one: it would have no sender.
            }

            var row = JmapRow.Of(email);
            rows[row.Id] = row;
        }
    }

    private static HeaderList? Headers(JmapRow row)
    {
        using var bytes = new MemoryStream(row.Header);
        try
        {
            return HeaderList.Load(bytes);
        }
        catch (Exception malformed) when (MailParser.IsMalformed(malformed))
        {
            return null;
        }
    }

    private static StoredMail Stored(JmapRow row, string folder) =>
        new(Place(row, folder), row.Received, row.Size, row.Flags);
}
