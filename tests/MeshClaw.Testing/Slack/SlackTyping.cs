using System.Text;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <summary>What Slack's own clients make of what people type: text with three characters escaped and emoji by their names, and a rich_text block.</summary>
public static class SlackTyping
{
    private static readonly (string Characters, string Name, string Unicode)[] s_emoji =
    [
        ("👋", "wave", "1f44b"),
        ("🛑", "octagonal_sign", "1f6d1"),
    ];

    /// <summary>The text and the block.</summary>
    public static (string Text, JsonObject Block) Write(string typed, string? mentions)
    {
        var elements = new JsonArray();
        if (mentions is not null)
        {
            elements.Add((JsonNode)new JsonObject { ["type"] = "user", ["user_id"] = mentions });
            typed = " " + typed;
        }

        var plain = new StringBuilder();
        for (var at = 0; at < typed.Length; )
        {
            var emoji = s_emoji.FirstOrDefault(e => typed.AsSpan(at).StartsWith(e.Characters));
            if (emoji.Name is null)
            {
                plain.Append(typed[at++]);
                continue;
            }

            Flush(plain, elements);
            elements.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["type"] = "emoji",
                        ["name"] = emoji.Name,
                        ["unicode"] = emoji.Unicode,
                    }
            );
            at += emoji.Characters.Length;
        }

        Flush(plain, elements);
        var block = new JsonObject
        {
            ["type"] = "rich_text",
            ["block_id"] = "typed",
            ["elements"] = new JsonArray(new JsonObject { ["type"] = "rich_text_section", ["elements"] = elements }),
        };
        var text = s_emoji.Aggregate(
            typed.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;"),
            (t, e) => t.Replace(e.Characters, $":{e.Name}:")
        );
        return (mentions is null ? text : $"<@{mentions}>{text}", block);
    }

    /// <summary>Who is mentioned first in a text; null for nobody.</summary>
    public static string? LeadingMention(string text) =>
        text.StartsWith("<@", StringComparison.Ordinal) ? text[2..text.IndexOf('>', StringComparison.Ordinal)] : null;

    private static void Flush(StringBuilder plain, JsonArray elements)
    {
        if (plain.Length > 0)
        {
            elements.Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = plain.ToString() });
            plain.Clear();
        }
    }
}
