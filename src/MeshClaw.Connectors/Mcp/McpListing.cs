using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mcp;
using MeshClaw.Policy.Calls;
using ModelContextProtocol.Protocol;

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
    public static McpListing Of(IReadOnlyList<Tool> all, bool isCut)
    {
        var tools = ImmutableArray.CreateBuilder<McpToolText>();
        var refused = ImmutableArray.CreateBuilder<McpRefusedTool>();
        var alike = all.GroupBy(t => McpNames.Fold(t.Name ?? ""))
            .Where(g => g.Count() > 1)
            .Select(g => g.Key)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var tool in all.Take(McpLimits.Tools))
        {
            var fault = alike.Contains(McpNames.Fold(tool.Name ?? ""))
                ? "Another tool of this server has the same name, or one that looks like it."
                : FaultOf(tool);
            if (fault is not null)
            {
                refused.Add(new McpRefusedTool(InvisibleText.Line(tool.Name ?? "", 80), fault));
            }
            else
            {
                tools.Add(TextOf(tool));
            }
        }

        if (isCut || all.Count > McpLimits.Tools)
        {
            refused.Add(new McpRefusedTool("…", $"The server lists more than {McpLimits.Tools} tools; the rest is left out."));
        }

        return new McpListing(tools.ToImmutable(), refused.ToImmutable());
    }

    private static string? FaultOf(Tool tool) =>
        !McpNames.IsUsable(tool.Name ?? "") ? $"Its name cannot be used: a name takes {McpNames.Rule}."
        : SchemaFault(tool.InputSchema, mustBeObject: true) is { } input ? $"Its input schema {input}"
        : tool.OutputSchema is { } schema && SchemaFault(schema, mustBeObject: false) is { } output
            ? $"Its output schema {output}"
        : null;

    private static string? SchemaFault(JsonElement schema, bool mustBeObject)
    {
        try
        {
            var text = CanonicalJson.Of(schema.GetRawText()); // Read again: duplicate members are refused.
            return text.Length > McpLimits.Schema ? $"has {text.Length} characters; the most is {McpLimits.Schema}."
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

    private static McpToolText TextOf(Tool tool) =>
        new(
            tool.Name,
            tool.Description ?? "",
            CanonicalJson.Of(tool.InputSchema),
            tool.OutputSchema is { } output ? CanonicalJson.Of(output) : null,
            Annotations(tool)
        );

    // The title stands here too: people read it, so a change of it asks again.
    private static string? Annotations(Tool tool)
    {
        var hints = new System.Text.Json.Nodes.JsonObject();
        Add("title", tool.Title);
        Add("hintTitle", tool.Annotations?.Title);
        Add("readOnly", tool.Annotations?.ReadOnlyHint);
        Add("destructive", tool.Annotations?.DestructiveHint);
        Add("idempotent", tool.Annotations?.IdempotentHint);
        Add("openWorld", tool.Annotations?.OpenWorldHint);
        return hints.Count == 0 ? null : CanonicalJson.Of(hints.ToJsonString());

        void Add<T>(string name, T? value)
        {
            if (value is not null)
            {
                hints[name] = System.Text.Json.Nodes.JsonValue.Create(value);
            }
        }
    }
}
