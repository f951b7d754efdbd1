using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Storage.Journal;

/// <summary>Targets with their facts as the journal keeps them; a fact that was not known is left out.</summary>
internal static class TargetJson
{
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ImmutableArray<Target> targets)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, s_plain))
        {
            json.WriteStartArray();
            foreach (var target in targets)
            {
                Write(json, target);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, Target target)
    {
        json.WriteStartObject();
        json.WriteString("connection", target.Connection.Value);
        json.WriteString("collection", target.Collection);
        json.WriteString("id", target.Id);
        json.WriteString("version", target.Version);
        var facts = target.Facts;
        if (facts.From is { } from)
        {
            json.WriteStartArray("from");
            foreach (var address in from)
            {
                json.WriteStringValue(address);
            }

            json.WriteEndArray();
        }

        WriteIfKnown(json, "folder", facts.Folder);
        WriteIfKnown(json, "subject", facts.Subject);
        WriteIfKnown(json, "kinds", facts.Kinds?.ToString().ToLowerInvariant());
        WriteIfKnown(json, "received", facts.Received is { } received ? Stamp.Of(received) : null);
        WriteIfKnown(json, "title", facts.Title);
        json.WriteEndObject();
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
