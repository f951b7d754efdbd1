using System.Globalization;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Telegram;

/// <summary>Something that a person says. It may be longer than a person's program would let it be.</summary>
public sealed record TelegramSaying(string Text)
{
    /// <summary>Of which topic.</summary>
    public int? Thread { get; init; }

    /// <summary>What it answers.</summary>
    public int? ReplyTo { get; init; }

    /// <summary>MessageEntity objects.</summary>
    public JsonArray? Entities { get; init; }

    /// <summary>A document with it.</summary>
    public (string Name, string MediaType, byte[] Content)? File { get; init; }

    /// <summary>Further fields of the Message, which replace those that it would have.</summary>
    public JsonObject? With { get; init; }
}

/// <content>What people do.</content>
public sealed partial class TelegramServer
{
    /// <summary>A chat there is from now on; a direct one is its person too.</summary>
    public TelegramChat Add(TelegramChat chat)
    {
        lock (_lock)
        {
            return _chats[chat.Id] = chat;
        }
    }

    /// <summary>Makes a topic in a forum.</summary>
    public int AddTopic(TelegramChat chat)
    {
        lock (_lock)
        {
            var topic = ++_lastMessage;
            chat.Topics.Add(topic);
            return topic;
        }
    }

    /// <summary>Somebody says something.</summary>
    public int Say(TelegramChat chat, long from, TelegramSaying said)
    {
        JsonObject message;
        int id;
        lock (_lock)
        {
            var post = new TelegramPost
            {
                Id = id = ++_lastMessage,
                From = from,
                Date = ++_clock,
                Thread = said.Thread,
                Text = said.Text,
                Entities = said.Entities ?? [],
                ReplyTo = said.ReplyTo,
                File = said.File?.Content,
            };
            chat.Posts.Add(post);
            message = Message(chat, post, said);
        }

        Put(new JsonObject { [chat.Type == "channel" ? "channel_post" : "message"] = message });
        return id;
    }

    /// <summary>Two things are said one after the other, and arrive the other way round.</summary>
    public void SayReordered(TelegramChat chat, long from, TelegramSaying first, TelegramSaying second)
    {
        lock (_lock)
        {
            Say(chat, from, first);
            Say(chat, from, second);
            var (a, b) = (_updates[^2], _updates[^1]);
            (a["update_id"], b["update_id"]) = (b["update_id"]!.GetValue<long>(), a["update_id"]!.GetValue<long>());
            (_updates[^2], _updates[^1]) = (b, a);
        }
    }

    /// <summary>Somebody changes what they said.</summary>
    public void Change(int message, string text)
    {
        lock (_lock)
        {
            var (chat, post) = Find(message);
            post.Text = text;
            var changed = Message(chat, post, new TelegramSaying(text));
            changed["edit_date"] = ++_clock;
            Put(new JsonObject { ["edited_message"] = changed });
        }
    }

    /// <summary>Somebody presses a button; gives the id of the CallbackQuery.</summary>
    public string Press(int message, string label, long by)
    {
        lock (_lock)
        {
            var (chat, post) = Find(message);
            var data = post.Buttons.Single(b => b["text"]!.GetValue<string>() == label)[
                "callback_data"
            ]!.GetValue<string>();
            return Press(by, data, Json(chat, post));
        }
    }

    /// <summary>The same, with any value and any message: a person's program can send what it likes.</summary>
    public string Press(long by, string data, JsonObject message)
    {
        lock (_lock)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"4382{++_lastFile:D12}");
            _presses.Add(id);
            Put(
                new JsonObject
                {
                    ["callback_query"] = new JsonObject
                    {
                        ["id"] = id,
                        ["from"] = Person(by),
                        ["message"] = message,
                        ["chat_instance"] = "-3871",
                        ["data"] = data,
                    },
                }
            );
            return id;
        }
    }

    /// <summary>The bot's messages, oldest first, as they are now.</summary>
    public IReadOnlyList<TelegramPost> PostsIn(TelegramChat chat)
    {
        lock (_lock)
        {
            return [.. chat.Posts.Where(p => p.From == BotId)];
        }
    }

    private (TelegramChat Chat, TelegramPost Post) Find(int message) =>
        _chats.Values.SelectMany(c => c.Posts.Select(p => (c, p))).First(x => x.p.Id == message);

    private JsonObject Message(TelegramChat chat, TelegramPost post, TelegramSaying said)
    {
        var json = Json(chat, post);
        json["from"] = Person(post.From);
        if (said.File is { } file)
        {
            json["document"] = Keep(file.Name, file.MediaType, file.Content);
        }

        if (said.ReplyTo is { } answered)
        {
            var (_, to) = Find(answered);
            var original = Json(chat, to);
            original["from"] ??= Person(to.From);
            json["reply_to_message"] = original;
        }

        if (said.Text.Length == 0)
        {
            json.Remove("text"); // There is no empty text: it is a sticker, or the like.
        }

        foreach (var (name, value) in said.With ?? [])
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    private static JsonObject Person(long id) =>
        new()
        {
            ["id"] = id,
            ["is_bot"] = false,
            ["first_name"] = "Ana",
            ["last_name"] = $"No {id}",
            ["language_code"] = "de",
        };
}
