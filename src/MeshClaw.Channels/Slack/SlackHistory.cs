namespace MeshClaw.Channels.Slack;

/// <summary>What was said in a conversation or a thread since some time (docs.slack.dev/reference/methods/conversations.history, conversations.replies).</summary>
internal static class SlackHistory
{
    private const int PageSize = 200;
    private const int MaxPages = 25;

    /// <summary>The messages, oldest first; null where there are more than are ever read.</summary>
    /// <param name="api">Slack.</param>
    /// <param name="chat">The conversation.</param>
    /// <param name="thread">The thread in it; null for what stands in the conversation itself.</param>
    /// <param name="since">The oldest that matter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<SlackEvent>?> ReadAsync(
        SlackApi api,
        string chat,
        string? thread,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var method = thread is null ? "conversations.history" : "conversations.replies";
        var found = new List<SlackEvent>();
        var cursor = "";
        for (var page = 0; page < MaxPages; page++)
        {
            var arguments = new Dictionary<string, string>
            {
                ["channel"] = chat,
                ["oldest"] = SlackTime.Write(since),
                ["inclusive"] = "true",
                ["include_all_metadata"] = "true",
                ["limit"] = $"{PageSize}",
            };
            if (thread is not null)
            {
                arguments["ts"] = thread;
            }

            if (cursor.Length > 0)
            {
                arguments["cursor"] = cursor;
            }

            var answer = await api.ReadAsync(
                method,
                arguments,
                SlackJson.Default.SlackHistoryAnswer,
                cancellationToken
            );
            found.AddRange(answer.Messages ?? throw SlackErrors.Nonsense(method));
            cursor = answer.ResponseMetadata?.NextCursor ?? "";
            if (cursor.Length == 0)
            {
                return [.. found.OrderBy(m => m.Ts, StringComparer.Ordinal)];
            }
        }

        return null;
    }
}
