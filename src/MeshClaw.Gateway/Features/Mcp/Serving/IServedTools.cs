using MeshClaw.Policy;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MeshClaw.Gateway.Features.Mcp.Serving;

/// <summary>What MeshClaw's own MCP server offers. The protocol, who may speak it, and its sessions are <see cref="McpHost"/>'s.</summary>
internal interface IServedTools
{
    /// <summary>The tools of an agent's guests.</summary>
    ValueTask<ListToolsResult> ListAsync(
        AgentName agent,
        RequestContext<ListToolsRequestParams> request,
        CancellationToken cancellationToken
    );

    /// <summary>Makes a call. Cancelled when the caller calls it off or is gone.</summary>
    ValueTask<CallToolResult> CallAsync(
        AgentName agent,
        RequestContext<CallToolRequestParams> request,
        CancellationToken cancellationToken
    );
}
