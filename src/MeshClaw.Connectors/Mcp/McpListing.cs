using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mcp;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mcp;

/// <summary>A tool of a server that is not offered, with why.</summary>
/// <param name="Name">Cleaned; third-party text.</param>
/// <param name="Why">A sentence.</param>
public sealed record McpRefusedTool(string Name, string Why);

/// <summary>What a server's list of tools came to.</summary>
/// <param name="Tools">Those that can be used, once the owner has seen them.</param>
/// <param name="Refused">Those that cannot.</param>
internal sealed record McpListing(ImmutableArray<McpToolText> Tools, ImmutableArray<McpRefusedTool> Refused)
{
    /// <summary>Judges a list. Two names that could be taken for each other are refused both: nobody could tell which the owner meant.</summary>
    /// <param name="all">All that was read.</param>
    /// <param name="isCut">There was more.</param>
    public static McpListing Of(IReadOnlyList<JsonElement> all, bool isCut)
    {
        var tools = ImmutableArray.CreateBuilder<McpToolText>();
        var refused = ImmutableArray.CreateBuilder<McpRefusedTool>();
        var alike = all.GroupBy(t => McpNames.Fold(NameOf(t)))
            .Where(g => g.Count() > 1)
            .Select(g => g.Key)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var tool in all.Take(McpLimits.Tools))
        {
            var fault = alike.Contains(McpNames.Fold(NameOf(tool)))
                ? "Another tool of this server has the same name, or one that looks like it."
                : FaultOf(tool);
            if (fault is not null)
            {
                refused.Add(new McpRefusedTool(InvisibleText.Line(NameOf(tool), 80), fault));
            }
            else
            {
                tools.Add(TextOf(tool));
            }
        }

        if (isCut || all.Count > McpLimits.Tools)
        {
            refused.Add(
                new McpRefusedTool("…", $"The server lists more than {McpLimits.Tools} tools; the rest is left out.")
            );
        }

        return new McpListing(tools.ToImmutable(), refused.ToImmutable());
    }

    /// <summary>The tools on one page of a list.</summary>
    public static IEnumerable<JsonElement> ToolsOf(JsonElement page) =>
        Member(page, "tools") is { ValueKind: JsonValueKind.Array } tools ? tools.EnumerateArray() : [];

    /// <summary>A member that is text; null where it is not there, or something else.</summary>
    public static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string NameOf(JsonElement tool) => Text(tool, "name") ?? "";

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var member)
        && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    private static string? FaultOf(JsonElement tool) =>
        !McpNames.IsUsable(NameOf(tool)) ? $"Its name cannot be used: a name takes {McpNames.Rule}."
        : Member(tool, "inputSchema") is not { } given ? "It has no input schema."
        : SchemaFault(given, mustBeObject: true) is { } input ? $"Its input schema {input}"
        : Member(tool, "outputSchema") is { } schema && SchemaFault(schema, mustBeObject: false) is { } output
            ? $"Its output schema {output}"
        : SchemaFault(tool, mustBeObject: false) is not null
            ? "It says more of itself than fits, or nothing that everybody reads alike."
        : null;

    private static string? SchemaFault(JsonElement schema, bool mustBeObject)
    {
        try
        {
            var text = CanonicalJson.Of(schema.GetRawText()); // Read again: duplicate members are refused.
            return text.Length > McpLimits.Schema * (mustBeObject ? 1 : 2)
                    ? $"has {text.Length} characters; the most is {McpLimits.Schema}."
                : DepthOf(schema) > McpLimits.SchemaDepth ? $"is deeper than {McpLimits.SchemaDepth}."
                : mustBeObject
                && !(
                    schema.ValueKind == JsonValueKind.Object
                    && schema.TryGetProperty("type", out var type)
                    && type.ValueKind == JsonValueKind.String
                    && type.GetString() == "object"
                )
                    ? "is not that of an object."
                : Refers(schema) ? "refers to another document."
                : null;
        }
        catch (JsonException)
        {
            return "is no JSON that everybody reads alike, or is too deep.";
        }
    }

    private static int DepthOf(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => 1 + element.EnumerateObject().Select(m => DepthOf(m.Value)).DefaultIfEmpty().Max(),
            JsonValueKind.Array => 1 + element.EnumerateArray().Select(DepthOf).DefaultIfEmpty().Max(),
            _ => 0,
        };

    private static bool Refers(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .Any(m =>
                    m.Name is "$ref" or "$dynamicRef" && m.Value.ValueKind == JsonValueKind.String
                        ? m.Value.GetString() is not ['#', ..]
                        : Refers(m.Value)
                ),
            JsonValueKind.Array => element.EnumerateArray().Any(Refers),
            _ => false,
        };

    private static McpToolText TextOf(JsonElement tool)
    {
        // The title stands here too: people read it, so a change of it asks again.
        var hints = new JsonObject();
        foreach (var name in (string[])["title", "annotations"])
        {
            if (Member(tool, name) is { } member)
            {
                hints[name] = JsonNode.Parse(member.GetRawText());
            }
        }

        return new McpToolText(
            NameOf(tool),
            Text(tool, "description") ?? "",
            CanonicalJson.Of(tool.GetProperty("inputSchema")),
            Member(tool, "outputSchema") is { } output ? CanonicalJson.Of(output) : null,
            hints.Count == 0 ? null : CanonicalJson.Of(hints.ToJsonString())
        );
    }
}
