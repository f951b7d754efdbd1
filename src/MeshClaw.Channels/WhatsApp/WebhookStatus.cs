using System.Globalization;
using System.Text.Json;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>What became of a message of ours.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status</remarks>
internal static class WebhookStatus
{
    /// <summary>Stands between the key of a message and the number of a part that is not its last. No key has it.</summary>
    private const char PartMark = '.';

    /// <summary>What to send along with a part, so that the statuses of the last are those of the message.</summary>
    public static string Key(string key, int part, bool isLast) =>
        isLast ? key : string.Create(CultureInfo.InvariantCulture, $"{key}{PartMark}{part}");

    /// <summary>What to send along with a template that tells of a message which waits.</summary>
    public static string NoticeKey(string key) => $"{key}{PartMark}notice";

    /// <summary>The receipt; null for what tells nothing of a message of ours.</summary>
    /// <exception cref="InvalidDataException">It is not as documented.</exception>
    public static ChannelReceipt? Read(JsonElement status)
    {
        var message = status.Text("id");
        if (message is not { Length: > 0 } || status.Text("status") is not { Length: > 0 } state)
        {
            throw new InvalidDataException("A status has no id or no state.");
        }

        // Sent by somebody else with the same number, or from the platform's own pages.
        if (status.Text("biz_opaque_callback_data") is not { Length: > 0 and <= 80 } data)
        {
            return null;
        }

        var mark = data.IndexOf(PartMark, StringComparison.Ordinal);
        var key = mark < 0 ? data : data[..mark];
        return state switch
        {
            "failed" => new ChannelReceipt(key, message, Failure(status)),
            // That an earlier part arrived says nothing of the message.
            "sent" or "delivered" or "read" or "played" => mark < 0 ? new ChannelReceipt(key, message, null) : null,
            _ => null,
        };
    }

    private static string Failure(JsonElement status)
    {
        if (status.Items("errors") is not [var first, ..])
        {
            return "WhatsApp did not deliver it, and does not say why.";
        }

        int? code =
            first.Child("code") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value)
                ? value
                : null;
        var details = first.Child("error_data")?.Text("details");
        return GraphFaults.Said(
            new GraphError(
                first.Text("message") ?? first.Text("title"),
                code,
                details is null ? null : new GraphErrorData(details)
            )
        );
    }
}
