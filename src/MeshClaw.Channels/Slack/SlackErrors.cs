using System.Net.Sockets;
using System.Net.WebSockets;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>What Slack's error codes mean for us (docs.slack.dev/reference/methods: each method lists its own).</summary>
internal static class SlackErrors
{
    /// <summary>The exception for an answer with <c>"ok": false</c>.</summary>
    public static ChannelException Of(string method, string code, string? needed, TimeSpan? retryAfter) =>
        code switch
        {
            "ratelimited" or "rate_limited" => Limited(retryAfter),
            "invalid_auth" or "not_authed" or "account_inactive" or "token_revoked" or "token_expired" => new(
                ChannelFault.Refused,
                $"Slack no longer accepts the token ({code}). Make a new one at https://api.slack.com/apps and connect again."
            ),
            "not_allowed_token_type"
            or "forbidden_team"
            or "no_permission"
            or "access_denied"
            or "team_access_not_granted"
            or "two_factor_setup_required"
            or "org_login_required"
            or "ekm_access_denied"
            or "accesslimited" => new(ChannelFault.Refused, $"Slack does not allow {method} with this token ({code})."),
            "missing_scope" => new(
                ChannelFault.Refused,
                $"The Slack app may not do this: it lacks the scope {Word(needed)}. Add it and install the app again."
            ),
            "service_unavailable" or "team_added_to_org" or "request_timeout" => new(
                ChannelFault.Unreachable,
                $"Slack is in trouble itself ({code})."
            ),
            "channel_not_found" => new(
                ChannelFault.Invalid,
                "Slack knows no such conversation, or the app is not in it."
            ),
            "not_in_channel" => new(ChannelFault.Invalid, "The Slack app is not a member of this channel: invite it."),
            "is_archived" => new(ChannelFault.Invalid, "The Slack channel is archived."),
            "msg_too_long" or "msg_blocks_too_long" => new(ChannelFault.Invalid, "The message is too long for Slack."),
            // Slack says of these two that some of it may have been done all the same.
            "internal_error" or "fatal_error" => new(
                ChannelFault.Unexpected,
                $"Slack failed at {method} ({code}); whether it was done is not known."
            ),
            _ => new(ChannelFault.Invalid, $"Slack refused {method}: {Word(code)}."),
        };

    /// <summary>Too many calls.</summary>
    public static ChannelException Limited(TimeSpan? retryAfter) =>
        new(ChannelFault.RateLimited, "Slack asks for fewer calls.") { RetryAfter = retryAfter };

    /// <summary>An answer that Slack does not document.</summary>
    public static ChannelException Nonsense(string method, Exception? inner = null) =>
        new(ChannelFault.Unexpected, $"Slack answered {method} with something that it does not document.", inner);

    /// <summary>Nothing came back.</summary>
    public static ChannelException Away(Exception? inner) =>
        new(ChannelFault.Unreachable, "Slack cannot be reached.", inner);

    /// <summary>Whether that is how a network breaks, or our patience ended; a bare <see cref="SocketException"/> comes where a connection ends while it is made.</summary>
    public static bool IsBroken(Exception broken, CancellationToken cancellationToken) =>
        broken
            is HttpRequestException
                or WebSocketException
                or IOException
                or SocketException
                or ObjectDisposedException
        || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    // Codes and scopes are lower case words; anything else is not shown.
    private static string Word(string? code) =>
        code is { Length: > 0 and <= 80 }
        && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':' or '.' or ',')
            ? code
            : "(unreadable)";
}
