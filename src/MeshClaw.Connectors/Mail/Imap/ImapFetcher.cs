using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Imap;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy.Calls;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>Reads from an open folder, many messages to a command, never more than a page of them in memory; never sets \Seen.</summary>
internal sealed class ImapFetcher(MailParser parser)
{
    /// <summary>How many messages one command asks for.</summary>
    public const int Chunk = 200;

    /// <summary>How much of a listed message is read: enough for its text.</summary>
    public const int MaxListed = 256 * 1024;

    /// <summary>How much of a message is read when it is read alone.</summary>
    public const int MaxRead = 4 * 1024 * 1024;

    private const int FlagChunk = 2000;

    private readonly MailFactCache _cache = new();

    private sealed record Row(uint Uid, MailFlags Flags, DateTimeOffset? Received, long Size);

    /// <summary>Messages in the order of the UIDs; one that is gone meanwhile is left out.</summary>
    public async Task<ImmutableArray<MailMessage>> MessagesAsync(
        IMailFolder folder,
        List<uint> uids,
        bool headersOnly,
        CancellationToken cancellationToken
    )
    {
        var messages = new Dictionary<uint, MailMessage>(uids.Count);
        foreach (var chunk in uids.Chunk(Chunk))
        {
            var items =
                MessageSummaryItems.UniqueId
                | MessageSummaryItems.Flags
                | MessageSummaryItems.InternalDate
                | MessageSummaryItems.Size;
            var summaries = await FetchAsync(
                folder,
                chunk,
                headersOnly ? items | MessageSummaryItems.Headers : items,
                cancellationToken
            );
            if (headersOnly)
            {
                foreach (var summary in summaries.Where(s => s.Headers is not null))
                {
                    messages[summary.UniqueId.Id] = parser.Parse(summary.Headers!, Stored(folder, RowOf(summary))); // Filtered.
                }
            }
            else
            {
                await ReadAsync(
                    (ImapFolder)folder,
                    [.. summaries.Select(RowOf)],
                    MaxListed,
                    messages,
                    cancellationToken
                );
            }
        }

        foreach (var message in messages.Values)
        {
            if (!headersOnly) // Without its parts it is not known whether it has attachments.
            {
                _cache.Keep(message.Location, MailFacts.Of(message));
            }
        }

        return [.. uids.Where(messages.ContainsKey).Select(u => messages[u])];
    }

    /// <summary>One message, up to <see cref="MaxRead"/>.</summary>
    public async Task<MailMessage?> WholeAsync(IMailFolder folder, uint uid, CancellationToken cancellationToken)
    {
        var items =
            MessageSummaryItems.UniqueId
            | MessageSummaryItems.Flags
            | MessageSummaryItems.InternalDate
            | MessageSummaryItems.Size;
        var summaries = await FetchAsync(folder, [uid], items, cancellationToken);
        var messages = new Dictionary<uint, MailMessage>();
        await ReadAsync((ImapFolder)folder, [.. summaries.Select(RowOf)], MaxRead, messages, cancellationToken);
        return messages.GetValueOrDefault(uid);
    }

    /// <summary>Facts by UID, flags as they are now; a message that is gone is left out.</summary>
    public async Task<Dictionary<uint, TargetFacts>> FactsAsync(
        IMailFolder folder,
        List<uint> uids,
        CancellationToken cancellationToken
    )
    {
        var name = ImapSession.NameOf(folder);
        var flags = await FlagsAsync(folder, uids, cancellationToken);
        var unknown = flags.Keys.Where(u => _cache.Find(Place(folder, u)) is null).Order().ToList();
        var facts = new Dictionary<uint, TargetFacts>(flags.Count);
        foreach (var chunk in unknown.Chunk(Chunk))
        {
            var items =
                MessageSummaryItems.UniqueId
                | MessageSummaryItems.InternalDate
                | MessageSummaryItems.BodyStructure
                | MessageSummaryItems.Headers;
            foreach (var summary in await FetchAsync(folder, chunk, items, cancellationToken))
            {
                if (summary.Headers is { } headers)
                {
                    var attachment = summary.BodyParts.Any(p => p.IsAttachment || !string.IsNullOrEmpty(p.FileName));
                    var received = summary.InternalDate ?? DateTimeOffset.UnixEpoch;
                    var fact = MailFacts.Of(headers, attachment, received);
                    _cache.Keep(Place(folder, summary.UniqueId.Id), fact);
                    facts[summary.UniqueId.Id] = fact.With(name, flags[summary.UniqueId.Id]);
                }
            }
        }

        foreach (var (uid, flag) in flags)
        {
            if (!facts.ContainsKey(uid) && _cache.Find(Place(folder, uid)) is { } fact)
            {
                facts[uid] = fact.With(name, flag);
            }
        }

        return facts;
    }

    /// <summary>What identifies messages; one that is gone is left out.</summary>
    public static async Task<List<MailTrace>> TracesAsync(
        IMailFolder folder,
        List<uint> uids,
        CancellationToken cancellationToken
    )
    {
        var traces = new List<MailTrace>(uids.Count);
        foreach (var chunk in uids.Chunk(Chunk))
        {
            traces.AddRange(TracesOf(folder, await FetchAsync(folder, chunk, s_trace, cancellationToken)));
        }

        return traces;
    }

    /// <summary>What identifies the messages from a UID on, oldest first.</summary>
    public static async Task<List<MailTrace>> ArrivalsAsync(
        IMailFolder folder,
        uint from,
        CancellationToken cancellationToken
    )
    {
        var range = new UniqueIdRange(new UniqueId(folder.UidValidity, from), UniqueId.MaxValue);
        var uids = await folder.SearchAsync(MailKit.Search.SearchQuery.Uids(range), cancellationToken);
        // "n:*" names the last message even where its UID is below n (RFC 3501, 6.4.8).
        return await TracesAsync(folder, [.. uids.Select(u => u.Id).Where(u => u >= from).Order()], cancellationToken);
    }

