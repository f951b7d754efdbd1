using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Connectors.Chat.Stores;

namespace MeshClaw.Connectors.Chat.Slack;

/// <summary>
/// What is posted, as Block Kit (docs.slack.dev/reference/block-kit): the words stand in <c>text</c> elements of a <c>rich_text</c> block, which have no
/// markup. So <c>@channel</c>, <c>&lt;!here&gt;</c> and <c>*bold*</c> are letters and wake nobody; what wakes is an element of its own.
/// </summary>
internal static class SlackChatWords
{
    /// <summary>The most characters of a message: the most that <c>chat.update</c> takes, and what Slack advises for new ones.</summary>
    public const int MaxText = 4_000;

    private const string EventType = "meshclaw_action";
    private const string BlockPrefix = "meshclaw:";
    private const int MaxElement = 3_000;

    /// <summary>The arguments of <c>chat.postMessage</c> and <c>chat.scheduleMessage</c> that both have.</summary>
    public static JsonObject Of(ChatPosting posting)
    {
        var arguments = Of(posting.Place, posting.Text, posting.Wakes, posting.Key);
        arguments["unfurl_links"] = false;
        arguments["unfurl_media"] = false;
        if (posting.Thread is { } thread)
        {
            arguments["thread_ts"] = thread;
        }

        return arguments;
    }

    /// <summary>The arguments of <c>chat.update</c>.</summary>
    public static JsonObject Of(ChatEdit edit)
    {
        var arguments = edit.IsMarkup
            ? new JsonObject { ["channel"] = edit.Place, ["text"] = edit.Text }
            : Of(edit.Place, edit.Text, null, edit.Key);
        arguments["ts"] = edit.Message;
        return arguments;
    }

    /// <summary>The keys that a message of a history carries.</summary>
    public static ImmutableArray<string> KeysOf(SlackMessage message)
    {
        var keys = ImmutableArray.CreateBuilder<string>();
        if (
            message.Metadata is { EventType: EventType, EventPayload: { ValueKind: JsonValueKind.Object } payload }
            && payload.TryGetProperty("key", out var key)
            && key.ValueKind == JsonValueKind.String
        )
        {
            keys.Add(key.GetString()!); // It is a string.
        }

        if (message.Blocks is { ValueKind: JsonValueKind.Array } blocks)
        {
            foreach (var block in blocks.EnumerateArray().Where(b => b.ValueKind == JsonValueKind.Object))
            {
                if (
                    block.TryGetProperty("block_id", out var id)
                    && id.ValueKind == JsonValueKind.String
                    && id.GetString() is { } name
                    && name.StartsWith(BlockPrefix, StringComparison.Ordinal)
                )
                {
                    keys.Add(name[BlockPrefix.Length..]);
                }
            }
        }

        return keys.ToImmutable();
    }

    private static JsonObject Of(string place, string text, string? wakes, string key)
    {
        var words = new JsonArray();
        if (wakes is not null)
        {
            words.Add((JsonNode)new JsonObject { ["type"] = "broadcast", ["range"] = wakes });
            words.Add((JsonNode)Plain(" "));
        }

        text = string.Concat(text.EnumerateRunes().Select(r => r.ToString())); // Without halves of characters.
        for (var at = 0; at < text.Length; )
        {
            var length = Math.Min(MaxElement, text.Length - at);
            length -= at + length < text.Length && char.IsHighSurrogate(text[at + length - 1]) ? 1 : 0;
            words.Add((JsonNode)Plain(text.Substring(at, length)));
            at += length;
        }

        return new JsonObject
        {
            ["channel"] = place,
            ["blocks"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "rich_text",
                    ["block_id"] = BlockPrefix + key,
                    ["elements"] = new JsonArray(
                        new JsonObject { ["type"] = "rich_text_section", ["elements"] = words }
                    ),
                }
            ),
            ["text"] = SlackChatText.Escape(text, MaxText), // For notifications; with blocks it is not shown.
            ["parse"] = "none",
            ["link_names"] = false,
            ["metadata"] = new JsonObject
            {
                ["event_type"] = EventType,
                ["event_payload"] = new JsonObject { ["key"] = key },
            },
        };
    }

    private static JsonObject Plain(string text) => new() { ["type"] = "text", ["text"] = text };
}
