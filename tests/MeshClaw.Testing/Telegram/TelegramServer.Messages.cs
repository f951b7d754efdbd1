using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Telegram;

/// <content>What the bot sends and changes.</content>
public sealed partial class TelegramServer
{
    private static readonly string[] s_sending =
    [
        "chat_id",
        "message_thread_id",
        "parse_mode",
        "disable_notification",
        "protect_content",
        "reply_parameters",
        "reply_markup",
    ];

    private static readonly string[] s_actions =
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ];

    private JsonObject SendMessage(TelegramRequest call)
    {
        var fields = new TelegramFields(call, [.. s_sending, "text", "entities", "link_preview_options"]);
        var chat = ChatOf(fields);
        var text = Checked(fields.Text("text"), 4096, "message is too long");
        if (string.IsNullOrWhiteSpace(text))
        {
            throw TelegramFields.Bad("message text is empty");
        }

        var entities = TelegramEntities.Of(text, fields.Text("parse_mode"), fields.List("entities"));
        return Posted(chat, fields, text, entities, null);
    }

    /// <summary>"Send general files" and "Send photos": multipart, with "caption" of 0-1024 characters.</summary>
    private JsonObject SendFile(TelegramRequest call, string kind, int megabytes)
    {
        var fields = new TelegramFields(
            call,
            [.. s_sending, kind, "caption", "caption_entities", "disable_content_type_detection", "thumbnail"]
        );
        var chat = ChatOf(fields);
        var (name, content) =
            fields.File(kind)
            ?? throw TelegramFields.Bad(
                fields.Text(kind) is null
                    ? $"there is no {kind} in the request"
                    : "wrong remote file identifier specified"
            );
        if (content.Length == 0)
        {
            throw TelegramFields.Bad("file must be non-empty");
        }

        if (content.Length > megabytes * 1024 * 1024)
        {
            throw new TelegramError(413, "Request Entity Too Large");
        }

        var text = Checked(fields.Text("caption"), 1024, "message caption is too long");
        var entities = TelegramEntities.Of(text, fields.Text("parse_mode"), fields.List("caption_entities"));
        var posted = Posted(chat, fields, text, entities, content);
        posted[kind] = kind == "photo" ? new JsonArray(Keep(null, null, content)) : Keep(name, "text/plain", content);
        return posted;
    }

    private JsonObject Posted(TelegramChat chat, TelegramFields fields, string text, JsonArray entities, byte[]? file)
    {
        var thread = (int?)fields.Number("message_thread_id");
        if (thread is { } topic && !chat.Topics.Contains(topic))
        {
            throw TelegramFields.Bad("message thread not found");
        }

        var answered = fields.Answered();
        var isThere = answered is { } a && chat.Posts.Any(p => p.Id == a.Message);
        if (answered is { MayBeGone: false } && !isThere)
        {
            throw TelegramFields.Bad("message to be replied not found");
        }

        var post = new TelegramPost
        {
            Id = ++_lastMessage,
            From = BotId,
            Date = ++_clock,
            Thread = thread,
            Text = text,
            Entities = entities,
            Keyboard = fields.Keyboard(),
            ReplyTo = isThere ? (int?)answered?.Message : null,
            File = file,
            IsSilent = fields.Flag("disable_notification"),
            IsWithoutPreview = file is not null || IsWithoutPreview(fields),
        };
        chat.Posts.Add(post);
        Spoke?.Invoke(post);
        return Json(chat, post);
    }

    /// <summary>Told of each message that the bot sends, while the server is locked; must be quick.</summary>
    public event Action<TelegramPost>? Spoke;

    /// <summary>editMessageText and editMessageCaption. Without "reply_markup" the buttons go.</summary>
    private JsonObject EditMessage(TelegramRequest call, string words, string entities, string more)
    {
        var fields = new TelegramFields(
            call,
            ["chat_id", "message_id", "inline_message_id", "parse_mode", "reply_markup", words, entities, more]
        );
        var chat = ChatOf(fields);
        var id = fields.Number("message_id") ?? throw TelegramFields.Bad("message identifier is not specified");
        var post = chat.Posts.FirstOrDefault(p => p.Id == id) ?? throw TelegramFields.Bad("message to edit not found");
        if (post.From != BotId)
        {
            throw TelegramFields.Bad("message can't be edited");
        }

        if (post.File is not null != (words == "caption"))
        {
            throw TelegramFields.Bad($"there is no {words} in the message to edit");
        }

        var text =
            words == "text"
                ? Checked(fields.Text(words), 4096, "message is too long")
                : Checked(fields.Text(words), 1024, "message caption is too long");
        if (words == "text" && string.IsNullOrWhiteSpace(text))
        {
            throw TelegramFields.Bad("message text is empty");
        }

        var markup = TelegramEntities.Of(text, fields.Text("parse_mode"), fields.List(entities));
        var keyboard = fields.Keyboard();
        if (
            text == post.Text
            && JsonNode.DeepEquals(markup, post.Entities)
            && JsonNode.DeepEquals(keyboard, post.Keyboard)
        )
        {
            throw TelegramFields.Bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
            );
        }

        (post.Text, post.Entities, post.Keyboard) = (text, markup, (JsonArray?)keyboard?.DeepClone());
        post.IsWithoutPreview = post.File is not null || IsWithoutPreview(fields);
        post.Edits++;
        return Json(chat, post);
    }

    private JsonValue SendChatAction(TelegramRequest call)
    {
        var fields = new TelegramFields(call, "chat_id", "message_thread_id", "action");
        var chat = ChatOf(fields);
        if (!s_actions.Contains(fields.Text("action")))
        {
            throw TelegramFields.Bad("wrong parameter action in request");
        }

        chat.Actions++;
        return JsonValue.Create(true);
    }

    private TelegramChat ChatOf(TelegramFields fields)
    {
        var id = fields.Number("chat_id") ?? throw TelegramFields.Bad("chat_id is empty");
        var chat = _chats.GetValueOrDefault(id) ?? throw TelegramFields.Bad("chat not found");
        if (chat.MovedTo is { } other)
        {
            throw new TelegramError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                new JsonObject { ["migrate_to_chat_id"] = other }
            );
        }

        return chat.IsBlocked
            ? throw new TelegramError(
                403,
                chat.Type == "private"
                    ? "Forbidden: bot was blocked by the user"
                    : "Forbidden: bot was kicked from the supergroup chat"
            )
            : chat;
    }

    private static string Checked(string? text, int atMost, string tooLong) =>
        (text ?? "").Length > atMost ? throw TelegramFields.Bad(tooLong) : text ?? "";

    private static bool IsWithoutPreview(TelegramFields fields) =>
        fields.Object("link_preview_options")?["is_disabled"]?.GetValue<bool>() ?? false;

    /// <summary>A Message as "Available types" has it.</summary>
    private static JsonObject Json(TelegramChat chat, TelegramPost post)
    {
        var json = new JsonObject
        {
            ["message_id"] = post.Id,
            ["from"] = post.From == BotId ? Bot() : null,
            ["chat"] = chat.Json(),
            ["date"] = post.Date,
            [post.File is null ? "text" : "caption"] = post.Text,
        };
        if (post.Entities.Count > 0)
        {
            json[post.File is null ? "entities" : "caption_entities"] = post.Entities.DeepClone();
        }

        if (post.Thread is { } thread)
        {
            (json["message_thread_id"], json["is_topic_message"]) = (thread, true);
        }

        if (post.Keyboard is { } rows)
        {
            json["reply_markup"] = new JsonObject { ["inline_keyboard"] = rows.DeepClone() };
        }

        return json;
    }
}
