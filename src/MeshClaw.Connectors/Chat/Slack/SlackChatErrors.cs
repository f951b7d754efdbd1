using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Chat.Slack;

/// <summary>What Slack's error codes mean for us (docs.slack.dev/reference/methods: each method lists its own).</summary>
internal static class SlackChatErrors
{
    /// <summary>The exception for an answer with <c>"ok": false</c>.</summary>
    public static Exception Of(string method, string code, string? needed) =>
        code switch
        {
            "invalid_auth" or "not_authed" or "account_inactive" or "token_revoked" or "token_expired" =>
                new ConnectorException(
                    $"Slack no longer accepts the token ({code}). Install the app again and connect with its new user token."
                ),
            "missing_scope" => new ChatRefusedException(
                code,
                $"The token may not do this: it lacks the scope {Word(needed)}. Add it to the app's user token scopes and install it again."
            ),
            // Slack says of these that some of it may have been done all the same.
            "internal_error" or "fatal_error" or "service_unavailable" or "request_timeout" => new ConnectorException(
                $"Slack failed at {method} ({code}); whether it was done is not known."
            ),
            "channel_not_found" => new ChatRefusedException(code, "Slack knows no such channel, or you cannot see it."),
            "not_in_channel" => new ChatRefusedException(code, "You are not a member of this channel."),
            "is_archived" => new ChatRefusedException(code, "The channel is archived."),
            "message_not_found" => new ChatRefusedException(code, "There is no such message."),
            "thread_not_found" => new ChatRefusedException(code, "There is no such thread."),
            "cant_update_message" or "cant_delete_message" or "edit_window_closed" => new ChatRefusedException(
                code,
                $"Slack does not let this message be changed ({code})."
            ),
            "time_in_past" or "time_too_far" => new ChatRefusedException(
                code,
                "Slack schedules messages for later than now and for at most 120 days."
            ),
            "invalid_name" => new ChatRefusedException(code, "Slack knows no such emoji."),
            "msg_too_long" or "msg_blocks_too_long" => new ChatRefusedException(
                code,
                "The text is too long for Slack."
            ),
            _ => new ChatRefusedException(code, $"Slack refused {method}: {Word(code)}."),
        };

    /// <summary>An answer that Slack does not document.</summary>
    public static ConnectorException Nonsense(string method, Exception? inner = null)
    {
        var message = $"Slack answered {method} with something that it does not document.";
        return inner is null ? new ConnectorException(message) : new ConnectorException(message, inner);
    }

    // Codes and scopes are lower case words; anything else is not shown.
    private static string Word(string? code) =>
        code is { Length: > 0 and <= 80 }
        && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':' or '.' or ',')
            ? code
            : "(unreadable)";
}
