using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Channels.Slack;

/// <summary>What every method of the Web API answers (docs.slack.dev/apis/web-api/#responses). All of it is what a server wrote.</summary>
internal record SlackAnswer
{
    public bool? Ok { get; init; }
    public string? Error { get; init; }
    public string? Needed { get; init; }
}

/// <summary>docs.slack.dev/reference/methods/auth.test</summary>
internal sealed record SlackAuthAnswer : SlackAnswer
{
    public string? Url { get; init; }
    public string? Team { get; init; }
    public string? User { get; init; }
    public string? TeamId { get; init; }
    public string? UserId { get; init; }
}

/// <summary>docs.slack.dev/reference/methods/apps.connections.open</summary>
internal sealed record SlackConnectionAnswer : SlackAnswer
{
    public string? Url { get; init; }
}

/// <summary>docs.slack.dev/reference/methods/chat.postMessage and chat.update</summary>
internal sealed record SlackPostedAnswer : SlackAnswer
{
    public string? Ts { get; init; }
}

/// <summary>docs.slack.dev/reference/methods/conversations.history and conversations.replies</summary>
internal sealed record SlackHistoryAnswer : SlackAnswer
{
    public SlackEvent[]? Messages { get; init; }
    public SlackPaging? ResponseMetadata { get; init; }
}

/// <summary>docs.slack.dev/apis/web-api/pagination</summary>
internal sealed record SlackPaging(string? NextCursor = null);

/// <summary>docs.slack.dev/reference/methods/files.getUploadURLExternal</summary>
internal sealed record SlackUploadAnswer : SlackAnswer
{
    public string? UploadUrl { get; init; }
    public string? FileId { get; init; }
}

/// <summary>docs.slack.dev/reference/methods/files.completeUploadExternal</summary>
internal sealed record SlackUploadedAnswer : SlackAnswer
{
    public SlackFile[]? Files { get; init; }
}

/// <summary>docs.slack.dev/reference/methods/files.info</summary>
internal sealed record SlackFileAnswer : SlackAnswer
{
    public SlackFile? File { get; init; }
}

/// <summary>docs.slack.dev/reference/objects/file-object</summary>
internal sealed record SlackFile
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Mimetype { get; init; }
    public long? Size { get; init; }
    public string? Mode { get; init; }
    public bool IsExternal { get; init; }
    public string? UrlPrivate { get; init; }
    public string? UrlPrivateDownload { get; init; }
}

/// <summary>What comes over the socket (docs.slack.dev/apis/events-api/using-socket-mode).</summary>
internal sealed record SlackFrame
{
    public string? Type { get; init; }
    public string? EnvelopeId { get; init; }
    public JsonElement? Payload { get; init; }
    public string? Reason { get; init; }
    public SlackConnectionInfo? ConnectionInfo { get; init; }
}

/// <summary>Part of <c>hello</c>.</summary>
internal sealed record SlackConnectionInfo(string? AppId = null);

/// <summary>docs.slack.dev/apis/events-api/#event-type-structure: the outer part of an event.</summary>
internal sealed record SlackCallback
{
    public string? Type { get; init; }
    public string? TeamId { get; init; }
    public string? ApiAppId { get; init; }
    public bool IsExtSharedChannel { get; init; }
    public SlackAuthorization[]? Authorizations { get; init; }
    public SlackEvent? Event { get; init; }
}

/// <summary>Whose installation of the app an event is for.</summary>
internal sealed record SlackAuthorization(string? TeamId = null, string? UserId = null);

/// <summary>docs.slack.dev/reference/events/message and app_mention; also a message of a history.</summary>
internal sealed record SlackEvent
{
    public string? Type { get; init; }
    public string? Subtype { get; init; }
    public string? Channel { get; init; }
    public string? ChannelType { get; init; }
    public string? User { get; init; }
    public string? BotId { get; init; }
    public string? Text { get; init; }
    public string? Ts { get; init; }
    public string? ThreadTs { get; init; }
    public string? Team { get; init; }
    public string? UserTeam { get; init; }
    public string? SourceTeam { get; init; }
    public SlackEdited? Edited { get; init; }
    public SlackEvent? Message { get; init; }
    public SlackFile[]? Files { get; init; }
    public SlackProfile? UserProfile { get; init; }
    public SlackMetadata? Metadata { get; init; }
    public JsonElement? Blocks { get; init; }
}

/// <summary>Who changed a message last, and when.</summary>
internal sealed record SlackEdited(string? User = null, string? Ts = null);

/// <summary>The names that somebody chose.</summary>
internal sealed record SlackProfile(string? DisplayName = null, string? RealName = null);

/// <summary>docs.slack.dev/messaging/message-metadata</summary>
internal sealed record SlackMetadata(string? EventType = null, JsonElement? EventPayload = null);

/// <summary>docs.slack.dev/reference/interaction-payloads/block_actions-payload</summary>
internal sealed record SlackInteraction
{
    public string? Type { get; init; }
    public string? ApiAppId { get; init; }
    public SlackIdOnly? Team { get; init; }
    public SlackPerson? User { get; init; }
    public SlackContainer? Container { get; init; }
    public SlackAction[]? Actions { get; init; }
}

/// <summary>Something of which only the id matters.</summary>
internal sealed record SlackIdOnly(string? Id = null);

/// <summary>Who pressed.</summary>
internal sealed record SlackPerson(
    string? Id = null,
    string? TeamId = null,
    string? Username = null,
    string? Name = null
);

/// <summary>Where the button stands.</summary>
internal sealed record SlackContainer(
    string? Type = null,
    string? MessageTs = null,
    string? ChannelId = null,
    string? ThreadTs = null
);

/// <summary>What was pressed.</summary>
internal sealed record SlackAction(
    string? Type = null,
    string? ActionId = null,
    string? Value = null,
    string? ActionTs = null
);

/// <summary>docs.slack.dev/interactivity/implementing-slash-commands</summary>
internal sealed record SlackCommand
{
    public string? ApiAppId { get; init; }
    public string? TeamId { get; init; }
    public string? ChannelId { get; init; }
    public string? UserId { get; init; }
    public string? UserName { get; init; }
    public string? Text { get; init; }
    public string? TriggerId { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(SlackAnswer))]
[JsonSerializable(typeof(SlackAuthAnswer))]
[JsonSerializable(typeof(SlackConnectionAnswer))]
[JsonSerializable(typeof(SlackPostedAnswer))]
[JsonSerializable(typeof(SlackHistoryAnswer))]
[JsonSerializable(typeof(SlackUploadAnswer))]
[JsonSerializable(typeof(SlackUploadedAnswer))]
[JsonSerializable(typeof(SlackFileAnswer))]
[JsonSerializable(typeof(SlackFrame))]
[JsonSerializable(typeof(SlackCallback))]
[JsonSerializable(typeof(SlackInteraction))]
[JsonSerializable(typeof(SlackCommand))]
internal sealed partial class SlackJson : JsonSerializerContext;
