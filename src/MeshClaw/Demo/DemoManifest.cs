using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Demo;

/// <summary>What the sample mailbox holds. What each mail is expected to become stands in the same file and is not read here.</summary>
/// <param name="Now">The moment that the mails were written for.</param>
/// <param name="Owner">Whose mailbox it is.</param>
/// <param name="Messages">Every mail.</param>
internal sealed record DemoManifest(
    DateTimeOffset Now,
    DemoManifest.Person Owner,
    IReadOnlyList<DemoManifest.Message> Messages
)
{
    /// <summary>Reads it.</summary>
    public static DemoManifest Read(Stream stream) =>
        JsonSerializer.Deserialize(stream, DemoManifestJson.Default.DemoManifest)
        ?? throw new InvalidDataException("The sample mailbox has no manifest.");

    /// <summary>The owner.</summary>
    public sealed record Person(string Name, IReadOnlyList<string> Addresses);

    /// <summary>One mail.</summary>
    /// <param name="File">Within the sample mailbox.</param>
    /// <param name="Folder">Where it lies; <c>INBOX</c> for the inbox.</param>
    /// <param name="Seen">Read.</param>
    /// <param name="Answered">Answered.</param>
    /// <param name="Flagged">Starred.</param>
    public sealed record Message(string File, string Folder, bool Seen, bool Answered, bool Flagged);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DemoManifest))]
internal sealed partial class DemoManifestJson : JsonSerializerContext;
