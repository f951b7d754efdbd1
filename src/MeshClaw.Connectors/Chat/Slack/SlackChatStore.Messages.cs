using MeshClaw.Connectors.Chat.Stores;

namespace MeshClaw.Connectors.Chat.Slack;

/// <content>Reading messages.</content>
internal sealed partial class SlackChatStore
{
    private const int ThreadPage = 200;
    private const int MostThreadPages = 10;

    /// <inheritdoc />
    public async Task<ChatPage> ReadAsync(string place, ChatRange range, CancellationToken cancellationToken)
    {
        if (range.Thread is { } thread)
        {
            return await ReadThreadAsync(place, thread, range, cancellationToken).ConfigureAwait(false);
        }

        var reply = await api.ReadAsync(
                "conversations.history",
                SlackChatJson.Default.SlackMessagesReply,
                cancellationToken,
                ("channel", place),
                ("limit", Number(range.Limit)),
                // Always said where "oldest" is: with that alone Slack is free to page from the old end.
                (
                    "latest",
                    range.Before ?? (range.After is null ? null : SlackChatTime.Write(time.GetUtcNow().AddDays(1)))
                ),
                ("oldest", range.After),
                ("include_all_metadata", "true")
            )
            .ConfigureAwait(false);
        var messages = await MessagesAsync(reply, place, "conversations.history", cancellationToken)
            .ConfigureAwait(false);
        return new ChatPage([.. messages], reply.HasMore && messages.Count > 0 ? messages[^1].Id : null);
    }

    /// <inheritdoc />
    public async Task<ChatMessage?> FindAsync(string place, string message, CancellationToken cancellationToken)
    {
        foreach (var isThread in new[] { false, true })
        {
            try
            {
                var reply = await api.ReadAsync(
                        isThread ? "conversations.replies" : "conversations.history",
                        SlackChatJson.Default.SlackMessagesReply,
                        cancellationToken,
                        ("channel", place),
                        ("ts", isThread ? message : null),
                        ("oldest", message),
                        ("latest", message),
                        ("inclusive", "true"),
                        ("limit", isThread ? "2" : "1"), // A thread begins with its first message, whatever is asked for.
                        ("include_all_metadata", "true")
                    )
                    .ConfigureAwait(false);
                var found = await MessagesAsync(reply, place, "conversations.history", cancellationToken)
                    .ConfigureAwait(false);
                if (found.Find(m => m.Id == message) is { } one)
                {
                    return one;
                }
            }
            catch (ChatRefusedException refused) when (refused.Code is "thread_not_found" or "message_not_found")
            {
                return null;
            }
        }

        return null;
    }

    /// <inheritdoc />
    public async Task<ChatPage> SearchAsync(string query, int page, int limit, CancellationToken cancellationToken)
    {
        var me = await WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        var reply = await api.ReadAsync(
                "search.messages",
                SlackChatJson.Default.SlackSearchReply,
                cancellationToken,
                ("query", query),
                ("sort", "timestamp"),
                ("sort_dir", "desc"),
                ("count", Number(limit)),
                ("page", Number(page))
            )
            .ConfigureAwait(false);
        var matches = reply.Messages?.Matches ?? throw SlackChatErrors.Nonsense("search.messages");
        var isLast = reply.Messages.Paging is not { } paging || paging.Page >= paging.Pages;
        return new ChatPage(
            [
                .. matches.Select(m =>
                    SlackChatReading.Message(m, SlackChatReading.PlaceOf(m), me.User, "search.messages")
                ),
            ],
            isLast ? null : Number(page + 1)
        );
    }

    // Slack gives threads from their beginning; the newest are at the end.
    private async Task<ChatPage> ReadThreadAsync(
        string place,
        string thread,
        ChatRange range,
        CancellationToken cancellationToken
    )
    {
        var all = new List<ChatMessage>();
        string? cursor = null;
        for (var page = 0; page == 0 || cursor is not null; page++)
        {
            if (page == MostThreadPages)
            {
                throw new ChatRefusedException(
                    "too_long",
                    $"The thread has more than {MostThreadPages * ThreadPage} messages; read it in Slack."
                );
            }

            var reply = await api.ReadAsync(
                    "conversations.replies",
                    SlackChatJson.Default.SlackMessagesReply,
                    cancellationToken,
                    ("channel", place),
                    ("ts", thread),
                    ("limit", Number(ThreadPage)),
                    ("latest", range.Before),
                    ("oldest", range.After),
                    ("cursor", cursor),
                    ("include_all_metadata", "true")
                )
                .ConfigureAwait(false);
            all.AddRange(
                await MessagesAsync(reply, place, "conversations.replies", cancellationToken).ConfigureAwait(false)
            );
            cursor = reply.Next;
        }

        // The first message comes with every part of a thread.
        var wanted = all.DistinctBy(m => m.Id)
            .Where(m => range.Before is not { } before || string.CompareOrdinal(m.Id, before) < 0)
            .OrderByDescending(m => m.Id, StringComparer.Ordinal)
            .ToList();
        return new ChatPage(
            [.. wanted.Take(range.Limit)],
            wanted.Count > range.Limit ? wanted[range.Limit - 1].Id : null
        );
    }

    private async Task<List<ChatMessage>> MessagesAsync(
        SlackMessagesReply reply,
        string place,
        string method,
        CancellationToken cancellationToken
    )
    {
        var me = await WhoAmIAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. (reply.Messages ?? throw SlackChatErrors.Nonsense(method)).Select(m =>
                SlackChatReading.Message(m, place, me.User, method)
            ),
        ];
    }
}
