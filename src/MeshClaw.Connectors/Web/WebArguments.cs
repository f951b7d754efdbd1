using System.Globalization;
using System.Text.Json;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Web;

/// <summary>The arguments of a call, checked against what its tool takes.</summary>
internal sealed class WebArguments
{
    private readonly Dictionary<string, JsonElement> _given = new(StringComparer.Ordinal);
    private readonly ToolName _tool;

    private WebArguments(ToolName tool) => _tool = tool;

    /// <exception cref="ToolException">They are no strict JSON object, or have what the tool does not know.</exception>
    public static WebArguments Parse(ToolName tool, string arguments, params ReadOnlySpan<string> known)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(
                arguments,
                new JsonDocumentOptions { AllowDuplicateProperties = false }
            );
            root = document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw new ToolException($"The arguments of {tool} are not valid JSON.", failure);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ToolException($"{tool} takes a JSON object with {string.Join(", ", known!)}.");
        }

        var parsed = new WebArguments(tool);
        foreach (var member in root.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                throw new ToolException($"{tool} takes {string.Join(", ", known!)}, and no '{Cut(member.Name)}'.");
            }

            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                parsed._given.Add(member.Name, member.Value);
            }
        }

        return parsed;
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string name, int max)
    {
        try
        {
            return
                _given.TryGetValue(name, out var value)
                && value.ValueKind == JsonValueKind.String
                && value.GetString() is { } text
                && !string.IsNullOrWhiteSpace(text)
                && text.Length <= max
                ? text
                : throw new ToolException($"{_tool} needs '{name}', a text of at most {max} characters.");
        }
        catch (InvalidOperationException broken) // Half a surrogate pair.
        {
            throw new ToolException($"'{name}' of {_tool} is not valid text.", broken);
        }
    }

    /// <summary>A whole number; <paramref name="otherwise"/> where it was left out.</summary>
    public int Number(string name, int otherwise, int min, int max) =>
        !_given.TryGetValue(name, out var value) ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max
            ? number
        : throw new ToolException($"'{name}' of {_tool} is a whole number from {min} to {max}.");

    /// <summary>Every scalar with its role.</summary>
    /// <param name="role">The role of the one that leaves the device.</param>
    /// <param name="leaving">Its name.</param>
    public IEnumerable<CallValue> Values(string leaving, ValueRole role) =>
        _given.Select(member => new CallValue(
            $"/{member.Key}",
            member.Key == leaving ? role : ValueRole.Parameter,
            member.Value.ValueKind == JsonValueKind.String ? ValueForm.Text : ValueForm.Number,
            member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText() // Checked.
        )
        {
            Optional = member.Key != leaving,
        });

    private static string Cut(string name) =>
        name.Length <= 40 ? name : string.Create(CultureInfo.InvariantCulture, $"{name.AsSpan(0, 40)}…");
}
