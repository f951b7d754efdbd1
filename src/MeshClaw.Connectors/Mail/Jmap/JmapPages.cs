using System.Globalization;
using System.Text.Json.Nodes;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>A page of ids.</summary>
/// <param name="Ids">Newest first.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Next">Cursor of the next page; null at the end.</param>
internal sealed record JmapPage(IReadOnlyList<string> Ids, int Total, string? Next);

/// <summary>
/// Pages of a mailbox, newest first. A page begins after a message, by time and id, and not at a position: what was listed is often
/// moved away before the next page is asked for.
/// </summary>
internal sealed class JmapPages(JmapClient client)
{
    private const int MaxIds = 5_000_000; // A server that never comes to an end.
    private const int Spare = 20; // Messages of the same second as the page's last one are wanted too, to be put in order.

    private static readonly string[] s_dates = ["id", "receivedAt"];

    private sealed record Cursor(string Mailbox, long At, string Id);

    /// <summary>A page of a mailbox; null where the mailbox is gone.</summary>
    /// <param name="mailbox">Its id.</param>
    /// <param name="text">What messages must contain; null for all.</param>
    /// <param name="after">The last page's cursor.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<JmapPage?> ReadAsync(
        string mailbox,
        string? text,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var cursor = Parse(after, mailbox);
        var found = new List<Cursor>();
        var size = Math.Min(limit + Spare, (await client.SessionAsync(cancellationToken)).Limits.MaxObjectsInGet);
        var total = 0;
        for (var position = 0; ; )
        {
            var reply = await client.CallAsync(
                [
                    Query(Filter(mailbox, text, cursor), position, size),
                    new JmapCall(
                        "Email/get",
                        new JsonObject
                        {
                            ["#ids"] = JmapCall.From(0, "Email/query", "/ids"),
                            ["properties"] = JmapCall.List(s_dates),
                        }
                    ),
                    text is null ? Count(mailbox) : Query(Filter(mailbox, text, null), 0, 1),
                ],
                cancellationToken
            );
            if (position == 0)
            {
                if (Total(reply, text is not null) is not { } all)
                {
                    return null;
                }

                total = all;
            }

            var query = reply.Get(0, JmapJson.Default.QueryReply);
            var rows = reply.Get(1, JmapJson.Default.GetReplyEmailReply).List.OfType<EmailReply>().Select(JmapRow.Of);
            found.AddRange(rows.Select(r => new Cursor(mailbox, r.Received?.UtcTicks ?? 0, r.Id)));
            position += query.Ids.Length;
            Demand(position);
            var end = query.Ids.Length == 0 || position >= query.Total;
            var left = found.Where(f => cursor is null || Compare(f, cursor) > 0).Distinct().ToList();
            left.Sort(Compare);
            if (end || (left.Count > limit && found.Min(f => f.At) < left[limit - 1].At))
            {
                var next = left.Count > limit ? Text(left[limit - 1]) : null;
                return new JmapPage([.. left.Take(limit).Select(f => f.Id)], total, next);
            }
        }
    }

    /// <summary>Every id of a mailbox that fits a filter.</summary>
    public async Task<List<string>> AllAsync(JsonObject filter, CancellationToken cancellationToken)
    {
        var size = (await client.SessionAsync(cancellationToken)).Limits.MaxObjectsInGet;
        var ids = new List<string>();
        while (true)
        {
            var reply = await client.CallAsync([Query(filter, ids.Count, Math.Min(size, 500))], cancellationToken);
            var query = reply.Get(0, JmapJson.Default.QueryReply);
            ids.AddRange(query.Ids);
            Demand(ids.Count);
            if (query.Ids.Length == 0 || ids.Count >= query.Total)
            {
                return [.. ids.Where(JmapId.IsValid).Distinct(StringComparer.Ordinal)];
            }
        }
    }

    private static void Demand(int ids)
    {
        if (ids > MaxIds)
        {
            throw JmapErrors.Nonsense(null);
        }
    }

    private static int? Total(JmapReply reply, bool searched)
    {
        if (searched)
        {
            return reply.Get(2, JmapJson.Default.QueryReply).Total ?? 0;
        }

        var mailboxes = reply.Get(2, JmapJson.Default.GetReplyMailboxReply).List;
        return mailboxes is [{ } mailbox, ..] ? Math.Max(0, mailbox.TotalEmails) : null;
    }

    private static JmapCall Count(string mailbox) =>
        new(
            "Mailbox/get",
            new JsonObject
            {
                ["ids"] = JmapCall.List([mailbox]),
                ["properties"] = JmapCall.List(["id", "name", "totalEmails"]),
            }
        );

    private static JmapCall Query(JsonObject filter, int position, int limit) =>
        new(
            "Email/query",
            new JsonObject
            {
                ["filter"] = filter.DeepClone(),
                ["sort"] = new JsonArray(
                    (JsonNode)new JsonObject { ["property"] = "receivedAt", ["isAscending"] = false }
                ),
                ["position"] = position,
                ["limit"] = limit,
                ["calculateTotal"] = true,
            }
        );

    private static JsonObject Filter(string mailbox, string? text, Cursor? cursor)
    {
        var filter = new JsonObject { ["inMailbox"] = mailbox };
        if (text is not null)
        {
            filter["text"] = text;
        }

        if (cursor is not null)
        {
            // Exclusive, and whole seconds.
            filter["before"] = JmapRow.TextOf(new DateTimeOffset(cursor.At, TimeSpan.Zero).AddSeconds(1));
        }

        return filter;
    }

    // Newest first; of the same moment, by id.
    private static int Compare(Cursor one, Cursor other) =>
        one.At != other.At ? other.At.CompareTo(one.At) : string.CompareOrdinal(other.Id, one.Id);

    private static string Text(Cursor cursor) =>
        string.Create(CultureInfo.InvariantCulture, $"{cursor.Mailbox}:{cursor.At}:{cursor.Id}");

    private static Cursor? Parse(string? text, string mailbox)
    {
        if (text is null)
        {
            return null;
        }

        var parts = text.Split(':');
        return
            parts.Length == 3
            && parts[0] == mailbox
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at < DateTimeOffset.MaxValue.UtcTicks - TimeSpan.TicksPerMinute
            ? new Cursor(mailbox, at, parts[2])
            : throw new ToolException("The cursor is not of this folder as it is now: list it from the start.");
    }
}
