using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MeshClaw.Policy.Calls;

/// <summary>
/// One spelling for each JSON value, so that a hash binds what it says: members sorted by ordinal name, no white space, the least
/// escaping (after RFC 8785). Numbers keep their text; a duplicate member, a comment or anything after the value is refused.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private static readonly JsonWriterOptions s_plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = false,
        SkipValidation = true,
    };

    /// <summary>The canonical form of <paramref name="json"/>.</summary>
    /// <exception cref="JsonException">It is not one strict JSON value.</exception>
    public static string Of(string json)
    {
        using var document = JsonDocument.Parse(json, s_strict);
        return Of(document.RootElement);
    }

    /// <summary>The canonical form of an element that was parsed without duplicate members.</summary>
    public static string Of(JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, s_plain))
        {
            Write(writer, element);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
