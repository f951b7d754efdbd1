using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Connectors.Chat.Slack;

/// <summary>What every method of the Web API answers (docs.slack.dev/apis/web-api/#responses). All of it is what a server wrote.</summary>
internal record SlackReply
{
    public bool? Ok { get; init; }
    public string? Error { get; init; }
    public string? Needed { get; init; }
    public SlackNext? ResponseMetadata { get; init; }

    /// <summary>Where the rest is (docs.slack.dev/apis/web-api/pagination); null at the end.</summary>
    public string? Next => ResponseMetadata?.NextCursor is { Length: > 0 } cursor ? cursor : null;
}

internal sealed record SlackNext(string? NextCursor = null);

/// <summary>docs.slack.dev/reference/methods/auth.test</summary>
internal sealed record SlackAuthReply : SlackReply
{
    public string? Team { get; init; }
    public string? User { get; init; }
    public string? TeamId { get; init; }
    public string? UserId { get; init; }
    public string? BotId { get; init; }
}

/// <summary>docs.slack.dev/reference/methods/chat.postMessage</summary>
internal sealed record SlackPostedReply : SlackReply
{
    public string? Ts { get; init; }
    public string? Channel { get; init; }
}

/// <summary>docs.slack.dev/reference/methods/chat.scheduleMessage and chat.scheduledMessages.list</summary>
internal sealed record SlackScheduledReply : SlackReply
{
    public string? ScheduledMessageId { get; init; }
    public SlackScheduled[]? ScheduledMessages { get; init; }
}

internal sealed record SlackScheduled(string? Id = null, long PostAt = 0, string? Text = null);

/// <summary>docs.slack.dev/reference/methods/conversations.history and conversations.replies</summary>
internal sealed record SlackMessagesReply : SlackReply
{
    public SlackMessage[]? Messages { get; init; }
    public bool HasMore { get; init; }
}

/// <summary>docs.slack.dev/reference/methods/search.messages</summary>
internal sealed record SlackSearchReply : SlackReply
{
    public SlackMatches? Messages { get; init; }
}

internal sealed record SlackMatches(SlackMessage[]? Matches = null, SlackPages? Paging = null);

internal sealed record SlackPages(int Page = 1, int Pages = 1);

/// <summary>docs.slack.dev/reference/methods/conversations.info and users.conversations</summary>
internal sealed record SlackPlacesReply : SlackReply
{
    public SlackPlace? Channel { get; init; }
    public SlackPlace[]? Channels { get; init; }
}

/// <summary>docs.slack.dev/reference/methods/conversations.members</summary>
internal sealed record SlackMembersReply : SlackReply
{
    public string[]? Members { get; init; }
}

/// <summary>docs.slack.dev/reference/methods/users.info and users.list</summary>
internal sealed record SlackUsersReply : SlackReply
{
    public SlackUserInfo? User { get; init; }
    public SlackUserInfo[]? Members { get; init; }
}

/// <summary>docs.slack.dev/reference/objects/conversation-object</summary>
internal sealed record SlackPlace
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? User { get; init; }
    public string? LastRead { get; init; }
    public bool IsIm { get; init; }
    public bool IsMpim { get; init; }
    public bool IsPrivate { get; init; }
    public bool IsGroup { get; init; }
    public bool IsArchived { get; init; }
    public bool IsExtShared { get; init; }
    public bool IsPendingExtShared { get; init; }
    public SlackTopic? Topic { get; init; }
}

internal sealed record SlackTopic(string? Value = null);

/// <summary>docs.slack.dev/reference/objects/user-object</summary>
internal sealed record SlackUserInfo
{
    public string? Id { get; init; }
    public string? TeamId { get; init; }
    public string? Name { get; init; }
    public string? RealName { get; init; }
    public bool Deleted { get; init; }
    public bool IsBot { get; init; }
    public bool IsRestricted { get; init; }
    public bool IsUltraRestricted { get; init; }
    public bool IsStranger { get; init; }
    public SlackProfileInfo? Profile { get; init; }
}

internal sealed record SlackProfileInfo(string? DisplayName = null, string? RealName = null, string? Title = null);

/// <summary>docs.slack.dev/reference/events/message; as histories and searches have it.</summary>
internal sealed record SlackMessage
{
    public string? Subtype { get; init; }
    public string? User { get; init; }
    public string? BotId { get; init; }
    public string? Text { get; init; }
    public string? Ts { get; init; }
    public string? ThreadTs { get; init; }
    public int ReplyCount { get; init; }
    public SlackEditMark? Edited { get; init; }
    public SlackNamedFile[]? Files { get; init; }
    public SlackReactionInfo[]? Reactions { get; init; }
    public SlackAttached[]? Attachments { get; init; }
    public SlackKeyed? Metadata { get; init; }
    public JsonElement? Blocks { get; init; }

    /// <summary>Where a search found it.</summary>
    public JsonElement? Channel { get; init; }
}

internal sealed record SlackEditMark(string? Ts = null);

internal sealed record SlackNamedFile(string? Name = null, string? Title = null);

internal sealed record SlackReactionInfo(string? Name = null, string[]? Users = null, int Count = 0);

internal sealed record SlackAttached(string? Fallback = null, string? Text = null);

/// <summary>docs.slack.dev/messaging/message-metadata</summary>
internal sealed record SlackKeyed(string? EventType = null, JsonElement? EventPayload = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(SlackReply))]
[JsonSerializable(typeof(SlackAuthReply))]
[JsonSerializable(typeof(SlackPostedReply))]
[JsonSerializable(typeof(SlackScheduledReply))]
[JsonSerializable(typeof(SlackMessagesReply))]
[JsonSerializable(typeof(SlackSearchReply))]
[JsonSerializable(typeof(SlackPlacesReply))]
[JsonSerializable(typeof(SlackMembersReply))]
[JsonSerializable(typeof(SlackUsersReply))]
internal sealed partial class SlackChatJson : JsonSerializerContext;
