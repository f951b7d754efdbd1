using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshClaw.Testing.WhatsApp;

/// <summary>What the body of a message must be, by the documentation of each type.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/messages</remarks>
internal static partial class WhatsAppRules
{
    public static JsonObject Parse(WireRequest request)
    {
        if (
            !request
                .Headers.GetValueOrDefault("Content-Type", "")
                .StartsWith("application/json", StringComparison.Ordinal)
        )
        {
            throw Refuse("Content-Type must be application/json.");
        }

        try
        {
            var json = JsonNode.Parse(request.Body) as JsonObject ?? throw Refuse("The body must be an object.");
            return (string?)json["messaging_product"] == "whatsapp"
                ? json
                : throw Refuse("The parameter messaging_product is required.");
        }
        catch (JsonException)
        {
            throw Refuse("The body is no JSON.");
        }
    }

    /// <summary>Checks what all types share; returns whom it goes to.</summary>
    public static string CheckEnvelope(JsonObject json)
    {
        Keys(
            json,
            "messaging_product",
            "recipient_type",
            "to",
            "recipient",
            "type",
            "context",
            "biz_opaque_callback_data",
            "text",
            "interactive",
            "reaction",
            "document",
            "image",
            "template"
        );
        if (json["recipient_type"] is { } kind && (string?)kind != "individual")
        {
            throw Refuse("recipient_type must be individual.");
        }

        Text(json, "biz_opaque_callback_data", 512, isRequired: false);
        if (json["context"] is JsonObject context)
        {
            Keys(context, "message_id");
            if (!Text(context, "message_id", 200).StartsWith("wamid.", StringComparison.Ordinal))
            {
                throw Refuse("context.message_id must be a message id.");
            }
        }

        var to = (string?)json["to"] ?? (string?)json["recipient"] ?? "";
        return (json["to"] is not null ? Phone() : ScopedId()).IsMatch(to)
            ? to
            : throw Refuse("The parameter to is required.");
    }

    public static void CheckContent(JsonObject json, string type)
    {
        var content =
            json[type] as JsonObject
            ?? throw (
                type is "text" or "interactive" or "reaction" or "document" or "image" or "template"
                    ? Refuse($"The parameter {type} is required.")
                    : new WhatsAppRefusal(WhatsAppError.UnsupportedType)
            );
        switch (type)
        {
            case "text":
                Keys(content, "body", "preview_url");
                Text(content, "body", 4096);
                break;
            case "interactive":
                CheckInteractive(content);
                break;
            case "reaction":
                Keys(content, "message_id", "emoji");
                Text(content, "message_id", 200);
                break;
            case "document":
                Keys(content, "id", "caption", "filename");
                Text(content, "id", 40);
                Text(content, "caption", 1024, isRequired: false);
                break;
            case "image":
                Keys(content, "id", "caption");
                Text(content, "id", 40);
                Text(content, "caption", 1024, isRequired: false);
                break;
            case "template":
                Keys(content, "name", "language", "components");
                Text(content, "name", 512);
                break;
        }
    }

    /// <summary>The words of a message.</summary>
    public static string Words(JsonObject json, string type) =>
        type switch
        {
            "text" => (string)json["text"]!["body"]!,
            "interactive" => (string)json["interactive"]!["body"]!["text"]!,
            "document" or "image" => (string?)json[type]!["caption"] ?? "",
            _ => "",
        };

    /// <summary>The reply buttons of a message.</summary>
    public static IReadOnlyList<(string, string)> Buttons(JsonObject json) =>
        json["interactive"]?["action"]?["buttons"] is JsonArray buttons
            ? [.. buttons.Select(b => ((string)b!["reply"]!["id"]!, (string)b["reply"]!["title"]!))]
            : [];

    public static void Keys(JsonObject json, params ReadOnlySpan<string> known)
    {
        foreach (var (key, _) in json)
        {
            if (!known.Contains(key))
            {
                throw Refuse($"Unexpected key \"{key}\" on param \"{json.GetPath()}\".");
            }
        }
    }

    private static void CheckInteractive(JsonObject content)
    {
        Keys(content, "type", "header", "body", "footer", "action");
        Text(Object(content, "body"), "text", 1024);
        if (content["footer"] is JsonObject footer)
        {
            Text(footer, "text", 60);
        }

        var action = Object(content, "action");
        switch ((string?)content["type"])
        {
            case "button":
                CheckButtons(action);
                break;
            case "list":
                CheckList(action);
                break;
            default:
                throw Refuse("interactive.type must be button or list.");
        }
    }

    // https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
    private static void CheckButtons(JsonObject action)
    {
        Keys(action, "buttons");
        if (action["buttons"] is not JsonArray { Count: >= 1 and <= 3 } buttons)
        {
            throw Refuse("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3");
        }

        var titles = new HashSet<string>(StringComparer.Ordinal);
        foreach (var button in buttons)
        {
            if ((string?)button!["type"] != "reply")
            {
                throw Refuse("A button's type must be reply.");
            }

            var reply = Object(button.AsObject(), "reply");
            Keys(reply, "id", "title");
            Text(reply, "id", 256);
            if (!titles.Add(Text(reply, "title", 20)))
            {
                throw Refuse("Button titles must be unique.");
            }
        }
    }

    // https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages
    private static void CheckList(JsonObject action)
    {
        Keys(action, "button", "sections");
        Text(action, "button", 20);
        var rows =
            action["sections"]?.AsArray().SelectMany(s => s!["rows"]!.AsArray()).Select(r => r!.AsObject()).ToArray()
            ?? [];
        if (rows.Length is 0 or > 10)
        {
            throw Refuse("Total row count exceed max allowed count: 10");
        }

        foreach (var row in rows)
        {
            Text(row, "id", 200);
            Text(row, "title", 24);
            Text(row, "description", 72, isRequired: false);
        }
    }

    private static JsonObject Object(JsonObject json, string name) =>
        json[name] as JsonObject ?? throw Refuse($"The parameter {name} is required.");

    private static string Text(JsonObject json, string name, int most, bool isRequired = true)
    {
        var text = (json[name] as JsonValue)?.GetValueKind() == JsonValueKind.String ? (string)json[name]! : null;
        if (json[name] is not null && text is null || isRequired && string.IsNullOrEmpty(text))
        {
            throw Refuse($"The parameter {name} is required.");
        }

        return text?.Length > most ? throw Refuse($"Param {name} must be at most {most} characters long.") : text ?? "";
    }

    private static WhatsAppRefusal Refuse(string details) => new(WhatsAppError.Invalid(details));

    [GeneratedRegex(@"^\+?[0-9]{5,15}$")]
    private static partial Regex Phone();

    // "BR.1502576394655843": https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
    [GeneratedRegex(@"^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$")]
    private static partial Regex ScopedId();
}
