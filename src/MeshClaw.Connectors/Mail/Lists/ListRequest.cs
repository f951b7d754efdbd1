using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Composing;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>Arguments of <c>mail.unsubscribe</c>: as they are asked for, and whole as the call keeps them.</summary>
internal sealed record ListRequest
{
    /// <summary>By one request.</summary>
    public const string OneClick = "one-click";

    /// <summary>By a mail.</summary>
    public const string Mail = "mail";

    private static readonly MailTool s_tool = MailListTools.All.First(t => t.Name == MailTools.Unsubscribe);

    public string? List { get; init; }

    public string? Folder { get; init; }

    public string? Id { get; init; }

    public string? Version { get; init; }

    public string? By { get; init; }

    public string? Address { get; init; }

    public string? Subject { get; init; }

    public string? Body { get; init; }

    public string? From { get; init; }

    /// <summary>Reads what was asked for.</summary>
    /// <exception cref="ToolException">Bad arguments.</exception>
    public static ListRequest Parse(string arguments)
    {
        var read = MailArguments.Parse(s_tool, arguments);
        var request = new ListRequest
        {
            List = Or("list"),
            Id = Or("id"),
            Folder = read.Has("id") ? read.Location.Folder : null,
            Version = read.Has("version") ? read.Text("version") : null,
            By = Or("by"),
            Address = Or("address"),
            Subject = Or("subject"),
            Body = Or("body"),
            From = Or("from"),
        };
        return request.List is null && request.Id is null
                ? throw new ToolException(
                    "mail.unsubscribe needs a 'list' as mail.lists gives it, or 'folder' and 'id' of a message of one."
                )
            : request.By is not (null or OneClick or Mail)
                ? throw new ToolException($"There is no way '{request.By}': 'by' is {OneClick} or {Mail}.")
            : request;

        string? Or(string name) => read.Text(name) is { Length: > 0 } text ? text : null;
    }

    /// <summary>The message; null where only a list was named.</summary>
    [JsonIgnore]
    public MailLocation? Message =>
        Id is null ? null : new MailLocation(Folder ?? MailFolderName.Inbox, Id, Version ?? "");

    /// <summary>The mail that leaves the list, of the arguments that a call keeps.</summary>
    public static OutgoingMail MailOf(string arguments)
    {
        var whole = Parse(arguments);
        return new OutgoingMail
        {
            From = new MailIdentity(whole.From ?? "", "", ""),
            To = [whole.Address ?? ""],
            Subject = whole.Subject ?? "",
            Body = whole.Body ?? "",
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, ListJson.Default.ListRequest);
}

/// <summary>What is noted before a request goes out.</summary>
/// <param name="Key">What its entry in the ledger is found by.</param>
internal sealed record ClickNote(string Key);

/// <summary>What leaving by one request answers.</summary>
/// <param name="Host">Which server took it.</param>
/// <param name="Said">What it said.</param>
internal sealed record ClickResult(string Host, string Said);

/// <summary>JSON of what leaving lists keeps.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ListRequest))]
[JsonSerializable(typeof(ClickNote))]
[JsonSerializable(typeof(ClickResult))]
internal sealed partial class ListJson : JsonSerializerContext;
