using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>RFC 8620 2: the session. All of it is what a server wrote.</summary>
internal sealed record SessionReply(
    Dictionary<string, JsonElement> Capabilities,
    Dictionary<string, AccountReply> Accounts,
    Dictionary<string, string> PrimaryAccounts,
    string ApiUrl,
    string DownloadUrl,
    string State
);

/// <summary>RFC 8620 2: an account.</summary>
internal sealed record AccountReply(bool IsReadOnly = false);

/// <summary>RFC 8620 2: what <c>urn:ietf:params:jmap:core</c> says; those limits that matter here.</summary>
internal sealed record CoreReply(
    long MaxSizeRequest = 10_000_000,
    int MaxCallsInRequest = 16,
    int MaxObjectsInGet = 500,
    int MaxObjectsInSet = 500
);

/// <summary>RFC 8620 3.4: a response. Each of <paramref name="MethodResponses"/> is a name, arguments and the call's id.</summary>
internal sealed record ResponseReply(JsonElement[][] MethodResponses, string? SessionState = null);

/// <summary>RFC 7807, as RFC 8620 3.6.1 uses it.</summary>
internal sealed record ProblemReply(string? Type = null, string? Limit = null, string? Detail = null);

/// <summary>RFC 8620 3.6.2 and 5.3: why a call, or the change of one object, failed.</summary>
internal sealed record ErrorReply(string Type, string? Description = null);

/// <summary>RFC 8620 5.1.</summary>
internal sealed record GetReply<T>(string State, T[] List);

/// <summary>RFC 8620 5.2.</summary>
internal sealed record ChangesReply(
    string NewState,
    bool HasMoreChanges,
    string[] Created,
    string[] Updated,
    string[] Destroyed
);

/// <summary>RFC 8620 5.3.</summary>
internal sealed record SetReply(
    string NewState,
    Dictionary<string, JsonElement>? Created = null,
    Dictionary<string, JsonElement>? Updated = null,
    Dictionary<string, ErrorReply>? NotCreated = null,
    Dictionary<string, ErrorReply>? NotUpdated = null
);

/// <summary>RFC 8620 5.5.</summary>
internal sealed record QueryReply(string[] Ids, int? Total = null);

/// <summary>RFC 8621 2: a mailbox.</summary>
internal sealed record MailboxReply(
    string Id,
    string Name,
    string? ParentId = null,
    string? Role = null,
    int TotalEmails = 0,
    int UnreadEmails = 0
);

/// <summary>RFC 8621 4.1: an email; properties that were not asked for are null.</summary>
internal sealed record EmailReply(
    string Id,
    string? BlobId = null,
    Dictionary<string, bool>? MailboxIds = null,
    Dictionary<string, bool>? Keywords = null,
    long Size = 0,
    string? ReceivedAt = null,
    HeaderReply[]? Headers = null,
    bool HasAttachment = false
);

/// <summary>RFC 8621 4.1.2.1: a header field, its value raw.</summary>
internal sealed record HeaderReply(string Name, string Value);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 64
)]
[JsonSerializable(typeof(SessionReply))]
[JsonSerializable(typeof(CoreReply))]
[JsonSerializable(typeof(ResponseReply))]
[JsonSerializable(typeof(ProblemReply))]
[JsonSerializable(typeof(ErrorReply))]
[JsonSerializable(typeof(GetReply<MailboxReply>))]
[JsonSerializable(typeof(GetReply<EmailReply>))]
[JsonSerializable(typeof(ChangesReply))]
[JsonSerializable(typeof(SetReply))]
[JsonSerializable(typeof(QueryReply))]
internal sealed partial class JmapJson : JsonSerializerContext;
