using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// Where synchronisation of an IMAP folder stands: every message whose UID is at least <see cref="Low"/> and below <see cref="Next"/> is
/// in the index, with its flags as of <see cref="ModSeq"/> or later. What comes grows <see cref="Next"/>, oldest first; what always lay
/// there is read newest first and lowers <see cref="Low"/>, down to 1. So one interval says it all, wherever a crash falls.
/// </summary>
/// <param name="V">Of this text: <see cref="Current"/>. An unknown one is read as none: the folder is looked through again, and known by its marks.</param>
/// <param name="Next">UIDNEXT.</param>
/// <param name="Low">The lowest UID seen.</param>
/// <param name="ModSeq">HIGHESTMODSEQ (RFC 7162); 0 where the server keeps none.</param>
/// <param name="Total">How many messages there were.</param>
/// <param name="Compared">When all flags were compared, Unix seconds; only where the server keeps no HIGHESTMODSEQ.</param>
internal sealed record ImapCursor(int V, uint Next, uint Low, ulong ModSeq, int Total, long Compared = 0)
{
    public const int Current = 1;

    /// <summary>Whether everything was seen once.</summary>
    [JsonIgnore]
    public bool IsComplete => Low <= 1;

    public string Format() => JsonSerializer.Serialize(this, CursorJson.Default.ImapCursor);

    public static ImapCursor? Parse(string? text)
    {
        try
        {
            var cursor = text is null ? null : JsonSerializer.Deserialize(text, CursorJson.Default.ImapCursor);
            return cursor is { V: Current, Low: > 0 } && cursor.Next >= cursor.Low ? cursor : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>JSON of cursors.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImapCursor))]
internal sealed partial class CursorJson : JsonSerializerContext;
