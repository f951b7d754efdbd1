using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <summary>
/// What Slack demands of blocks (docs.slack.dev/reference/block-kit/blocks and block-elements), for the kinds that are used here; others are refused, so that
/// nothing passes that was not looked up.
/// </summary>
public static class SlackBlockRules
{
    private const int MaxBlocks = 50;

    // Documented nowhere; measured by others: github.com/slackapi/bolt-js/issues/2509.
    private const int MaxTogether = 13_000;

    /// <summary>The blocks, as they are stored.</summary>
    public static JsonArray Check(JsonNode? blocks)
    {
        if (blocks is not JsonArray all || all.Count > MaxBlocks)
        {
            throw new SlackRefusedException("invalid_blocks_format");
        }

        var relaxed = new JsonSerializerOptions
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        // The encoder spells what is not in the basic plane as \ud83d\udc4b: counted as the two that they are.
        var json = all.ToJsonString(relaxed);
        if (json.Length - (5 * (json.Split("\\u").Length - 1)) > MaxTogether)
        {
            throw new SlackRefusedException("msg_blocks_too_long");
        }

        var ids = new HashSet<string>();
        for (var i = 0; i < all.Count; i++)
        {
            var block = all[i] as JsonObject ?? throw Invalid();
            block["block_id"] ??= $"b{i}";
            Demand(Text(block, "block_id", 255) is { } id && ids.Add(id));
            Block(block);
        }

        return all;
    }

    private static void Block(JsonObject block)
    {
        switch ((string?)block["type"])
        {
            case "rich_text":
                Rich(block["elements"]);
                break;
            case "section":
                TextObject(block["text"], 3000, "plain_text", "mrkdwn");
                break;
            case "actions":
                Actions(block["elements"]);
                break;
            default:
                throw Invalid();
        }
    }

    private static void Rich(JsonNode? elements)
    {
        foreach (var element in elements as JsonArray ?? throw Invalid())
        {
            var kind = (string?)element?["type"];
            switch (kind)
            {
                case "rich_text_section" or "rich_text_preformatted" or "rich_text_quote" or "rich_text_list":
                    Rich(element!["elements"]);
                    break;
                case "text" or "link" or "user" or "usergroup" or "broadcast" or "emoji":
                    Demand(kind != "text" || Text(element!.AsObject(), "text", int.MaxValue) is { Length: > 0 });
                    break;
                default:
                    throw Invalid();
            }
        }
    }

    private static void Actions(JsonNode? elements)
    {
        Demand(elements is JsonArray { Count: > 0 and <= 25 });
        var ids = new HashSet<string>();
        foreach (var element in elements!.AsArray())
        {
            var button = element as JsonObject ?? throw Invalid();
            Demand((string?)button["type"] == "button");
            TextObject(button["text"], 75, "plain_text");
            Demand(Text(button, "action_id", 255) is { Length: > 0 } id && ids.Add(id));
            Demand(button["value"] is null || Text(button, "value", 2000) is not null);
            Demand((string?)button["style"] is null or "primary" or "danger");
        }
    }

    private static void TextObject(JsonNode? text, int most, params string[] kinds)
    {
        var found = text as JsonObject ?? throw Invalid();
        Demand(kinds.Contains((string?)found["type"]) && Text(found, "text", most) is { Length: > 0 });
        Demand(found["emoji"] is null || (string?)found["type"] == "plain_text");
    }

    private static string? Text(JsonObject from, string name, int most) =>
        from[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length <= most ? text : null;

    private static void Demand(bool holds)
    {
        if (!holds)
        {
            throw Invalid();
        }
    }

    private static SlackRefusedException Invalid() => new("invalid_blocks");
}
