using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Connectors.Tools;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>One tool: what makes its schema, and what its arguments are checked against.</summary>
internal sealed record MailTool(
    ToolName Name,
    string Description,
    Effect Effect,
    ImmutableArray<MailParameter> Parameters
)
{
    /// <summary>As the connector offers it.</summary>
    public ToolDefinition Definition => new(Name, Description, ToolSchema.Of(Parameters), Effect);
}

/// <summary>One parameter.</summary>
internal sealed record MailParameter(string Name, MailParameterKind Kind, bool Required, string Description)
    : IToolParameter
{
    /// <summary>How many characters a text may have, or how many texts a list.</summary>
    public int Max { get; init; } = 500;

    /// <summary>Writes its part of the schema.</summary>
    public void WriteType(Utf8JsonWriter json)
    {
        switch (Kind)
        {
            case MailParameterKind.Text:
            case MailParameterKind.Lines:
            case MailParameterKind.Folder:
                ToolTypes.WriteText(json);
                break;
            case MailParameterKind.Time:
                ToolTypes.WriteTime(json);
                break;
            case MailParameterKind.Number:
                ToolTypes.WriteNumber(json, Max);
                break;
            case MailParameterKind.Switch:
                ToolTypes.WriteSwitch(json);
                break;
            case MailParameterKind.Texts:
                WriteArray(json, static items => items.WriteString("type", "string"));
                json.WriteNumber("maxItems", Max);
                break;
            case MailParameterKind.Flags:
                WriteArray(json, static items => ToolTypes.WriteAllowed(items, [.. MailFlagNames.All]));
                json.WriteBoolean("uniqueItems", true);
                break;
            case MailParameterKind.Files:
                WriteArray(json, WriteFile);
                json.WriteNumber("maxItems", Max);
                break;
        }
    }

    private static void WriteArray(Utf8JsonWriter json, Action<Utf8JsonWriter> items)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        items(json);
        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (var name in AttachedFile.Members)
        {
            json.WriteStartObject(name);
            json.WriteString("type", "string");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("required");
        json.WriteStringValue(AttachedFile.Members[0]);
        json.WriteEndArray();
        json.WriteBoolean("additionalProperties", false);
    }
}

/// <summary>What a parameter takes.</summary>
internal enum MailParameterKind
{
    /// <summary>One line.</summary>
    Text,

    /// <summary>Text of several lines.</summary>
    Lines,

    /// <summary>A folder's full name.</summary>
    Folder,

    /// <summary>A moment with its offset (RFC 3339).</summary>
    Time,

    /// <summary>From 1 on.</summary>
    Number,

    /// <summary>True or false.</summary>
    Switch,

    /// <summary>A list of lines.</summary>
    Texts,

    /// <summary>A list of marks.</summary>
    Flags,

    /// <summary>A list of files, each with its hash.</summary>
    Files,
}

/// <summary>A file of the folder for outgoing files.</summary>
/// <param name="Path">Its plain name.</param>
/// <param name="Sha256">Of its bytes, 64 lower-case hexadecimal digits; empty where it is still to be taken.</param>
internal sealed record AttachedFile(string Path, string Sha256)
{
    /// <summary>The members of its JSON; the first one is required.</summary>
    public static ImmutableArray<string> Members { get; } = ["path", "sha256"];
}
