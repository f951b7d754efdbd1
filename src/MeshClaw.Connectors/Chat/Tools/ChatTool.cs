using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Connectors.Tools;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Chat.Tools;

/// <summary>One tool: what makes its schema, and what its arguments are checked against.</summary>
internal sealed record ChatTool(
    ToolName Name,
    string Description,
    Effect Effect,
    ImmutableArray<ChatParameter> Parameters
)
{
    /// <summary>As the connector offers it.</summary>
    public ToolDefinition Definition => new(Name, Description, ToolSchema.Of(Parameters), Effect);
}

/// <summary>What a parameter takes.</summary>
internal enum ChatParameterKind
{
    /// <summary>One line.</summary>
    Line,

    /// <summary>Text of several lines.</summary>
    Lines,

    /// <summary>A moment with its offset (RFC 3339).</summary>
    Time,

    /// <summary>From 1 on.</summary>
    Number,

    /// <summary>True or false.</summary>
    Switch,
}

/// <summary>One parameter.</summary>
internal sealed record ChatParameter(string Name, ChatParameterKind Kind, bool Required, string Description)
    : IToolParameter
{
    /// <summary>How many characters a text may have; the largest number.</summary>
    public int Max { get; init; } = 200;

    /// <summary>The only values; empty for any.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];

    /// <inheritdoc />
    public void WriteType(Utf8JsonWriter json)
    {
        switch (Kind)
        {
            case ChatParameterKind.Line:
            case ChatParameterKind.Lines:
                ToolTypes.WriteText(json);
                if (!Allowed.IsEmpty)
                {
                    ToolTypes.WriteAllowed(json, Allowed);
                }

                break;
            case ChatParameterKind.Time:
                ToolTypes.WriteTime(json);
                break;
            case ChatParameterKind.Number:
                ToolTypes.WriteNumber(json, Max);
                break;
            case ChatParameterKind.Switch:
                ToolTypes.WriteSwitch(json);
                break;
        }
    }
}
