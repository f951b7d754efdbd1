using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Connectors.Files;

/// <summary>What shows after a crash whether a call happened.</summary>
/// <param name="Held">The name in the holding folder that belongs to this call.</param>
/// <param name="Before">The version that stood at the path.</param>
/// <param name="After">The version that stands there once it happened.</param>
internal sealed record FileNote(string Held, string Before, string After)
{
    public string ToJson() => JsonSerializer.Serialize(this, FileJson.Default.FileNote);

    public static FileNote Of(string json) =>
        JsonSerializer.Deserialize(json, FileJson.Default.FileNote)
        ?? throw new JsonException("A note of a file's call is missing.");
}

/// <summary>The call that takes one back.</summary>
internal sealed record FileUndo(string Tool, string Path, string? To, string? Held, string Version)
{
    /// <summary>The inverse of a call that happened.</summary>
    public static FileUndo Of(FilesRequest request, FileNote note)
    {
        if (request.Name == FilesTools.Move)
        {
            return new(FilesTools.Move.Value, request.To, request.Path, null, note.After);
        }

        return note.Before == FileState.Absent
            ? new(FilesTools.Delete.Value, request.Path, null, null, note.After)
            : new(FilesTools.Restore.Value, request.Path, null, note.Held, note.After);
    }

    public string ToJson() => JsonSerializer.Serialize(this, FileJson.Default.FileUndo);

    public static FileUndo? From(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, FileJson.Default.FileUndo);

    /// <summary>As a request's arguments.</summary>
    public string Arguments() =>
        JsonSerializer.Serialize(new FileUndoArguments(Path, To, Held, Version), FileJson.Default.FileUndoArguments);
}

/// <summary>The arguments of a call that takes one back.</summary>
internal sealed record FileUndoArguments(string Path, string? To, string? Held, string Version);

/// <summary>What a call did.</summary>
internal sealed record FileDone(string Path, string? To, string Version);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(FileNote))]
[JsonSerializable(typeof(FileUndo))]
[JsonSerializable(typeof(FileUndoArguments))]
[JsonSerializable(typeof(FileDone))]
internal sealed partial class FileJson : JsonSerializerContext;
