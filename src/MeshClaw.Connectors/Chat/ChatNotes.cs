using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Chat;

/// <summary>What is noted before a call is made: what will show after a crash whether it happened, and how things were.</summary>
/// <param name="Key">What a new message, or a changed one, carries.</param>
/// <param name="At">When it was noted, UTC.</param>
internal sealed record ChatNote(string Key, DateTimeOffset At)
{
    /// <summary>A message's text before, to put it back.</summary>
    public string? Before { get; init; }

    /// <summary>That text is the platform's markup.</summary>
    public bool IsMarkup { get; init; }

    /// <summary>The thread that it goes to, by its first message: Slack wants that one, whichever message is answered.</summary>
    public string? Thread { get; init; }

    /// <summary>A reaction, or its absence, was so already.</summary>
    public bool WasSo { get; init; }

    /// <summary>When what waits was to be posted, UTC.</summary>
    public DateTimeOffset? PostAt { get; init; }

    /// <summary>As the journal keeps it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ChatJson.Default.ChatNote);

    /// <summary>Reads <see cref="ToJson"/> back.</summary>
    public static ChatNote Read(string json) => JsonSerializer.Deserialize(json, ChatJson.Default.ChatNote)!; // Written here.
}

/// <summary>What became of a call. Ids, and no words of others.</summary>
/// <param name="Said">In one line.</param>
internal sealed record ChatOutcome(string Said)
{
    /// <summary>Where.</summary>
    public string? Channel { get; init; }

    /// <summary>The message.</summary>
    public string? Message { get; init; }

    /// <summary>What waits.</summary>
    public string? Scheduled { get; init; }

    /// <summary>The draft.</summary>
    public string? Draft { get; init; }

    /// <summary>As the journal keeps it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ChatJson.Default.ChatOutcome);
}

/// <summary>The call that takes one back.</summary>
/// <param name="Tool">Of which tool.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ChatUndo(string Tool, ChatUndoArguments Arguments)
{
    /// <summary>As the journal keeps it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ChatJson.Default.ChatUndo);

    /// <summary>The request of what <see cref="ToJson"/> wrote.</summary>
    public static ToolRequest Request(ConnectionName connection, string json)
    {
        var undo = JsonSerializer.Deserialize(json, ChatJson.Default.ChatUndo)!; // Written here.
        return new ToolRequest(
            connection,
            new ToolName(undo.Tool),
            JsonSerializer.Serialize(undo.Arguments, ChatJson.Default.ChatUndoArguments)
        );
    }
}

/// <summary>Arguments of calls that take others back.</summary>
internal sealed record ChatUndoArguments(string Channel)
{
    public string? Message { get; init; }

    public string? Emoji { get; init; }

    public string? Id { get; init; }

    public string? Thread { get; init; }

    public string? Text { get; init; }

    public bool? Markup { get; init; }

    public string? At { get; init; }
}

/// <summary>What a draft says; arguments of <c>chat.post</c> or <c>chat.reply</c>.</summary>
internal sealed record DraftWords(string Channel, string? Thread, string Text)
{
    /// <summary>As the store keeps it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ChatJson.Default.DraftWords);

    /// <summary>Reads <see cref="ToJson"/> back.</summary>
    public static DraftWords Read(string json) => JsonSerializer.Deserialize(json, ChatJson.Default.DraftWords)!; // Written here.
}

/// <summary>JSON of what chat keeps.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChatNote))]
[JsonSerializable(typeof(ChatOutcome))]
[JsonSerializable(typeof(ChatUndo))]
[JsonSerializable(typeof(ChatUndoArguments))]
[JsonSerializable(typeof(DraftWords))]
[JsonSerializable(typeof(Watching.ChatWatched))]
internal sealed partial class ChatJson : JsonSerializerContext;
