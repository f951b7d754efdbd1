using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace MeshClaw.Connectors.Tools;

/// <summary>One parameter of a tool, as its schema says it.</summary>
internal interface IToolParameter
{
    string Name { get; }

    string Description { get; }

    bool Required { get; }

    /// <summary>Writes the members of the schema that say what it takes.</summary>
    void WriteType(Utf8JsonWriter json);
}

/// <summary>The types that parameters of several tools have, as JSON Schema says them.</summary>
internal static class ToolTypes
{
    public static void WriteText(Utf8JsonWriter json) => json.WriteString("type", "string");

    /// <summary>A moment with its offset (RFC 3339).</summary>
    public static void WriteTime(Utf8JsonWriter json)
    {
        WriteText(json);
        json.WriteString("format", "date-time");
    }

    /// <summary>A whole number from 1 on.</summary>
    public static void WriteNumber(Utf8JsonWriter json, int max)
    {
        json.WriteString("type", "integer");
        json.WriteNumber("minimum", 1);
        json.WriteNumber("maximum", max);
    }

    public static void WriteSwitch(Utf8JsonWriter json) => json.WriteString("type", "boolean");

    /// <summary>The only values that there are.</summary>
    public static void WriteAllowed(Utf8JsonWriter json, ImmutableArray<string> values)
    {
        json.WriteStartArray("enum");
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}

/// <summary>The JSON schema of a tool's arguments: an object of its parameters and nothing else.</summary>
internal static class ToolSchema
{
    public static string Of<T>(ImmutableArray<T> parameters)
        where T : IToolParameter
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "object");
            json.WriteStartObject("properties");
            foreach (var parameter in parameters)
            {
                json.WriteStartObject(parameter.Name);
                parameter.WriteType(json);
                json.WriteString("description", parameter.Description);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartArray("required");
            foreach (var parameter in parameters.Where(p => p.Required))
            {
                json.WriteStringValue(parameter.Name);
            }

            json.WriteEndArray();
            json.WriteBoolean("additionalProperties", false);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