    /// <summary>Flags by UID; a message that is gone is left out.</summary>
    public static async Task<Dictionary<uint, MailFlags>> FlagsAsync(
        IMailFolder folder,
        List<uint> uids,
        CancellationToken cancellationToken
    )
    {
        var flags = new Dictionary<uint, MailFlags>(uids.Count);
        foreach (var chunk in uids.Chunk(FlagChunk))
        {
            foreach (
                var summary in await FetchAsync(
                    folder,
                    chunk,
                    MessageSummaryItems.UniqueId | MessageSummaryItems.Flags,
                    cancellationToken
                )
            )
            {
                flags[summary.UniqueId.Id] = FromServer(summary.Flags);
            }
        }

        return flags;
    }

    public static List<UniqueId> Set(IMailFolder folder, IEnumerable<uint> uids) =>
        [.. uids.Order().Select(u => new UniqueId(folder.UidValidity, u))];

    public static MessageFlags ToServer(MailFlags flags) =>
        (flags.HasFlag(MailFlags.Seen) ? MessageFlags.Seen : 0)
        | (flags.HasFlag(MailFlags.Flagged) ? MessageFlags.Flagged : 0)
        | (flags.HasFlag(MailFlags.Answered) ? MessageFlags.Answered : 0);

    public static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private static readonly MessageSummaryItems s_trace =
        MessageSummaryItems.UniqueId
        | MessageSummaryItems.Flags
        | MessageSummaryItems.InternalDate
        | MessageSummaryItems.Size
        | MessageSummaryItems.Headers;

    private async Task ReadAsync(
        ImapFolder folder,
        List<Row> rows,
        int max,
        Dictionary<uint, MailMessage> messages,
        CancellationToken cancellationToken
    )
    {
        var byUid = rows.ToDictionary(r => r.Uid);
        var small = rows.Where(r => r.Size <= max).Select(r => r.Uid).ToList();
        if (small.Count > 0)
        {
            await folder.GetStreamsAsync(
                Set(folder, small),
                (_, _, uid, stream, _) =>
                {
                    if (byUid.TryGetValue(uid.Id, out var row))
                    {
                        messages[uid.Id] = parser.Parse(stream, Stored(folder, row));
                    }

                    return Task.CompletedTask;
                },
                cancellationToken
            );
        }

        foreach (var row in rows.Where(r => r.Size > max))
        {
            try
            {
                await using var stream = await folder.GetStreamAsync(
                    new UniqueId(folder.UidValidity, row.Uid),
                    0,
                    max,
                    cancellationToken
                );
                messages[row.Uid] = parser.Parse(stream, Stored(folder, row));
            }
            catch (MessageNotFoundException)
            {
                // Gone since it was listed.
            }
        }
    }

    private static async Task<IEnumerable<IMessageSummary>> FetchAsync(
        IMailFolder folder,
        IEnumerable<uint> uids,
        MessageSummaryItems items,
        CancellationToken cancellationToken
    )
    {
        var set = Set(folder, uids);
        if (set.Count == 0)
        {
            return [];
        }

        var wanted = set.Select(u => u.Id).ToHashSet();
        var summaries = await folder.FetchAsync(set, new FetchRequest(items), cancellationToken);
        // A server may tell of other messages in between.
        return summaries
            .Where(s => s.UniqueId.IsValid && wanted.Contains(s.UniqueId.Id))
            .DistinctBy(s => s.UniqueId.Id);
    }

    private static IEnumerable<MailTrace> TracesOf(IMailFolder folder, IEnumerable<IMessageSummary> summaries)
    {
        var name = ImapSession.NameOf(folder);
        var version = Text(folder.UidValidity);
        foreach (var summary in summaries)
        {
            if (summary.Headers is { } headers)
            {
                var size = summary.Size ?? 0;
                yield return new MailTrace(
                    new MailLocation(name, Text(summary.UniqueId.Id), version),
                    new MailMark(Fingerprint(headers, size, summary.InternalDate), size),
                    FromServer(summary.Flags)
                );
            }
        }
    }

    /// <summary>What a message is known by: its header, its size and when it was received.</summary>
    public static string Fingerprint(HeaderList headers, long size, DateTimeOffset? received)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var header in headers)
        {
            hash.AppendData(header.RawField);
            hash.AppendData(":"u8);
            hash.AppendData(header.RawValue);
        }

        Span<byte> numbers = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(numbers, size);
        BinaryPrimitives.WriteInt64BigEndian(numbers[8..], received?.ToUnixTimeSeconds() ?? 0);
        hash.AppendData(numbers);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static StoredMail Stored(IMailFolder folder, Row row) =>
        new(Place(folder, row.Uid), row.Received, row.Size, row.Flags);

    private static MailLocation Place(IMailFolder folder, uint uid) =>
        new(ImapSession.NameOf(folder), Text(uid), Text(folder.UidValidity));

    private static Row RowOf(IMessageSummary summary) =>
        new(summary.UniqueId.Id, FromServer(summary.Flags), summary.InternalDate, summary.Size ?? 0);

    private static MailFlags FromServer(MessageFlags? flags) =>
        (flags?.HasFlag(MessageFlags.Seen) == true ? MailFlags.Seen : 0)
        | (flags?.HasFlag(MessageFlags.Flagged) == true ? MailFlags.Flagged : 0)
        | (flags?.HasFlag(MessageFlags.Answered) == true ? MailFlags.Answered : 0);
}
