using System.Text.Json;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Local;

/// <summary>The arguments of a tool of this machine, read strictly: an unknown or ill-formed one is told to the caller.</summary>
internal sealed class LocalArguments
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly LocalTool _tool;
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    private LocalArguments(LocalTool tool) => _tool = tool;

    /// <exception cref="ToolException">They are not what the tool takes.</exception>
    public static LocalArguments Parse(LocalTool tool, string json)
    {
        var arguments = new LocalArguments(tool);
        try
        {
            using var document = JsonDocument.Parse(json, s_strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ToolException($"The arguments of {tool.Name} must be a JSON object.");
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                arguments.Add(member);
            }
        }
        catch (JsonException failure)
        {
            throw new ToolException($"The arguments of {tool.Name} are no valid JSON.", failure);
        }

        var missing = tool.Parameters.FirstOrDefault(p => p.Required && !arguments._values.ContainsKey(p.Name));
        return missing is null ? arguments : throw new ToolException($"{tool.Name} needs '{missing.Name}'.");
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>Empty where it was left out.</summary>
    public string Text(string name) => _values.TryGetValue(name, out var value) ? value.GetString()! : ""; // Checked as it was added.

    public int Number(string name, int otherwise) =>
        _values.TryGetValue(name, out var value) ? value.GetInt32() : otherwise;

    public bool Switch(string name) => _values.TryGetValue(name, out var value) && value.GetBoolean();

    /// <summary>Every scalar with its role.</summary>
    public IEnumerable<CallValue> Values() =>
        _tool
            .Parameters.Where(p => _values.ContainsKey(p.Name))
            .Select(p => (Parameter: p, Value: _values[p.Name]))
            .Where(v => v.Value.ValueKind != JsonValueKind.String || v.Value.GetString() is { Length: > 0 })
            .Select(v => new CallValue(
                $"/{v.Parameter.Name}",
                v.Parameter.Role,
                v.Parameter.Form,
                v.Value.ValueKind == JsonValueKind.String ? v.Value.GetString()! : v.Value.GetRawText() // As above.
            )
            {
                Kinds = v.Parameter.Kinds,
                Optional = !v.Parameter.Required,
            });

    private void Add(JsonProperty member)
    {
        var parameter =
            _tool.Parameters.FirstOrDefault(p => p.Name == member.Name)
            ?? throw new ToolException(
                $"{_tool.Name} has no argument '{Shortened(member.Name)}'. It has: {string.Join(", ", _tool.Parameters.Select(p => p.Name))}."
            );
        if (member.Value.ValueKind == JsonValueKind.Null && !parameter.Required)
        {
            return;
        }

        _values[parameter.Name] = parameter.Takes(member.Value)
            ? member.Value.Clone()
            : throw new ToolException(
                $"The argument '{parameter.Name}' of {_tool.Name} must be {parameter.Wanted}, not {Shortened(member.Value.GetRawText())}."
            );
    }

    private static string Shortened(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…");
}
