using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Calls;

/// <summary>What the owner does directly, without an agent.</summary>
internal static class CallEndpoints
{
    private const int Most = 500;

    public static void MapCalls(this RouteGroupBuilder v1) => v1.MapPost("/calls", StartAsync);

    private static async Task<IResult> StartAsync(
        CallsRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (request.Calls is not { Count: >= 1 and <= Most } || request.Calls.Any(c => c is null || !IsNamed(c)))
        {
            return new ProblemResult("invalid", $"calls takes 1 to {Most} calls, each with connection, tool and args.");
        }

        if (string.IsNullOrWhiteSpace(request.Trigger) || request.Trigger.Length > 80)
        {
            return new ProblemResult("invalid", "trigger takes a few words, such as: mail send.");
        }

        var calls = await services.OwnerMessages.ReadAsync(request.Calls, cancellationToken);
        var run = await services.Engine.StartCallsAsync(calls, request.Trigger, cancellationToken);
        return await services.RunReader.AcceptedAsync(run, cancellationToken);
    }

    private static bool IsNamed(CallRequest call) =>
        call.Connection is not null
        && (call.Connection.Length == 0 || !string.IsNullOrWhiteSpace(call.Connection))
        && !string.IsNullOrWhiteSpace(call.Tool)
        && call.Args.ValueKind == System.Text.Json.JsonValueKind.Object;
}
