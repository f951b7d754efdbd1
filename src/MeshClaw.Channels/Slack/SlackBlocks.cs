using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>
/// What we send, as Block Kit (docs.slack.dev/reference/block-kit). The words stand in <c>text</c> elements of a <c>rich_text</c> block, which have no
/// markup: mentions, links and emoji would be elements of their own, and we make none.
/// </summary>
internal static class SlackBlocks
{
    /// <summary>
    /// The most characters of a message: the most that <c>chat.update</c> takes as text, and what Slack advises for new ones. People found that it
    /// answers <c>msg_blocks_too_long</c> at about 13,000 characters of blocks in JSON, which this is far from even where JSON doubles each.
    /// </summary>
    public const int MaxText = 4000;

    /// <summary>The name of our metadata.</summary>
    public const string EventType = "meshclaw_message";

    private const int MaxElement = 3000;
    private const string BlockPrefix = "meshclaw:";
    private static readonly JsonWriterOptions s_writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The arguments of <c>chat.postMessage</c> and <c>chat.update</c> that both have.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isNew">False for a change: Slack wants no block id twice.</param>
    public static JsonObject Message(Outbound message, bool isNew) =>
        new()
        {
            ["channel"] = message.Place.Chat,
            ["blocks"] = Blocks(message, message.Text, isNew),
            ["text"] = SlackText.Escape(message.Text, MaxText), // For notifications; with blocks it is not shown.
            ["mrkdwn"] = false,
            ["parse"] = "none",
            ["link_names"] = false,
            ["unfurl_links"] = false,
            ["unfurl_media"] = false,
            ["metadata"] = new JsonObject
            {
                ["event_type"] = EventType,
                ["event_payload"] = new JsonObject { ["key"] = message.Key },
            },
        };

    /// <summary>The blocks of a message.</summary>
    public static JsonArray Blocks(Outbound message, string text, bool isNew)
    {
        var words = new JsonArray();
        text = SlackText.WellFormed(text);
        for (var at = 0; at < text.Length; )
        {
            var length = Math.Min(MaxElement, text.Length - at);
            length -= length > 1 && at + length < text.Length && char.IsHighSurrogate(text[at + length - 1]) ? 1 : 0;
            words.Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = text.Substring(at, length) });
            at += length;
        }

        var said = new JsonObject
        {
            ["type"] = "rich_text",
            ["elements"] = new JsonArray(new JsonObject { ["type"] = "rich_text_section", ["elements"] = words }),
        };
        if (isNew)
        {
            said["block_id"] = BlockId(message.Key);
        }

        var blocks = new JsonArray(said);
        if (!message.Buttons.IsEmpty)
        {
            blocks.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["type"] = "actions",
                        ["elements"] = new JsonArray([.. message.Buttons.Select((b, i) => (JsonNode)Button(b, i))]),
                    }
            );
        }

        return blocks;
    }

    /// <summary>
    /// Names the first block after the message, since a file's message takes no metadata: it is found again by that. No block of another message may
    /// have the same, and the key is that message's own.
    /// </summary>
    public static string BlockId(string key) => BlockPrefix + key;

    /// <summary>Whether a message of a history is the one with that key.</summary>
    public static bool Is(SlackEvent message, string key) =>
        (
            message.Metadata is { EventType: EventType, EventPayload: { ValueKind: JsonValueKind.Object } payload }
            && payload.TryGetProperty("key", out var named)
            && named.ValueKind == JsonValueKind.String
            && named.ValueEquals(key)
        )
        || (
            message.Blocks is { ValueKind: JsonValueKind.Array } blocks
            && blocks
                .EnumerateArray()
                .Any(b =>
                    b.ValueKind == JsonValueKind.Object
                    && b.TryGetProperty("block_id", out var id)
                    && id.ValueKind == JsonValueKind.String
                    && id.ValueEquals(BlockId(key))
                )
        );

    /// <summary>As it goes over the wire.</summary>
    public static HttpContent Content(JsonObject arguments)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, s_writing))
        {
            arguments.WriteTo(writer);
        }

        return new ByteArrayContent(bytes.ToArray())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
        };
    }

    private static JsonObject Button(OutboundButton button, int index)
    {
        var made = new JsonObject
        {
            ["type"] = "button",
            ["action_id"] = $"press.{index}",
            ["value"] = button.Value,
            ["text"] = new JsonObject
            {
                ["type"] = "plain_text",
                ["text"] = SlackText.WellFormed(button.Label),
                ["emoji"] = false, // Else ":x:" would be drawn.
            },
        };
        if (button.IsDanger)
        {
            made["style"] = "danger";
        }

        return made;
    }
}
