using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Channels.Telegram;

/// <summary>
/// What we read of an Update (<see href="https://core.telegram.org/bots/api#update"/>), and nothing else of it: what the many other fields hold, or will
/// hold one day, cannot make a message unreadable. Telegram.Bot's own types know all of them, and fail with any of them.
/// </summary>
internal sealed record UpdateWire
{
    public required long UpdateId { get; init; }
    public MessageWire? Message { get; init; }
    public MessageWire? EditedMessage { get; init; }
    public MessageWire? ChannelPost { get; init; }
    public MessageWire? EditedChannelPost { get; init; }
    public PressWire? CallbackQuery { get; init; }
}

internal sealed record MessageWire
{
    public required long MessageId { get; init; }
    public required ChatWire Chat { get; init; }

    /// <summary>Seconds; 0 for a message that is gone (InaccessibleMessage).</summary>
    public required long Date { get; init; }
    public long? EditDate { get; init; }
    public UserWire? From { get; init; }
    public ChatWire? SenderChat { get; init; }
    public UserWire? ViaBot { get; init; }
    public JsonElement? ForwardOrigin { get; init; }
    public long? MessageThreadId { get; init; }
    public bool IsTopicMessage { get; init; }
    public RepliedWire? ReplyToMessage { get; init; }
    public string? Text { get; init; }
    public EntityWire[]? Entities { get; init; }
    public string? Caption { get; init; }
    public EntityWire[]? CaptionEntities { get; init; }
    public FileWire[]? Photo { get; init; }
    public FileWire? Document { get; init; }
    public FileWire? Animation { get; init; }
    public FileWire? Audio { get; init; }
    public FileWire? Video { get; init; }
    public FileWire? VideoNote { get; init; }
    public FileWire? Voice { get; init; }

    /// <summary>All else, by which messages that nobody wrote are known. Not init: the generated code cannot fill such a one.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

internal sealed record RepliedWire
{
    public required long MessageId { get; init; }
    public UserWire? From { get; init; }
    public JsonElement? ForumTopicCreated { get; init; }
}

internal sealed record ChatWire
{
    public required long Id { get; init; }
    public string? Type { get; init; }
    public string? Title { get; init; }
}

internal sealed record UserWire
{
    public required long Id { get; init; }
    public bool IsBot { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
}

/// <summary>A part of a text; offset and length in UTF-16 units, as in a .NET string.</summary>
internal sealed record EntityWire
{
    public required string Type { get; init; }
    public required int Offset { get; init; }
    public required int Length { get; init; }
    public UserWire? User { get; init; }
}

internal sealed record FileWire
{
    public required string FileId { get; init; }
    public string? FileName { get; init; }
    public string? MimeType { get; init; }
    public long? FileSize { get; init; }
    public long Width { get; init; }
    public long Height { get; init; }
}

internal sealed record PressWire
{
    public required string Id { get; init; }
    public required UserWire From { get; init; }
    public MessageWire? Message { get; init; }
    public string? Data { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(UpdateWire))]
internal sealed partial class TelegramJson : JsonSerializerContext;
