using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Core.Guests;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Runs;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MeshClaw.Gateway.Features.Mcp.Serving;

/// <summary>The tools of an agent for another assistant: each call is a run of that agent, through the guard and into the journal.</summary>
internal sealed class GuestTools(RunEngine engine) : IServedTools
{
    private const string Status = "action_status";
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public async ValueTask<ListToolsResult> ListAsync(
        AgentName agent,
        RequestContext<ListToolsRequestParams> request,
        CancellationToken cancellationToken
    )
    {
        if (request.Params?.Cursor is not null)
        {
            throw new McpProtocolException("There is one page.", McpErrorCode.InvalidParams);
        }

        try
        {
            var tools = await engine.ListGuestToolsAsync(agent, cancellationToken);
            return new ListToolsResult { Tools = [.. tools.Select(Of), StatusTool()] };
        }
        catch (RunRefusedException refused)
        {
            throw new McpProtocolException(refused.Message, McpErrorCode.InvalidRequest);
        }
    }

    /// <inheritdoc />
    public async ValueTask<CallToolResult> CallAsync(
        AgentName agent,
        RequestContext<CallToolRequestParams> request,
        CancellationToken cancellationToken
    )
    {
        if (request.Params is not { Name: { Length: > 0 } name } call)
        {
            throw new McpProtocolException("Name the tool.", McpErrorCode.InvalidParams);
        }

        var arguments = new JsonObject(
            (call.Arguments ?? new Dictionary<string, JsonElement>()).Select(a =>
                KeyValuePair.Create(a.Key, JsonNode.Parse(a.Value.GetRawText()))
            )
        );
        if (name == Status)
        {
            var text = arguments["action"] is JsonValue value && value.TryGetValue(out string? id) ? id : null;
            return ActionId.TryParse(text, out var action)
                ? Of(await engine.GuestStatusAsync(agent, action, cancellationToken))
                : Of(new GuestAnswer("'action' is an action such as a12.", IsError: true));
        }

        var making = engine.CallAsGuestAsync(agent, name, arguments.ToJsonString(), cancellationToken);
        await BeatAsync(request, making, cancellationToken);
        return Of(await making);
    }

    // A caller that asked for progress learns that it still goes on; how far, no connector knows.
    private static async Task BeatAsync(
        RequestContext<CallToolRequestParams> request,
        Task making,
        CancellationToken cancellationToken
    )
    {
        if (request.Params?.ProgressToken is not { } token)
        {
            return;
        }

        for (var beat = 1; !making.IsCompleted; beat++)
        {
            var progress = new ProgressNotificationValue { Progress = beat, Message = "under way" };
            await request.Server.NotifyProgressAsync(token, progress, cancellationToken: cancellationToken);
            await Task.WhenAny(making, Task.Delay(s_beat, TimeProvider.System, cancellationToken));
        }
    }

    private static Tool Of(GuestTool tool) =>
        new()
        {
            Name = tool.Name,
            Description = InvisibleText.Line(
                tool.Effect.IsPureRead
                    ? tool.Description
                    : $"{tool.Description} The owner is asked first; the answer says what became of it.",
                2000
            ),
            InputSchema = JsonElement.Parse(tool.Schema),
            Annotations = new ToolAnnotations
            {
                ReadOnlyHint = tool.Effect.IsPureRead,
                DestructiveHint =
                    tool.Effect.Class == EffectClass.Irreversible || tool.Effect.Traits.HasFlag(EffectTraits.Destroys),
                OpenWorldHint = tool.Effect.Reaches,
            },
        };

    private static Tool StatusTool() =>
        new()
        {
            Name = Status,
            Description = "Says what became of an action that waited for the owner.",
            InputSchema = JsonElement.Parse(
                """{"type":"object","properties":{"action":{"type":"string","description":"Such as a12."}},"required":["action"]}"""
            ),
            Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
        };

    private static CallToolResult Of(GuestAnswer answer)
    {
        var result = new CallToolResult
        {
            IsError = answer.IsError,
            Content = [new TextContentBlock { Text = answer.Text }],
        };
        if (answer.State is not null)
        {
            var structured = new JsonObject
            {
                ["state"] = answer.State,
                ["action"] = answer.Action?.ToString(),
                ["approval"] = answer.Approval?.ToString(),
            };
            result.StructuredContent = JsonElement.Parse(structured.ToJsonString());
        }

        return result;
    }
}
