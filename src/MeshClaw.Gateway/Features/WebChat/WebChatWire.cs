using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Channels.WebChat;

namespace MeshClaw.Gateway.Features.WebChat;

/// <summary>A code for a session.</summary>
internal sealed record WebChatSessionRequest
{
    public required string Code { get; init; }
}

/// <summary>A session.</summary>
internal sealed record WebChatSessionResponse(string Token);

/// <summary>What the owner says.</summary>
internal sealed record WebChatMessageRequest
{
    /// <summary>Made by the page: the same when it posts the same again.</summary>
    public required string Key { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<WebChatFileRequest>? Files { get; init; }
}

/// <summary>A file with it.</summary>
internal sealed record WebChatFileRequest
{
    public required string Name { get; init; }

    public string? Type { get; init; }

    /// <summary>Base64.</summary>
    public required string Content { get; init; }
}

/// <summary>A press of a button.</summary>
internal sealed record WebChatPressRequest
{
    public required string Key { get; init; }

    public required string Message { get; init; }

    public required string Value { get; init; }
}

/// <summary>A message as the page gets it.</summary>
internal sealed record WebChatView(
    string Id,
    long Number,
    string From,
    string Key,
    string Text,
    IReadOnlyList<WebChatButton> Buttons,
    IReadOnlyList<WebChatFileView> Files,
    bool Edited,
    DateTimeOffset Sent
)
{
    public static WebChatView Of(WebChatMessage message) =>
        new(
            message.Id,
            message.Number,
            message.IsOwner ? "owner" : "agent",
            message.Key,
            message.Text,
            [.. message.Buttons.Select(b => new WebChatButton(b.Label, b.Value, b.IsDanger))],
            [.. message.Files.Select(f => new WebChatFileView(f.Id, f.Name, f.Bytes ?? 0))],
            message.Edits > 0,
            message.Sent
        );
}

/// <summary>A button of it.</summary>
internal sealed record WebChatButton(string Label, string Value, bool Danger);

/// <summary>A file of it.</summary>
internal sealed record WebChatFileView(string Id, string Name, long Bytes);

/// <summary>JSON between the page and the gateway. Nobody else speaks it: page and gateway are one program.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(WebChatSessionRequest))]
[JsonSerializable(typeof(WebChatSessionResponse))]
[JsonSerializable(typeof(WebChatMessageRequest))]
[JsonSerializable(typeof(WebChatPressRequest))]
[JsonSerializable(typeof(WebChatView))]
internal sealed partial class WebChatJson : JsonSerializerContext;
