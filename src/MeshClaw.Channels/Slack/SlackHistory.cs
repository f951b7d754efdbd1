namespace MeshClaw.Channels.Slack;

/// <summary>What was said in a conversation or a thread since some time (docs.slack.dev/reference/methods/conversations.history, conversations.replies).</summary>
internal static class SlackHistory
{
    private const int PageSize = 200;
    private const int MaxPages = 25;

    /// <summary>The messages, oldest first.</summary>
    /// <param name="api">Slack.</param>
    /// <param name="chat">The conversation.</param>
    /// <param name="thread">The thread in it; null for what stands in the conversation itself.</param>
    /// <param name="since">The oldest that matter.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SlackPages> ReadAsync(
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
        for (var page = 0; page < MaxPages && (page == 0 || cursor.Length > 0); page++)
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
            if (answer.Messages is not { } messages || messages.Any(m => m is not { Ts.Length: > 0 }))
            {
                throw SlackErrors.Nonsense(method);
            }

            found.AddRange(messages);
            cursor = answer.ResponseMetadata?.NextCursor ?? "";
        }

        return new SlackPages([.. found.OrderBy(m => m.Ts, StringComparer.Ordinal)], cursor.Length == 0);
    }
}

/// <summary>Pages of a history.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="IsWhole">False where there are more than are ever read.</param>
internal sealed record SlackPages(IReadOnlyList<SlackEvent> Messages, bool IsWhole);
