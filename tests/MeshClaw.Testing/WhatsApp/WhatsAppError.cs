using System.Text.Json.Nodes;

namespace MeshClaw.Testing.WhatsApp;

/// <summary>An error of the Cloud API, with the words of its documentation.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes</remarks>
public sealed record WhatsAppError(int Code, string Title, string Details, int Status = 400)
{
    public static WhatsAppError Token { get; } =
        new(190, "Access token has expired", "Your access token has expired.", 401);

    public static WhatsAppError Throughput { get; } =
        new(130429, "Rate limit hit", "Cloud API message throughput has been reached.");

    public static WhatsAppError Pair { get; } =
        new(
            131056,
            "(Business Account, Consumer Account) pair rate limit hit",
            "Too many messages sent from the sender phone number to the same recipient phone number in a short period of time."
        );

    public static WhatsAppError Account { get; } =
        new(80007, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit.");

    public static WhatsAppError ReEngagement { get; } =
        new(
            131047,
            "Re-engagement message",
            "More than 24 hours have passed since the recipient last replied to the sender number."
        );

    public static WhatsAppError Undeliverable { get; } =
        new(131026, "Message undeliverable", "Unable to deliver message.");

    public static WhatsAppError UnsupportedType { get; } =
        new(131051, "Unsupported message type", "Unsupported message type.");

    public static WhatsAppError Invalid(string details) => new(100, "Invalid parameter", details);

    public static WhatsAppError Template(int code, string title, string details) => new(code, title, details);

    /// <summary>The body of the answer.</summary>
    public JsonObject Json() =>
        new()
        {
            ["error"] = new JsonObject
            {
                ["message"] = $"(#{Code}) {Title}",
                ["type"] = "OAuthException",
                ["code"] = Code,
                ["error_data"] = new JsonObject { ["messaging_product"] = "whatsapp", ["details"] = Details },
                ["fbtrace_id"] = "Az8or2yhqkZfEZ-_4Qn_Bam",
            },
        };

    /// <summary>The same in a status or a message of a webhook.</summary>
    public JsonObject HookJson() =>
        new()
        {
            ["code"] = Code,
            ["title"] = Title,
            ["message"] = Title,
            ["error_data"] = new JsonObject { ["details"] = Details },
            ["href"] = "/documentation/business-messaging/whatsapp/support/error-codes",
        };
}

/// <summary>Thrown where a request is refused.</summary>
internal sealed class WhatsAppRefusal(WhatsAppError error) : Exception
{
    public WhatsAppError Error => error;
}
