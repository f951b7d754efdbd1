using System.Text.Json.Nodes;

namespace MeshClaw.Core.Importing.OpenClaw;

/// <summary>Looks into JSON of which nothing is known for sure: what is of another kind than expected is as if it were not there.</summary>
internal static class JsonPath
{
    /// <summary>The value at a path of names; null where there is none.</summary>
    public static JsonNode? At(this JsonNode? node, string path)
    {
        foreach (var name in path.Split('.'))
        {
            node = node is JsonObject map && map.TryGetPropertyValue(name, out var next) ? next : null;
        }

        return node;
    }

    /// <summary>A text; null where it is none.</summary>
    public static string? TextAt(this JsonNode? node, string path) => node.At(path).Text();

    /// <summary>A text; null where it is none.</summary>
    public static string? Text(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>A truth; null where it is none.</summary>
    public static bool? FlagAt(this JsonNode? node, string path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    /// <summary>A whole number; null where it is none.</summary>
    public static long? WholeAt(this JsonNode? node, string path) =>
        node.At(path) is not JsonValue value ? null
        : value.TryGetValue(out long whole) ? whole
        : value.TryGetValue(out double real) && double.IsInteger(real) && Math.Abs(real) < 1e15 ? (long)real
        : null;

    /// <summary>An object's members; none where it is no object.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> MembersAt(this JsonNode? node, string path) =>
        (path.Length == 0 ? node : node.At(path)) as JsonObject ?? Enumerable.Empty<KeyValuePair<string, JsonNode?>>();

    /// <summary>An array's items; none where it is no array.</summary>
    public static IEnumerable<JsonNode?> ItemsAt(this JsonNode? node, string path) =>
        node.At(path) as JsonArray ?? Enumerable.Empty<JsonNode?>();
}
