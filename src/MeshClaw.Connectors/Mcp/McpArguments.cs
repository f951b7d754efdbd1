using System.Globalization;
using System.Text.Json;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mcp;

/// <summary>
/// The arguments of a call, each with a role. Nobody but the server knows what they are for; so each text and number counts as a place where
/// something goes, where the tool reaches others, and otherwise as what is acted upon: the roles about which the guard is strictest.
/// </summary>
internal static class McpArguments
{
    private const int MaxDepth = 32;

    /// <summary>Reads them.</summary>
    /// <exception cref="ToolException">They are no JSON object, or not one that everybody reads alike.</exception>
    public static Dictionary<string, JsonElement> Parse(string arguments)
    {
        try
        {
            using var document = JsonDocument.Parse(
                arguments.Length == 0 ? "{}" : arguments,
                new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = MaxDepth }
            );
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                    .RootElement.Clone()
                    .EnumerateObject()
                    .ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal)
                : throw new ToolException("The arguments must be a JSON object.");
        }
        catch (JsonException malformed)
        {
            throw new ToolException("The arguments are not JSON, or too deep.", malformed);
        }
    }

    /// <summary>Every scalar with its role.</summary>
    public static IReadOnlyList<CallValue> Values(
        IReadOnlyDictionary<string, JsonElement> arguments,
        Effect effect,
        string schema
    )
    {
        var required = Required(schema);
        var values = new List<CallValue>();
        foreach (var (name, value) in arguments)
        {
            Add(values, $"/{Escaped(name)}", value, effect, !required.Contains(name));
        }

        return values;
    }

    private static void Add(List<CallValue> values, string path, JsonElement value, Effect effect, bool optional)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Add(values, $"{path}/{Escaped(member.Name)}", member.Value, effect, optional);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (i, item) in value.EnumerateArray().Index())
                {
                    Add(values, string.Create(CultureInfo.InvariantCulture, $"{path}/{i}"), item, effect, optional);
                }

                break;
            case JsonValueKind.String when value.GetString() is { Length: > 0 } text:
                var role = effect.Reaches ? ValueRole.Destination : ValueRole.Target;
                values.Add(new CallValue(path, role, ValueForm.Text, text) { Optional = optional });
                break;
            case JsonValueKind.Number:
                values.Add(
                    new CallValue(path, ValueRole.Target, ValueForm.Number, value.GetRawText()) { Optional = optional }
                );
                break;
            case JsonValueKind.True:
            case JsonValueKind.False:
                var word = value.GetBoolean() ? "true" : "false";
                values.Add(new CallValue(path, ValueRole.Parameter, ValueForm.Boolean, word) { Optional = optional });
                break;
            case JsonValueKind.String:
            case JsonValueKind.Null:
            case JsonValueKind.Undefined:
                break;
        }
    }

    private static HashSet<string> Required(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return document.RootElement.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names
                .EnumerateArray()
                .Where(n => n.ValueKind == JsonValueKind.String)
                .Select(n => n.GetString() ?? "")
                .ToHashSet(StringComparer.Ordinal)
            : [];
    }

    private static string Escaped(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
