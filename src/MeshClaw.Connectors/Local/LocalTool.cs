using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Connectors.Tools;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Local;

/// <summary>One tool of this machine: what makes its schema, and what its arguments are checked against.</summary>
internal sealed record LocalTool(
    ToolName Name,
    string Description,
    Effect Effect,
    ImmutableArray<LocalParameter> Parameters
)
{
    /// <summary>As the connector offers it.</summary>
    public ToolDefinition Definition => new(Name, Description, ToolSchema.Of(Parameters), Effect);
}

/// <summary>One parameter.</summary>
internal sealed record LocalParameter(
    string Name,
    ValueForm Form,
    ValueRole Role,
    bool Required,
    int Max,
    string Description
) : IToolParameter
{
    /// <summary>The kinds of record that it refers to.</summary>
    public ImmutableArray<string> Kinds { get; init; } = [];

    /// <summary>What it takes, in words.</summary>
    public string Wanted =>
        Form switch
        {
            ValueForm.Text => $"a text of at most {Max} characters",
            ValueForm.Number => $"a whole number from 1 to {Max}",
            ValueForm.Boolean => "true or false",
        };

    public bool Takes(JsonElement value) =>
        Form switch
        {
            ValueForm.Text => value.ValueKind == JsonValueKind.String && IsText(value),
            ValueForm.Number => value.ValueKind == JsonValueKind.Number
                && value.TryGetInt32(out var number)
                && number >= 1
                && number <= Max,
            ValueForm.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        };

    public void WriteType(Utf8JsonWriter json)
    {
        switch (Form)
        {
            case ValueForm.Text:
                ToolTypes.WriteText(json);
                break;
            case ValueForm.Number:
                ToolTypes.WriteNumber(json, Max);
                break;
            case ValueForm.Boolean:
                ToolTypes.WriteSwitch(json);
                break;
        }
    }

    /// <summary>Half a surrogate pair is no text; a zero ends a name or an argument early.</summary>
    private bool IsText(JsonElement value)
    {
        try
        {
            return value.GetString() is { } text
                && text.Length <= Max
                && !text.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
