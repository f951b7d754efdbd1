using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Connectors.Mail.Stores;

/// <summary>What is noted before a move: enough to find out afterwards, from the store alone, whether it happened.</summary>
/// <param name="Source">Folder, id and version of the message.</param>
/// <param name="Mark">What it is known by.</param>
/// <param name="Destination">The destination's name.</param>
/// <param name="DestinationVersion">Its UIDVALIDITY; null where the folder was missing.</param>
/// <param name="DestinationNext">Its UIDNEXT; null where it was missing or ids do not grow.</param>
/// <param name="DestinationId">The id that it will have there, where the mover chooses.</param>
/// <param name="Method">How it will be moved.</param>
internal sealed record MoveNote(
    MailLocation Source,
    MailMark Mark,
    string Destination,
    string? DestinationVersion,
    string? DestinationNext,
    string? DestinationId,
    MailMoveMethod Method
);

/// <summary>What is noted before flags are changed.</summary>
/// <param name="Source">Folder, id and version of the message.</param>
/// <param name="Mark">What it is known by.</param>
/// <param name="Add">The flags that it must have.</param>
/// <param name="Remove">The flags that it must not have.</param>
/// <param name="Added">Those that it did not have.</param>
/// <param name="Removed">Those that it had.</param>
internal sealed record FlagNote(
    MailLocation Source,
    MailMark Mark,
    string[] Add,
    string[] Remove,
    string[] Added,
    string[] Removed
);

/// <summary>How to take a move back.</summary>
/// <param name="From">Where the message is now.</param>
/// <param name="To">The folder that it came from.</param>
internal sealed record MoveUndo(MailLocation From, string To);

/// <summary>How to take a change of flags back.</summary>
internal sealed record FlagUndo(MailLocation Message, string[] Add, string[] Remove);

/// <summary>What a move answers.</summary>
internal sealed record MoveResult(string Folder, string Id, string Version);

/// <summary>What a change of flags answers.</summary>
internal sealed record FlagResult(string[] Added, string[] Removed);

/// <summary>Arguments of an undo's <c>mail.move</c>.</summary>
internal sealed record MoveArguments(string Folder, string Id, string Version, string To);

/// <summary>Arguments of an undo's <c>mail.flag</c>.</summary>
internal sealed record FlagArguments(string Folder, string Id, string Version, string[] Add, string[] Remove);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(MoveNote))]
[JsonSerializable(typeof(FlagNote))]
[JsonSerializable(typeof(MoveUndo))]
[JsonSerializable(typeof(FlagUndo))]
[JsonSerializable(typeof(MoveResult))]
[JsonSerializable(typeof(FlagResult))]
[JsonSerializable(typeof(MoveArguments))]
[JsonSerializable(typeof(FlagArguments))]
internal sealed partial class MailJson : JsonSerializerContext;
