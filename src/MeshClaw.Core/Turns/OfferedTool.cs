using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Turns;

/// <summary>One tool of a connector as a model is offered it.</summary>
internal sealed class OfferedTool
{
    private const string ConnectionArgument = "connection";
    private readonly IReadOnlyList<ConnectionName> _connections;
    private ToolDeclaration? _declaration;

    /// <param name="definition">What the connector says of it.</param>
    /// <param name="wireName">Its name for models.</param>
    /// <param name="connections">The accounts that have it; where there are several, the model names one.</param>
    public OfferedTool(ToolDefinition definition, string wireName, IReadOnlyList<ConnectionName> connections)
    {
        (Definition, WireName, _connections) = (definition, wireName, connections);
    }

    public ToolDefinition Definition { get; }

    /// <summary>Letters, digits, <c>_</c> and <c>-</c>: what every provider takes.</summary>
    public string WireName { get; }

    /// <summary>As it goes to the provider; made when it first does, since of most tools a turn sends no more than a line.</summary>
    public AIFunctionDeclaration Declaration =>
        _declaration ??= new ToolDeclaration(WireName, Definition.Description, Schema());

    /// <summary>Makes the request of what a model gave.</summary>
    /// <exception cref="ToolException">The arguments are no object, or name no account.</exception>
    public ToolRequest Request(string arguments)
    {
        JsonObject given;
        try
        {
            given =
                JsonNode.Parse(string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments) as JsonObject
                ?? throw new ToolException("The arguments must be a JSON object.");
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException)
        {
            throw new ToolException("The arguments are not JSON.", malformed);
        }

        var connection = _connections[0];
        if (_connections.Count > 1)
        {
            var named =
                given[ConnectionArgument] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
            given.Remove(ConnectionArgument);
            connection = _connections.FirstOrDefault(c => c.Value == named);
            if (connection == default)
            {
                throw new ToolException($"'connection' must be one of: {string.Join(", ", _connections)}.");
            }
        }

        return new ToolRequest(connection, Definition.Name, given.ToJsonString());
    }

    private JsonElement Schema()
    {
        var schema = JsonNode.Parse(Definition.Schema)!.AsObject(); // Connectors' schemas are objects.
        if (_connections.Count > 1)
        {
            var properties = schema["properties"] as JsonObject;
            if (properties is null)
            {
                schema["properties"] = properties = [];
            }

            properties[ConnectionArgument] = new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. _connections.Select(c => (JsonNode)c.Value)]),
            };
            var required = schema["required"] as JsonArray ?? [];
            schema["required"] = new JsonArray([.. required.Select(r => r?.DeepClone()), ConnectionArgument]);
        }

        return JsonElement.Parse(schema.ToJsonString());
    }
}

/// <summary>A tool's name, description and schema; it is never invoked by the client library.</summary>
internal sealed class ToolDeclaration(string name, string description, JsonElement schema) : AIFunctionDeclaration
{
    public override string Name => name;

    public override string Description => description;

    public override JsonElement JsonSchema => schema;
}
