using System.Text.Json.Serialization;

namespace MeshClaw.Storage.Backups;

/// <summary>What a backup holds; <c>manifest.json</c> in its zip.</summary>
/// <param name="Format">1.</param>
/// <param name="Version">The version of MeshClaw that made it.</param>
/// <param name="Created">UTC.</param>
/// <param name="Entries">Every other entry of the zip.</param>
public sealed record BackupManifest(
    int Format,
    string Version,
    DateTimeOffset Created,
    IReadOnlyList<BackupManifest.Entry> Entries
)
{
    /// <summary>The format that this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Its name in the zip.</summary>
    internal const string FileName = "manifest.json";

    /// <summary>One file.</summary>
    /// <param name="Name">Path within the home, with <c>/</c>.</param>
    /// <param name="Length">In bytes.</param>
    /// <param name="Sha256">Lower-case hex.</param>
    /// <param name="Executable">Its owner may run it.</param>
    public sealed record Entry(string Name, long Length, string Sha256, bool Executable);
}

/// <summary>JSON of backups.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(RestoreState))]
internal sealed partial class BackupJson : JsonSerializerContext;
