using MeshClaw.Gateway.Features.Agents;
using MeshClaw.Gateway.Features.Approvals;
using MeshClaw.Gateway.Features.Audit;
using MeshClaw.Gateway.Features.Calls;
using MeshClaw.Gateway.Features.Channels;
using MeshClaw.Gateway.Features.Chat;
using MeshClaw.Gateway.Features.Connections;
using MeshClaw.Gateway.Features.Mail;
using MeshClaw.Gateway.Features.Mcp;
using MeshClaw.Gateway.Features.Mcp.Serving;
using MeshClaw.Gateway.Features.Models;
using MeshClaw.Gateway.Features.Operations;
using MeshClaw.Gateway.Features.Orders;
using MeshClaw.Gateway.Features.Policy;
using MeshClaw.Gateway.Features.Runs;
using MeshClaw.Gateway.Features.Skills;
using MeshClaw.Gateway.Features.Status;
using MeshClaw.Gateway.Features.Stopping;
using MeshClaw.Gateway.Features.Timeline;
using MeshClaw.Gateway.Features.Turns;
using MeshClaw.Gateway.Features.Usage;
using MeshClaw.Gateway.Features.Web;
using MeshClaw.Gateway.Features.WebChat;
using Microsoft.AspNetCore.Builder;

namespace MeshClaw.Gateway.Features;

/// <summary>Everything that the gateway answers.</summary>
internal static class GatewayEndpoints
{
    /// <summary>Maps all of it.</summary>
    public static void MapGateway(this WebApplication app)
    {
        var v1 = app.MapGroup("/v1");
        v1.MapStop();
        v1.MapStatus();
        v1.MapAgents();
        v1.MapConnections();
        v1.MapModels();
        v1.MapWeb();
        v1.MapChat();
        v1.MapChannels();
        v1.MapPeople();
        v1.MapSafety();
        v1.MapMcp();
        v1.MapSignIns();
        v1.MapMail();
        v1.MapMailLists();
        v1.MapRuns();
        v1.MapCalls();
        v1.MapTurns();
        v1.MapUsage();
        v1.MapSkills();
        v1.MapDrafts();
        v1.MapMutes();
        v1.MapApprovals();
        v1.MapOrders();
        v1.MapPolicy();
        v1.MapTimeline();
        v1.MapAudit();
        v1.MapOperations();
        app.MapWebChat(v1);
        McpServing.Map(app);
    }
}
