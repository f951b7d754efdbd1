using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Web;

/// <summary>The tools of the web. Both send: an address to whoever serves it, a query to whoever searches.</summary>
public static class WebTools
{
    /// <summary>The most characters of a page that one call gives.</summary>
    public const int MaxCharacters = 16_000;

    internal const int UsualCharacters = 12_000;
    internal const int MaxQuery = 400; // What Brave takes.
    internal const int MaxResults = 20;
    internal const int UsualResults = 8;

    private static readonly Effect s_sends = new(EffectClass.Read, EffectTraits.Sends);

    /// <summary><c>web.fetch</c>.</summary>
    public static ToolName Fetch { get; } = new("web.fetch");

    /// <summary><c>web.search</c>.</summary>
    public static ToolName Search { get; } = new("web.search");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ToolDefinition> Definitions { get; } =
    [
        new(
            Fetch,
            "Gets a page of the public web as readable text. The address is sent to whoever serves it.",
            Schema(
                ["url"],
                ("url", Text("http:// or https:// address", 4_000)),
                ("maxCharacters", Number("How much of the text at most; 12000 where left out", 200, MaxCharacters)),
                ("cursor", Number("'next' of an earlier answer: goes on there, in the same copy", 1, int.MaxValue))
            ),
            s_sends
        ),
        new(
            Search,
            "Searches the web. The query is sent to the search that the owner connected.",
            Schema(
                ["query"],
                ("query", Text("What to search for", MaxQuery)),
                ("count", Number("How many results at most; 8 where left out", 1, MaxResults))
            ),
            s_sends
        ),
    ];

    private static string Schema(ImmutableArray<string> required, params (string Name, JsonObject Type)[] properties)
    {
        var members = new JsonObject();
        foreach (var (name, type) in properties)
        {
            members[name] = type;
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = members,
            ["required"] = new JsonArray([.. required.Select(r => (JsonNode)r)]),
            ["additionalProperties"] = false,
        }.ToJsonString();
    }

    private static JsonObject Text(string description, int max) =>
        new()
        {
            ["type"] = "string",
            ["maxLength"] = max,
            ["description"] = description,
        };

    private static JsonObject Number(string description, int min, int max) =>
        new()
        {
            ["type"] = "integer",
            ["minimum"] = min,
            ["maximum"] = max,
            ["description"] = description,
        };
}
