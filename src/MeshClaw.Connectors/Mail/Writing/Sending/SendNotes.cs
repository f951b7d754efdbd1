using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>What is noted before a message is sent: with it the same bytes are made again, and found again after a crash.</summary>
/// <param name="MessageId">Without brackets.</param>
/// <param name="Date">In the owner's zone.</param>
/// <param name="Zone">The owner's zone, by its id: quotes give times in it.</param>
/// <param name="Digest">SHA-256 of the message's bytes, hex.</param>
/// <param name="ToMyself">Whether the owner is among the recipients: then it shows in the inbox too.</param>
internal sealed record SendNote(string MessageId, DateTimeOffset Date, string Zone, string Digest, bool ToMyself);

/// <summary>What a send answers.</summary>
/// <param name="MessageId">Without brackets; what a follow-up waits for an answer to.</param>
/// <param name="Recipients">Who it went to.</param>
/// <param name="Said">The server's answer.</param>
/// <param name="Copy"><c>filed</c>, <c>by-server</c>, or why it is missing.</param>
internal sealed record SendResult(string MessageId, IReadOnlyList<string> Recipients, string Said, string Copy);

/// <summary>Arguments of <c>mail.send</c> as they are kept: whole, recipients as addresses, files with their hashes.</summary>
internal sealed record SendArguments
{
    public required string Mode { get; init; }

    public string? Draft { get; init; }

    public IReadOnlyList<string>? To { get; init; }

    public IReadOnlyList<string>? Cc { get; init; }

    public IReadOnlyList<string>? Bcc { get; init; }

    public string? Subject { get; init; }

    public string? Body { get; init; }

    public string? Folder { get; init; }

    public string? Id { get; init; }

    public string? Version { get; init; }

    public IReadOnlyList<AttachedFile>? Attachments { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, WritingJson.Default.SendArguments);
}

/// <summary>What is noted before a draft or a wait for an answer is written, or a draft thrown away.</summary>
/// <param name="Key">Of this writing.</param>
internal sealed record DraftNote(string Key)
{
    /// <summary>A new one, for one call.</summary>
    public static Preparation Prepare() =>
        new Preparation.Ready(
            JsonSerializer.Serialize(new DraftNote(Guid.NewGuid().ToString("N")), WritingJson.Default.DraftNote)
        );
}

/// <summary>What became of a draft.</summary>
/// <param name="Draft"><c>d3</c>.</param>
/// <param name="Revision">The revision that it stands at.</param>
internal sealed record DraftResult(string Draft, int Revision);

/// <summary>A wait that was written down.</summary>
/// <param name="FollowUp"><c>f3</c>.</param>
/// <param name="Due">When it is looked at, UTC.</param>
internal sealed record FollowUpResult(string FollowUp, DateTimeOffset Due);

/// <summary>Arguments of an undo's <c>mail.discard</c>.</summary>
internal sealed record DiscardArguments(string Draft);

/// <summary>JSON of what writing keeps.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SendNote))]
[JsonSerializable(typeof(SendResult))]
[JsonSerializable(typeof(SendArguments))]
[JsonSerializable(typeof(DraftNote))]
[JsonSerializable(typeof(DraftResult))]
[JsonSerializable(typeof(FollowUpResult))]
[JsonSerializable(typeof(DiscardArguments))]
internal sealed partial class WritingJson : JsonSerializerContext;
