using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshClaw.Models.Chat.Wire;

/// <summary>JSON of providers.</summary>
internal static class WireJson
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 128 };

    /// <summary>An object; anything else is a failure of the provider.</summary>
    public static JsonObject Object(string text, Cleaning cleaning)
    {
        try
        {
            return JsonNode.Parse(text, null, s_options) as JsonObject
                ?? throw ModelFaults.BadAnswer(cleaning, "sent something that is no JSON object");
        }
        catch (JsonException broken)
        {
            throw ModelFaults.BadAnswer(cleaning, "sent something that is no JSON", broken);
        }
    }

    /// <summary>A text; null for anything else.</summary>
    public static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
