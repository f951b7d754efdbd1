using System.Text.Json;
using MeshClaw.Gateway.Features.Mcp.Serving;
using MeshClaw.Policy;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MeshClaw.Gateway.Tests.Mcp;

/// <summary>The tools that the conformance suite asks for, behind the gateway's own server: what is measured is protocol, sessions and gate.</summary>
internal sealed class ConformanceTools : IServedTools
{
    private const string Pixel =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
    private const string Sound = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

    private static readonly Dictionary<string, string> s_schemas = new()
    {
        ["json_schema_2020_12_tool"] = """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","$defs":{"address":{"type":"object","properties":
            {"street":{"type":"string"},"city":{"type":"string"}}}},"properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"}},
            "additionalProperties":false}
            """,
    };

    private static readonly string[] s_names =
    [
        "test_simple_text",
        "test_image_content",
        "test_audio_content",
        "test_embedded_resource",
        "test_multiple_content_types",
        "test_error_handling",
        "test_tool_with_progress",
        "json_schema_2020_12_tool",
    ];

    public ValueTask<ListToolsResult> ListAsync(
        AgentName agent,
        RequestContext<ListToolsRequestParams> request,
        CancellationToken cancellationToken
    ) =>
        ValueTask.FromResult(
            new ListToolsResult
            {
                Tools =
                [
                    .. s_names.Select(n => new Tool
                    {
                        Name = n,
                        Description = $"The suite's {n}.",
                        InputSchema = JsonElement.Parse(s_schemas.GetValueOrDefault(n, """{"type":"object"}""")),
                    }),
                ],
            }
        );

    public async ValueTask<CallToolResult> CallAsync(
        AgentName agent,
        RequestContext<CallToolRequestParams> request,
        CancellationToken cancellationToken
    )
    {
        var name = request.Params!.Name; // The suite names one.
        if (name == "test_tool_with_progress" && request.Params.ProgressToken is { } token)
        {
            foreach (var done in new[] { 0, 50, 100 })
            {
                await request.Server.NotifyProgressAsync(
                    token,
                    new ProgressNotificationValue { Progress = done, Total = 100 },
                    cancellationToken: cancellationToken
                );
            }
        }

        return new CallToolResult
        {
            IsError = name == "test_error_handling" ? true : null,
            Content = name switch
            {
                "test_simple_text" => [Text("This is a simple text response for testing.")],
                "test_image_content" => [Image()],
                "test_audio_content" => [AudioContentBlock.FromBytes(Convert.FromBase64String(Sound), "audio/wav")],
                "test_embedded_resource" =>
                [
                    Resource("test://embedded-resource", "text/plain", "This is an embedded resource content."),
                ],
                "test_multiple_content_types" =>
                [
                    Text("Multiple content types test:"),
                    Image(),
                    Resource("test://mixed-content-resource", "application/json", """{"test":"data","value":123}"""),
                ],
                "test_error_handling" => [Text("This tool intentionally returns an error for testing")],
                _ => [Text("done")],
            },
        };
    }

    private static TextContentBlock Text(string text) => new() { Text = text };

    private static ImageContentBlock Image() =>
        ImageContentBlock.FromBytes(Convert.FromBase64String(Pixel), "image/png");

    private static EmbeddedResourceBlock Resource(string uri, string type, string text) =>
        new()
        {
            Resource = new TextResourceContents
            {
                Uri = uri,
                MimeType = type,
                Text = text,
            },
        };
}
