using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>The body of <c>POST /{phone-number-id}/messages</c>. What is null is not sent.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-api</remarks>
internal sealed record SendRequest
{
    public string MessagingProduct { get; init; } = "whatsapp";

    public string RecipientType { get; init; } = "individual";

    /// <summary>A phone number.</summary>
    public string? To { get; init; }

    /// <summary>A business-scoped user id, of a person who hides their number behind a username.</summary>
    public string? Recipient { get; init; }

    public required string Type { get; init; }

    public ReplyContext? Context { get; init; }

    /// <summary>Comes back with every status of the message.</summary>
    public string? BizOpaqueCallbackData { get; init; }

    public TextBody? Text { get; init; }

    public InteractiveBody? Interactive { get; init; }

    public MediaBody? Document { get; init; }

    public MediaBody? Image { get; init; }

    public TemplateBody? Template { get; init; }
}

internal sealed record ReplyContext(string MessageId);

internal sealed record TextBody(string Body)
{
    public bool PreviewUrl { get; init; }
}

internal sealed record MediaBody(string Id, string? Caption, string? Filename);

internal sealed record InteractiveBody(InteractiveText Body, InteractiveAction Action)
{
    public string Type { get; init; } = "button";
}

internal sealed record InteractiveText(string Text);

internal sealed record InteractiveAction(ImmutableArray<ReplyButton> Buttons);

internal sealed record ReplyButton(ReplyButtonLabel Reply)
{
    public string Type { get; init; } = "reply";
}

internal sealed record ReplyButtonLabel(string Id, string Title);

internal sealed record TemplateBody(
    string Name,
    TemplateLanguage Language,
    ImmutableArray<TemplateComponent> Components
);

internal sealed record TemplateLanguage(string Code);

internal sealed record TemplateComponent(ImmutableArray<TemplateParameter> Parameters)
{
    public string Type { get; init; } = "body";
}

internal sealed record TemplateParameter(string Text)
{
    public string Type { get; init; } = "text";
}

/// <summary>Marks a message as read and shows that an answer is being written.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators</remarks>
internal sealed record TypingRequest(string MessageId)
{
    public string MessagingProduct { get; init; } = "whatsapp";

    public string Status { get; init; } = "read";

    public TypingKind TypingIndicator { get; init; } = new();
}

internal sealed record TypingKind
{
    public string Type { get; init; } = "text";
}

internal sealed record SendResponse(ImmutableArray<SentMessage>? Messages);

internal sealed record SentMessage(string? Id);

internal sealed record SuccessResponse(bool? Success);

internal sealed record PhoneNumber(string? Id, string? DisplayPhoneNumber, string? VerifiedName);

internal sealed record UploadResponse(string? Id);

internal sealed record MediaResponse(string? Url, string? Sha256, long? FileSize);

internal sealed record ErrorResponse(GraphError? Error);

internal sealed record GraphError(string? Message, int? Code, GraphErrorData? ErrorData);

internal sealed record GraphErrorData(string? Details);

/// <summary>How long a limit lasts, in minutes.</summary>
/// <remarks>https://developers.facebook.com/docs/graph-api/overview/rate-limiting: X-Business-Use-Case-Usage</remarks>
internal sealed record UseCaseUsage(int? EstimatedTimeToRegainAccess);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SendRequest))]
[JsonSerializable(typeof(TypingRequest))]
[JsonSerializable(typeof(SendResponse))]
[JsonSerializable(typeof(SuccessResponse))]
[JsonSerializable(typeof(PhoneNumber))]
[JsonSerializable(typeof(UploadResponse))]
[JsonSerializable(typeof(MediaResponse))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(Dictionary<string, UseCaseUsage[]>))]
internal sealed partial class WhatsAppJson : JsonSerializerContext;
