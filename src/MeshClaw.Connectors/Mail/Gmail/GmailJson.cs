using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MeshClaw.Connectors.Mail.Gmail;

// What Gmail sends and takes (developers.google.com/gmail/api/reference/rest/v1), as far as it is used here. Numbers of 64 bits come as
// text, and some servers' history ids are longer than that: they stay text. Setters and not init: generated code sets every init property,
// what is left out to null, which Gmail does with every empty list.

internal sealed record GmailMessage
{
    public string Id { get; set; } = "";
    public ImmutableArray<string> LabelIds { get; set; } = [];
    public string? HistoryId { get; set; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long InternalDate { get; set; }
    public long SizeEstimate { get; set; }
    public string? Raw { get; set; }
    public GmailPart? Payload { get; set; }
}

internal sealed record GmailPart
{
    public string? Filename { get; set; }
    public ImmutableArray<GmailHeader> Headers { get; set; } = [];
    public ImmutableArray<GmailPart> Parts { get; set; } = [];
}

internal sealed record GmailHeader(string? Name, string? Value);

internal sealed record GmailMessageList
{
    public ImmutableArray<GmailMessage> Messages { get; set; } = [];
    public string? NextPageToken { get; set; }
    public int ResultSizeEstimate { get; set; }
}

internal sealed record GmailLabel
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string? Type { get; set; }
    public int MessagesTotal { get; set; }
    public int MessagesUnread { get; set; }
}

internal sealed record GmailLabelList
{
    public ImmutableArray<GmailLabel> Labels { get; set; } = [];
}

internal sealed record GmailProfile(string EmailAddress, string HistoryId);

internal sealed record GmailHistoryPage
{
    public ImmutableArray<GmailHistory> History { get; set; } = [];
    public string? NextPageToken { get; set; }
    public string? HistoryId { get; set; }
}

/// <summary>One change; its <see cref="Messages"/> are all that it touched, deleted ones too.</summary>
internal sealed record GmailHistory
{
    public ImmutableArray<GmailMessage> Messages { get; set; } = [];
    public ImmutableArray<GmailHistoryEntry> MessagesAdded { get; set; } = [];
    public ImmutableArray<GmailHistoryEntry> MessagesDeleted { get; set; } = [];
    public ImmutableArray<GmailHistoryEntry> LabelsAdded { get; set; } = [];
    public ImmutableArray<GmailHistoryEntry> LabelsRemoved { get; set; } = [];

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
    public GmailMessage Message { get; set; } = new();
}

/// <summary>What messages.modify takes; with <see cref="Ids"/>, messages.batchModify.</summary>
internal sealed record GmailModify(string[]? Ids, string[] AddLabelIds, string[] RemoveLabelIds);

internal sealed record GmailNewLabel(string Name, string LabelListVisibility, string MessageListVisibility);

internal sealed record GmailErrorBody(GmailError? Error);

internal sealed record GmailError
{
    public int Code { get; set; }
    public string? Message { get; set; }
    public string? Status { get; set; }
    public ImmutableArray<GmailErrorReason> Errors { get; set; } = [];
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
