using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>What somebody said.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages</remarks>
internal static class WebhookMessage
{
    // The one reaction that is handed over: anything else (a thumb for "I have seen it") must not start an agent, nor look like a yes.
    private const string StopSign = "🛑";

    /// <summary>The delivery; null for what nobody said to us.</summary>
    /// <exception cref="InvalidDataException">It is not as documented.</exception>
    public static Delivery? Read(JsonElement message, ImmutableArray<JsonElement> contacts)
    {
        var type = Need(message, "type");
        // "system": a number changed its owner's account, or the like; nobody spoke. A group is a place that we do not serve: an answer to
        // its members would be read by others than who asked.
        if (type == "system" || message.Child("group_id") is not null)
        {
            return null;
        }

        var from = message.Text("from") is { Length: > 0 } phone ? phone : Need(message, "from_user_id");
        var contact = ContactOf(from, contacts);
        var delivery = new Delivery
        {
            Id = Need(message, "id"),
            Message = Need(message, "id"),
            Place = new ChatPlace(from),
            Sender = contact?.Text("wa_id") is { Length: > 0 } id ? id : from,
            SenderName = contact?.Child("profile")?.Text("name") ?? "",
            ReplyTo = message.Child("context")?.Text("id"),
            IsForwarded =
                message.Child("context") is { } context
                && (Is(context, "forwarded") || Is(context, "frequently_forwarded")),
            Sent = Time(Need(message, "timestamp")),
        };
        return message.Child(type) is { } content ? Fill(delivery, type, content) : delivery;
    }

    private static bool Is(JsonElement context, string flag) =>
        context.ValueKind == JsonValueKind.Object
        && context.TryGetProperty(flag, out var value)
        && value.ValueKind == JsonValueKind.True;

    // A type that we cannot show (a location, a poll, "unsupported") arrives as an empty message: that something came is known.
    private static Delivery? Fill(Delivery delivery, string type, JsonElement content) =>
        type switch
        {
            "text" => Say(delivery, content.Text("body") ?? throw new InvalidDataException("A text has no body.")),
            "image" or "document" or "audio" or "video" or "sticker" => Say(
                delivery with
                {
                    Files = [File(type, content)],
                },
                content.Text("caption") ?? ""
            ),
            "interactive" => Press(delivery, content),
            // A button of a template says what is on it, as if typed.
            "button" => Say(delivery, content.Text("text") ?? ""),
            "reaction" => content.Text("emoji") is { } emoji && emoji.StartsWith(StopSign, StringComparison.Ordinal)
                ? Say(delivery with { ReplyTo = content.Text("message_id") }, emoji)
                : null,
            _ => delivery,
        };

    private static Delivery Press(Delivery delivery, JsonElement content)
    {
        var reply = content.Child("button_reply") ?? content.Child("list_reply");
        return reply is null
            ? delivery
            : delivery with
            {
                Kind = DeliveryKind.Pressed,
                Button = Need(reply.Value, "id"),
                Message = delivery.ReplyTo,
                ReplyTo = null,
            };
    }

    private static Delivery Say(Delivery delivery, string text) =>
        delivery with
        {
            Text = text[..WhatsAppParts.Whole(text, Delivery.MaxText)],
            IsCut = text.Length > Delivery.MaxText,
        };

    private static ChannelFile File(string type, JsonElement content)
    {
        var mediaType = (content.Text("mime_type") ?? "application/octet-stream").Split(';')[0].Trim();
        var name = content.Text("filename") is { Length: > 0 } given ? given : $"{type}.{mediaType.Split('/')[^1]}";
        return new ChannelFile(Need(content, "id"), name, mediaType, null);
    }

    // A batch tells its senders beside the messages; wa_id is who it is, also where the number they write from differs from it.
    private static JsonElement? ContactOf(string from, ImmutableArray<JsonElement> contacts)
    {
        foreach (var contact in contacts)
        {
            if (contact.Text("wa_id") == from || contact.Text("user_id") == from)
            {
                return contact;
            }
        }

        return contacts is [var only] ? only : null;
    }

    private static string Need(JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 } text ? text : throw new InvalidDataException($"A message has no {name}.");

    private static DateTimeOffset Time(string seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var unix)
        && unix <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(unix)
            : throw new InvalidDataException("A message has no time.");
}
