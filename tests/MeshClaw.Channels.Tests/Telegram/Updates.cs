using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Channels.Telegram;
using MeshClaw.Core.Channels;
using MeshClaw.Testing.Telegram;

namespace MeshClaw.Channels.Tests.Telegram;

/// <summary>Updates to read, and what is read of them.</summary>
internal static class Updates
{
    public static readonly TelegramSelf Self = new(TelegramServer.BotId, TelegramServer.Username, "Mesh");

    public static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// "Message with text using /start" of <see href="https://core.telegram.org/bots/webhooks#testing-your-bot-with-updates"/>, letter by letter; its chat has no
    /// type, which "Available types" requires.
    /// </summary>
    public const string Documented = """
        {
        "update_id":10000,
        "message":{
          "date":1441645532,
          "chat":{
             "last_name":"Test Lastname",
             "id":1111111,
             "first_name":"Test",
             "username":"Test"
          },
          "message_id":1365,
          "from":{
             "last_name":"Test Lastname",
             "id":1111111,
             "first_name":"Test",
             "username":"Test"
          },
          "text":"/start"
        }
        }
        """;

    public static JsonObject Entity(string type, int offset, int length) =>
        new()
        {
            ["type"] = type,
            ["offset"] = offset,
            ["length"] = length,
        };

    /// <summary>An update with a message of a person in a group, with what is given in place of what it would have.</summary>
    public static JsonObject Message(string text, params (string Name, JsonNode? Value)[] with)
    {
        var message = new JsonObject
        {
            ["message_id"] = 1365,
            ["from"] = new JsonObject
            {
                ["id"] = 1111111,
                ["is_bot"] = false,
                ["first_name"] = "Test",
            },
            ["chat"] = new JsonObject
            {
                ["id"] = -1001,
                ["type"] = "supergroup",
                ["title"] = "Team",
            },
            ["date"] = 1441645532,
            ["text"] = text,
        };
        foreach (var (name, value) in with)
        {
            message[name] = value;
        }

        return new JsonObject { ["update_id"] = 10000, ["message"] = message };
    }

    public static Delivery? Read(JsonNode update) => Read(update.ToJsonString());

    public static Delivery? Read(string update) => TelegramReader.Read(JsonElement.Parse(update), Self, Now);
}
