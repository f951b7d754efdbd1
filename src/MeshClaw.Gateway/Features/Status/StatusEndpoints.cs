using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Status;

/// <summary>How the gateway is.</summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this RouteGroupBuilder v1) => v1.MapGet("/status", GetAsync);

    private static async Task<IResult> GetAsync(
        GatewayServices services,
        GatewayOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var stop = await services.StopSwitch.ReadAsync(cancellationToken);
        var waiting = await services.Approvals.ListAsync(ApprovalState.Waiting, int.MaxValue, cancellationToken);
        var orders = await services.Orders.ReadAsync(cancellationToken);
        var query = new JournalQuery { States = [ActionState.Unknown], Limit = int.MaxValue };
        var unknown = await services.Journal.ListAsync(query, cancellationToken);
        var unanswered = await services.FollowUps.ListAsync(FollowUpState.Due, 50, cancellationToken);
        var agents = services.Agents.List();
        var next = (await services.NextStarts.ListAsync(cancellationToken)).MinBy(n => n.At);
        var response = new StatusResponse
        {
            Running = true,
            Home = options.Home.Root,
            Version = options.Version,
            Pid = Environment.ProcessId,
            Started = services.Started,
            Stopped = stop.Stopped,
            StoppedSince = stop.Stopped ? stop.Since : null,
            Locked = stop.Locked is not null,
            LockedSince = stop.Locked,
            Agents = agents.Count,
            Connections = [.. services.Connectors.Connections.Select(c => c.Value)],
            Models = [.. services.Files.Config.Current.ModelChain.Select(m => m.Value)],
            RunsActive = services.Engine.Active.Count,
            ApprovalsWaiting = waiting.Count(a => a.Expires > time.GetUtcNow()),
            Orders = orders.Orders.Length,
            Unknown = unknown.Count,
            Next = next?.At,
            NextAgent = next?.Agent.Value,
            NextWhy = next?.Why,
            Unanswered = [.. unanswered.Select(f => $"{f.Name}: {f.What.Reminder()}")],
            Problems = [.. services.Files.Problems, .. agents.SelectMany(a => a.Problems)],
        };
        return Answer.With(response, ProtocolJson.Default.StatusResponse);
    }
}
