using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using MeshClaw.Channels.Telegram;
using MeshClaw.Core.Channels;
using MeshClaw.Testing.Telegram;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshClaw.Channels.Tests.Telegram;

/// <summary>Whatever an update becomes on its way, it is read, or passed over; it breaks nothing.</summary>
public sealed class TelegramReaderFuzzTests
{
    private static readonly ChannelParts s_parts = new()
    {
        Name = new ChannelName("telegram"),
        Settings = ImmutableDictionary<string, string>.Empty,
        Secrets = _ => null,
        Time = TimeProvider.System,
        Log = NullLogger.Instance,
    };

    private static readonly string[] s_seeds = [Updates.Documented, Rich(), Press()];

    private static readonly string[] s_values =
    [
        "null",
        "true",
        "0",
        "-1",
        "1e400",
        "3.5",
        "9223372036854775807",
        "-9223372036854775808",
        "99999999999999999999999",
        "\"\"",
        "\"\\ud800\"",
        "\"x\\u0000\\uffff👋\"",
        "[]",
        "[null]",
        "[[{}]]",
        "{}",
        "{\"id\":null}",
        "{\"type\":\"mention\",\"offset\":-5,\"length\":2147483647}",
    ];

    [Fact]
    public void Any_part_of_an_update_may_be_anything() =>
        Gen.Select(
                Gen.Int[0, 2],
                Gen.Int[0, 200],
                Gen.Int[0, 200],
                Gen.Int[0, s_values.Length - 1],
                Gen.Int[0, s_values.Length - 1]
            )
            .Sample(
                (seed, first, second, one, other) =>
                    Survives(Mutated(Mutated(s_seeds[seed], first, s_values[one]), second, s_values[other])),
                iter: 20_000
            );

    [Fact]
    public void Any_byte_of_an_update_may_be_any_other() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 5000], Gen.Char[' ', '~'])
            .Sample(
                (seed, at, with) =>
                {
                    var text = s_seeds[seed].ToCharArray();
                    text[at % text.Length] = with;
                    if (IsJson(new string(text)))
                    {
                        Survives(new string(text));
                    }
                },
                iter: 20_000
            );

    private static void Survives(string update)
    {
        var json = JsonElement.Parse(update);
        if (TelegramReader.IdOf(json) is not { } id)
        {
            return; // Passed over by its number already.
        }

        var said = TelegramReader.TryRead(s_parts, id, json, Updates.Self);
        if (said is null)
        {
            return;
        }

        Assert.StartsWith($"{id}/", said.Id, StringComparison.Ordinal);
        Assert.True(said.Text.Length <= Delivery.MaxText);
        Assert.True(long.TryParse(said.Sender, out _), "Senders are numbers, never names.");
        Assert.True(long.TryParse(said.Place.Chat, out _));
        Assert.DoesNotContain(said.Files, f => f.Id is null || f.Name is null || f.MediaType is null);
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // The node of that number, counted from the root, becomes something else. What a mutation has made unreadable for JsonNode stays as it is.
    private static string Mutated(string json, int number, string value)
    {
        const string Mark = "\"the one that is replaced\"";
        try
        {
            var root = JsonNode.Parse(json)!; // No seed is null, and no mutation replaces the root.
            var nodes = Below(root).ToArray();
            switch (nodes[number % nodes.Length])
            {
                case (JsonObject parent, string key):
                    parent[key] = JsonNode.Parse(Mark);
                    break;
                case (JsonArray parent, int at):
                    parent[at] = JsonNode.Parse(Mark);
                    break;
            }

            return root.ToJsonString().Replace(Mark, value, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return json;
        }
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Below(JsonNode node) =>
        node switch
        {
            JsonObject o => o.SelectMany(f =>
                new (JsonNode, object)[] { (o, f.Key) }.Concat(f.Value is null ? [] : Below(f.Value))
            ),
            JsonArray a => Enumerable
                .Range(0, a.Count)
                .SelectMany(i => new (JsonNode, object)[] { (a, i) }.Concat(a[i] is { } v ? Below(v) : [])),
            _ => [],
        };

    private static string Rich() =>
        Updates
            .Message(
                $"@{TelegramServer.Username} do it",
                ("entities", new JsonArray(Updates.Entity("mention", 0, 14), Updates.Entity("bot_command", 3, 4))),
                ("edit_date", 1441645600),
                ("sender_chat", new JsonObject { ["id"] = -5, ["type"] = "channel" }),
                ("via_bot", new JsonObject { ["id"] = 5, ["is_bot"] = true }),
                ("forward_origin", new JsonObject { ["type"] = "user" }),
                ("message_thread_id", 7),
                ("is_topic_message", true),
                (
                    "reply_to_message",
                    new JsonObject
                    {
                        ["message_id"] = 7,
                        ["from"] = new JsonObject { ["id"] = 5 },
                    }
                ),
                (
                    "photo",
                    new JsonArray(
                        new JsonObject
                        {
                            ["file_id"] = "a",
                            ["width"] = 9,
                            ["height"] = 9,
                        }
                    )
                )
            )
            .ToJsonString();

    private static string Press() =>
        """{"update_id":9,"callback_query":{"id":"4","from":{"id":1,"first_name":"A"},"message":{"message_id":1,"date":0,"chat":{"id":-1,"type":"group"}},"data":"x"}}""";
}
