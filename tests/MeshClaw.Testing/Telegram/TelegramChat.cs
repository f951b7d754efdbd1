using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Telegram;

/// <summary>A chat as the server keeps it.</summary>
public sealed class TelegramChat
{
    /// <summary>Its number: a person's own for a direct chat, a negative one for groups and channels.</summary>
    public required long Id { get; init; }

    /// <summary><c>private</c>, <c>group</c>, <c>supergroup</c>, <c>channel</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What people see.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it has topics.</summary>
    public bool IsForum { get; init; }

    /// <summary>Its topics.</summary>
    public HashSet<int> Topics { get; } = [];

    /// <summary>Whether the person blocked the bot.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>The supergroup that it became.</summary>
    public long? MovedTo { get; set; }

    /// <summary>What the bot did last to be seen writing, how often.</summary>
    public int Actions { get; set; }

    /// <summary>Its messages, oldest first.</summary>
    public List<TelegramPost> Posts { get; } = [];

    internal JsonObject Json()
    {
        var json = new JsonObject { ["id"] = Id, ["type"] = Type };
        json[Type == "private" ? "first_name" : "title"] = Name;
        if (IsForum)
        {
            json["is_forum"] = true;
        }

        return json;
    }
}

/// <summary>A message as the server keeps it.</summary>
public sealed class TelegramPost
{
    /// <summary>message_id.</summary>
    public required int Id { get; init; }

    /// <summary>Who wrote it.</summary>
    public required long From { get; init; }

    /// <summary>When, in seconds.</summary>
    public required long Date { get; init; }

    /// <summary>Of which topic.</summary>
    public int? Thread { get; init; }

    /// <summary>text or caption.</summary>
    public string Text { get; set; } = "";

    /// <summary>What in it is markup, or a mention.</summary>
    public JsonArray Entities { get; set; } = [];

    /// <summary>Rows of buttons.</summary>
    public JsonArray? Keyboard { get; set; }

    /// <summary>What it answers.</summary>
    public int? ReplyTo { get; init; }

    /// <summary>Its file.</summary>
    public byte[]? File { get; init; }

    /// <summary>Whether nobody was to hear it come.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Whether links were shown without a preview.</summary>
    public bool IsWithoutPreview { get; set; }

    /// <summary>How often it was changed.</summary>
    public int Edits { get; set; }

    /// <summary>The labels under it.</summary>
    public IReadOnlyList<string> Labels => [.. Buttons.Select(b => b["text"]!.GetValue<string>())];

    internal IEnumerable<JsonNode> Buttons => (Keyboard ?? []).SelectMany(row => row!.AsArray()).Select(b => b!);
}
