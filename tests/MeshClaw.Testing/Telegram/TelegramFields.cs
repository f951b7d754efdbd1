using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Telegram;

/// <summary>
/// The parameters of a call, checked as the documentation of each method lists them. Stricter than Telegram in one thing: a parameter that is not
/// documented is refused, where Telegram passes over it, so that a misspelled one is seen.
/// </summary>
internal sealed class TelegramFields
{
    private readonly TelegramRequest _request;

    public TelegramFields(TelegramRequest request, params ReadOnlySpan<string> documented)
    {
        _request = request;
        var attached = request.Fields.Values.OfType<JsonValue>().Select(AttachedBy).ToHashSet();
        foreach (var name in request.Fields.Keys.Concat(request.Files.Keys))
        {
            if (!documented.Contains(name) && !attached.Contains(name))
            {
                throw Bad($"unknown parameter \"{name}\"");
            }
        }
    }

    public static TelegramError Bad(string what) => new(400, $"Bad Request: {what}");

    public string? Text(string name) =>
        Node(name) is not { } node ? null
        : node.GetValueKind() is JsonValueKind.String ? node.GetValue<string>()
        : throw Bad($"field \"{name}\" must be of type String");

    public long? Number(string name)
    {
        var node = Node(name);
        return node?.GetValueKind() switch
        {
            null => null,
            JsonValueKind.Number when node.AsValue().TryGetValue<long>(out var number) => number,
            JsonValueKind.String when long.TryParse(node.GetValue<string>(), CultureInfo.InvariantCulture, out var n) =>
                n,
            _ => throw Bad($"field \"{name}\" must be of type Integer"),
        };
    }

    public bool Flag(string name) =>
        Node(name) is { } node
        && node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(node.GetValue<string>(), out var flag) => flag,
            _ => throw Bad($"field \"{name}\" must be of type Boolean"),
        };

    public JsonObject? Object(string name) =>
        Json(name) as JsonObject ?? (Json(name) is null ? null : throw Bad($"object expected as {name}"));

    public JsonArray? List(string name) =>
        Json(name) as JsonArray ?? (Json(name) is null ? null : throw Bad($"array expected as {name}"));

    /// <summary>A file in the part of that name, or in one that <c>attach://</c> names ("Sending files").</summary>
    public (string Name, byte[] Content)? File(string name) =>
        _request.Files.TryGetValue(AttachedBy(Node(name) as JsonValue) ?? name, out var file) ? file : null;

    /// <summary>
    /// "reply_markup", where it is an InlineKeyboardMarkup: rows of buttons with a text and exactly one of the optional fields, "callback_data" of 1-64 bytes.
    /// </summary>
    public JsonArray? Keyboard()
    {
        if (Object("reply_markup") is not { } markup)
        {
            return null;
        }

        if (markup["inline_keyboard"] is not JsonArray rows || markup.Count != 1)
        {
            throw Bad("only inline keyboards are known here");
        }

        var buttons = 0;
        foreach (var row in rows)
        {
            foreach (var button in row as JsonArray ?? throw Bad("can't parse inline keyboard row"))
            {
                Check(button as JsonObject ?? throw Bad("can't parse inline keyboard button"));
                buttons++;
            }
        }

        return buttons <= 100 ? rows : throw Bad("reply markup is too long");
    }

    /// <summary>"reply_parameters": the message that is answered, and whether it may be gone.</summary>
    public (long Message, bool MayBeGone)? Answered()
    {
        var given = Object("reply_parameters");
        return given is null ? null
            : given["message_id"] is JsonValue id && id.TryGetValue<long>(out var message)
                ? (message, given["allow_sending_without_reply"]?.GetValue<bool>() ?? false)
            : throw Bad("can't parse reply parameters: message_id expected");
    }

    private static void Check(JsonObject button)
    {
        var kinds = button.Where(f => f.Key is not ("text" or "style" or "icon_custom_emoji_id")).ToArray();
        if (Encoding.UTF8.GetByteCount(button["text"]?.GetValue<string>() ?? "") == 0)
        {
            throw Bad("text of an inline keyboard button is empty");
        }

        if (kinds is not [{ Key: "callback_data" or "url", Value: JsonValue value }])
        {
            throw Bad("text buttons are unallowed in the inline keyboard");
        }

        if (kinds[0].Key == "callback_data" && Encoding.UTF8.GetByteCount(value.GetValue<string>()) is 0 or > 64)
        {
            throw Bad("BUTTON_DATA_INVALID");
        }

        if (button["style"]?.GetValue<string>() is not (null or "danger" or "success" or "primary"))
        {
            throw Bad("button style is invalid");
        }
    }

    private static string? AttachedBy(JsonValue? value) =>
        value?.GetValueKind() == JsonValueKind.String
        && value.GetValue<string>() is { } text
        && text.StartsWith("attach://", StringComparison.Ordinal)
            ? text["attach://".Length..]
            : null;

    private JsonNode? Node(string name) => _request.Fields.GetValueOrDefault(name);

    private JsonNode? Json(string name)
    {
        var node = Node(name);
        if (node?.GetValueKind() != JsonValueKind.String)
        {
            return node;
        }

        try
        {
            return JsonNode.Parse(node.GetValue<string>());
        }
        catch (JsonException)
        {
            throw Bad($"can't parse {name} JSON object");
        }
    }
}
