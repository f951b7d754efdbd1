using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MeshClaw.Policy;
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

    /// <summary>The targets that <see cref="Of"/> wrote; a fact that is left out is not known.</summary>
    /// <exception cref="JsonException">It did not write this.</exception>
    public static ImmutableArray<Target> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? [.. document.RootElement.EnumerateArray().Select(ReadOne)]
            : throw new JsonException("Targets are a list.");
    }

    private static Target ReadOne(JsonElement json)
    {
        return new Target(
            new ConnectionName(Text("connection") ?? ""),
            Text("collection") ?? "",
            Text("id") ?? "",
            Text("version") ?? "",
            new TargetFacts
            {
                From = json.TryGetProperty("from", out var from)
                    ? [.. from.EnumerateArray().Select(a => a.GetString() ?? "")]
                    : null,
                Folder = Text("folder"),
                Subject = Text("subject"),
                Kinds = Enum.TryParse<TargetKinds>(Text("kinds"), ignoreCase: true, out var kinds) ? kinds : null,
                Received = Text("received") is { } received ? Stamp.Read(received) : null,
                Title = Text("title"),
            }
        );

        string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
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
