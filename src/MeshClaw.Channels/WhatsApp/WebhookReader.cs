using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>What a webhook holds for our number.</summary>
/// <param name="Deliveries">What people said, in the platform's order.</param>
/// <param name="Receipts">What became of our messages, in the platform's order.</param>
/// <param name="Unreadable">How many messages and statuses are not as documented, and were left out.</param>
/// <param name="IsOurs">Whether any of it is of our number.</param>
/// <param name="IsAnothers">Whether any of it is of another number.</param>
internal sealed record WebhookContent(
    ImmutableArray<Delivery> Deliveries,
    ImmutableArray<ChannelReceipt> Receipts,
    int Unreadable,
    bool IsOurs,
    bool IsAnothers
);

/// <summary>
/// Reads the body of a webhook, whose signature was found good. One message that cannot be read does not lose its neighbours.
/// </summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages</remarks>
internal sealed class WebhookReader(string number)
{
    /// <summary>The content; null for what is no webhook of WhatsApp at all.</summary>
    public WebhookContent? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.Text("object") == "whatsapp_business_account"
                ? Read(document.RootElement)
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private WebhookContent Read(JsonElement root)
    {
        var deliveries = ImmutableArray.CreateBuilder<Delivery>();
        var receipts = ImmutableArray.CreateBuilder<ChannelReceipt>();
        var (unreadable, isOurs, isAnothers) = (0, false, false);
        foreach (var change in root.Items("entry").SelectMany(e => e.Items("changes")))
        {
            // Other fields tell of the account (templates, quality); we asked for none of them.
            if (change.Text("field") != "messages" || change.Child("value") is not { } value)
            {
                continue;
            }

            if (value.Child("metadata")?.Text("phone_number_id") != number)
            {
                isAnothers = true;
                continue;
            }

            isOurs = true;
            var contacts = value.Items("contacts");
            foreach (var message in value.Items("messages"))
            {
                Keep(deliveries, () => WebhookMessage.Read(message, contacts));
            }

            foreach (var status in value.Items("statuses"))
            {
                Keep(receipts, () => WebhookStatus.Read(status));
            }
        }

        return new WebhookContent(deliveries.ToImmutable(), receipts.ToImmutable(), unreadable, isOurs, isAnothers);

        void Keep<T>(ImmutableArray<T>.Builder to, Func<T?> read)
            where T : class
        {
            try
            {
                if (read() is { } item)
                {
                    to.Add(item);
                }
            }
            // GetString throws InvalidOperationException for half a surrogate pair.
            catch (Exception bad) when (bad is InvalidDataException or InvalidOperationException)
            {
                unreadable++;
            }
        }
    }
}

/// <summary>Looks into JSON that may have any shape.</summary>
internal static class LooseJson
{
    /// <summary>The member, where this is an object that has it.</summary>
    public static JsonElement? Child(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) ? child : null;

    /// <summary>The member's text; null where there is none, or it is no text.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.String } child ? child.GetString() : null;

    /// <summary>The member's items; none where it is no array.</summary>
    public static ImmutableArray<JsonElement> Items(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Array } child ? [.. child.EnumerateArray()] : [];
}
