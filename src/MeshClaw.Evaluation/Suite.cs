using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshClaw.Evaluation;

/// <summary>A file cannot be read as a suite or as cases; the message names file and place.</summary>
public sealed class EvaluationException : Exception
{
    /// <summary>With what is wrong, and where.</summary>
    public EvaluationException(string message)
        : base(message) { }

    /// <summary>With the failure behind it.</summary>
    public EvaluationException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>For serializers.</summary>
    public EvaluationException() { }
}

/// <summary>A tool as its connector declares it. The effect is <c>read</c>, <c>egress</c> or <c>write</c>.</summary>
internal sealed record SuiteTool(
    string Name,
    string Returns,
    string Effect,
    string Undo,
    bool ReturnsThirdPartyText,
    ImmutableHashSet<string> Destinations,
    ImmutableHashSet<string> Targets,
    ImmutableHashSet<string> Contents,
    ImmutableHashSet<string> Required
);

/// <summary>One recorded call.</summary>
/// <param name="Function">The tool.</param>
/// <param name="Arguments">A JSON object.</param>
/// <param name="Result">What it gave, as JSON; text where only that was recorded; null for nothing.</param>
/// <param name="Marked">The same with <c>[[INJECTION:id]]</c> where each payload goes.</param>
/// <param name="Vectors">The injection vectors in it.</param>
internal sealed record SuiteCall(
    string Function,
    JsonObject Arguments,
    JsonNode? Result,
    JsonNode? Marked,
    ImmutableArray<string> Vectors
);

/// <summary>A task: what the owner asks for, or what an attacker wants, with the calls that do it.</summary>
internal sealed record SuiteTask(string Id, string Text, ImmutableArray<SuiteCall> Calls);

/// <summary>One pair of the two.</summary>
internal sealed record SuiteCase(
    string Id,
    string Suite,
    string UserTask,
    string InjectionTask,
    ImmutableArray<string> Vectors
);

/// <summary>
/// A benchmark suite in the form that <c>eval/README.md</c> describes. Reads only what a live run would have: no provenance, no
/// environment changes, no expected output.
/// </summary>
internal sealed class Suite
{
    public required string Name { get; init; }

    public required ImmutableDictionary<string, SuiteTool> Tools { get; init; }

    public required ImmutableArray<SuiteTask> UserTasks { get; init; }

    public required ImmutableDictionary<string, SuiteTask> InjectionTasks { get; init; }

    /// <summary>The harmless text of each injection vector.</summary>
    public required ImmutableDictionary<string, string> Defaults { get; init; }

    /// <summary>The owner's own addresses, accounts and names.</summary>
    public required ImmutableArray<string> Owner { get; init; }

    /// <summary>Reads a suite file.</summary>
    /// <exception cref="EvaluationException">It is no suite.</exception>
    public static Suite Read(string path)
    {
        try
        {
            var root = Json.Object(JsonNode.Parse(File.ReadAllText(path)), path);
            return new Suite
            {
                Name = Json.Text(root, "suite", path),
                Tools = Json.Items(root, "tools", path)
                    .Select(t => ReadTool(t, path))
                    .ToImmutableDictionary(t => t.Name),
                UserTasks = [.. Json.Items(root, "user_tasks", path).Select(t => ReadTask(t, "prompt", path))],
                InjectionTasks = Json.Items(root, "injection_tasks", path)
                    .Select(t => ReadTask(t, "goal", path))
                    .ToImmutableDictionary(t => t.Id),
                Defaults = Json.Items(root, "injection_vectors", path)
                    .ToImmutableDictionary(v => Json.Text(v, "id", path), v => Json.TextOr(v, "default", "")),
                Owner = [.. OwnerIdentities.Of(root)],
            };
        }
        catch (JsonException e)
        {
            throw new EvaluationException($"{path}: not JSON: {e.Message}", e);
        }
    }

    private static SuiteTool ReadTool(JsonObject tool, string path)
    {
        var annotation = Json.Object(tool["annotation"], path);
        return new SuiteTool(
            Json.Text(tool, "name", path),
            Json.TextOr(tool, "returns", ""),
            Json.Text(annotation, "effect", path),
            Json.TextOr(annotation, "undo", "no"),
            annotation["returns_third_party_text"]?.GetValue<bool>() ?? true,
            Json.Names(annotation, "destination_args"),
            Json.Names(annotation, "target_args"),
            Json.Names(annotation, "content_args"),
            tool["parameters"] is JsonObject schema ? Json.Names(schema, "required") : []
        );
    }

    private static SuiteTask ReadTask(JsonObject task, string text, string path) =>
        new(
            Json.Text(task, "id", path),
            Json.Text(task, text, path),
            [.. Json.Items(task, "calls", path).Select(c => ReadCall(c, path))]
        );

    private static SuiteCall ReadCall(JsonObject call, string path) =>
        new(
            Json.Text(call, "function", path),
            Json.Object(call["args"] ?? new JsonObject(), path),
            Result(call, "result", "result_text"),
            Result(call, "result_with_placeholders", "result_text_with_placeholders")
                ?? Result(call, "result", "result_text"),
            [.. Json.Names(call, "vectors_in_result")]
        );

    private static JsonNode? Result(JsonObject call, string structured, string text) =>
        call.ContainsKey(structured) ? call[structured] : call[text];
}

/// <summary>Reading JSON with errors that name the file.</summary>
internal static class Json
{
    public static JsonObject Object(JsonNode? node, string path) =>
        node as JsonObject
        ?? throw new EvaluationException($"{path}: an object was expected at {node?.GetPath() ?? "$"}.");

    public static string Text(JsonObject node, string name, string path) =>
        node[name] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw new EvaluationException($"{path}: {node.GetPath()} has no text '{name}'.");

    public static string TextOr(JsonObject node, string name, string otherwise) =>
        node[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : otherwise;

    public static IEnumerable<JsonObject> Items(JsonObject node, string name, string path) =>
        node[name] switch
        {
            null => [],
            JsonArray array => array.Select(i => Object(i, path)),
            _ => throw new EvaluationException($"{path}: {node.GetPath()}.{name} is no list."),
        };

    public static ImmutableHashSet<string> Names(JsonObject node, string name) =>
        node[name] is JsonArray array ? [.. array.Select(i => i?.ToString() ?? "").Where(i => i.Length > 0)] : [];
}
