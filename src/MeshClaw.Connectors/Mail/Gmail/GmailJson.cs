using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MeshClaw.Connectors.Mail.Gmail;

// What Gmail sends and takes (developers.google.com/gmail/api/reference/rest/v1), as far as it is used here. Numbers of 64 bits come as
// text, and some servers' history ids are longer than that: they stay text.

internal sealed record GmailMessage
{
    public string Id { get; init; } = "";
    public ImmutableArray<string> LabelIds { get; init; } = [];
    public string? HistoryId { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long InternalDate { get; init; }
    public long SizeEstimate { get; init; }
    public string? Raw { get; init; }
    public GmailPart? Payload { get; init; }
}

internal sealed record GmailPart
{
    public string? Filename { get; init; }
    public ImmutableArray<GmailHeader> Headers { get; init; } = [];
    public ImmutableArray<GmailPart> Parts { get; init; } = [];
}

internal sealed record GmailHeader(string Name, string Value);

internal sealed record GmailMessageList
{
    public ImmutableArray<GmailMessage> Messages { get; init; } = [];
    public string? NextPageToken { get; init; }
    public int ResultSizeEstimate { get; init; }
}

internal sealed record GmailLabel
{
    public string Id { get; init; } = "";
    public string Name { get; init; } = "";
    public string? Type { get; init; }
    public int MessagesTotal { get; init; }
    public int MessagesUnread { get; init; }
}

internal sealed record GmailLabelList
{
    public ImmutableArray<GmailLabel> Labels { get; init; } = [];
}

internal sealed record GmailProfile(string EmailAddress, string HistoryId);

internal sealed record GmailHistoryPage
{
    public ImmutableArray<GmailHistory> History { get; init; } = [];
    public string? NextPageToken { get; init; }
    public string? HistoryId { get; init; }
}

/// <summary>One change; its <see cref="Messages"/> are all that it touched, deleted ones too.</summary>
internal sealed record GmailHistory
{
    public ImmutableArray<GmailMessage> Messages { get; init; } = [];
    public ImmutableArray<GmailHistoryEntry> MessagesAdded { get; init; } = [];
    public ImmutableArray<GmailHistoryEntry> MessagesDeleted { get; init; } = [];
    public ImmutableArray<GmailHistoryEntry> LabelsAdded { get; init; } = [];
    public ImmutableArray<GmailHistoryEntry> LabelsRemoved { get; init; } = [];

    [JsonIgnore]
    public IEnumerable<string> Touched =>
        MessagesAdded
            .Concat(MessagesDeleted)
            .Concat(LabelsAdded)
            .Concat(LabelsRemoved)
            .Select(e => e.Message.Id)
            .Concat(Messages.Select(m => m.Id))
            .Distinct();
}

internal sealed record GmailHistoryEntry
{
    public GmailMessage Message { get; init; } = new();
}

/// <summary>What messages.modify takes; with <see cref="Ids"/>, messages.batchModify.</summary>
internal sealed record GmailModify(string[]? Ids, string[] AddLabelIds, string[] RemoveLabelIds);

internal sealed record GmailNewLabel(string Name, string LabelListVisibility, string MessageListVisibility);

internal sealed record GmailErrorBody(GmailError? Error);

internal sealed record GmailError
{
    public int Code { get; init; }
    public string? Message { get; init; }
    public string? Status { get; init; }
    public ImmutableArray<GmailErrorReason> Errors { get; init; } = [];
}

internal sealed record GmailErrorReason(string? Reason);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(GmailMessage))]
[JsonSerializable(typeof(GmailMessageList))]
[JsonSerializable(typeof(GmailLabel))]
[JsonSerializable(typeof(GmailLabelList))]
[JsonSerializable(typeof(GmailProfile))]
[JsonSerializable(typeof(GmailHistoryPage))]
[JsonSerializable(typeof(GmailModify))]
[JsonSerializable(typeof(GmailNewLabel))]
[JsonSerializable(typeof(GmailErrorBody))]
internal sealed partial class GmailJson : JsonSerializerContext;
