using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MeshClaw.Core.Mail;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mcp;

/// <summary>All that a server says of one tool, as it said it: what the owner reviews, and what the pin is over.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Description">Third-party text.</param>
/// <param name="InputSchema">Canonical JSON.</param>
/// <param name="OutputSchema">Canonical JSON; null where there is none.</param>
/// <param name="Annotations">Canonical JSON; null where there are none. Hints of the server: they lower nothing.</param>
public sealed record McpToolText(
    string Name,
    string Description,
    string InputSchema,
    string? OutputSchema,
    string? Annotations
)
{
    /// <summary>SHA-256, lower-case hex, over all of it.</summary>
    [JsonIgnore]
    public string Hash => ComputeHash(); // Not kept: what a record keeps is part of its equality.

    /// <summary>The description as a model or a terminal gets it: one line, nothing hidden in it, bounded.</summary>
    [JsonIgnore]
    public string Shown
    {
        get
        {
            var line = InvisibleText.Line(Description, McpLimits.Description);
            return line.Length < McpLimits.Description ? line : line[..(McpLimits.Description - 2)] + " …";
        }
    }

    /// <summary>
    /// The schema as a model gets it: each text in it (names, descriptions, allowed values) cleaned like the description. The guard trusts
    /// none of it.
    /// </summary>
    public string CleanSchema() => (Clean(JsonNode.Parse(InputSchema)!) ?? new JsonObject()).ToJsonString(); // It was parsed before.

    private static JsonNode? Clean(JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(
                map.Select(m => KeyValuePair.Create(InvisibleText.Line(m.Key, 200), Clean(m.Value)))
                    .DistinctBy(m => m.Key)
            ),
            JsonArray list => new JsonArray([.. list.Select(Clean)]),
            JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(
                InvisibleText.Line(text, McpLimits.Description)
            ),
            _ => node?.DeepClone(),
        };

    private string ComputeHash()
    {
        var parts = new JsonArray("meshclaw.mcp-tool.1", Name, Description, InputSchema, OutputSchema, Annotations);
        var canonical = CanonicalJson.Of(JsonSerializer.SerializeToElement(parts, McpJson.Default.JsonArray));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
    }
}

/// <summary>One tool as it stands: what the owner said yes to, and what the server says now.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Reviewed">What the owner said yes to; null for a tool that is new.</param>
/// <param name="Offered">What the server says now, where that is something else; null where it is the same.</param>
/// <param name="IsGone">The server has it no longer.</param>
public sealed record McpToolState(string Name, McpToolText? Reviewed, McpToolText? Offered, bool IsGone)
{
    /// <summary>Whether agents may have it.</summary>
    [JsonIgnore]
    public bool IsReady => Reviewed is not null && Offered is null && !IsGone;
}

/// <summary>JSON of what is kept of tools.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SortedDictionary<string, List<McpToolState>>))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class McpJson : JsonSerializerContext;
