using MeshClaw.Gateway.Connections;
using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Connections;

/// <summary>Signing in to accounts.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIns(this RouteGroupBuilder v1)
    {
        v1.MapPost("/sign-ins", StartAsync);
        v1.MapGet("/sign-ins/{id}", WaitAsync);
    }

    private static async Task<IResult> StartAsync(
        ConnectRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var started = await services.SignIns.StartAsync(request, cancellationToken);
            return Answer.With(started, ProtocolJson.Default.SignInResponse, 201);
        }
        catch (ConnectionRefusedException refused)
        {
            return new ProblemResult("invalid", refused.Message);
        }
    }

    private static async Task<IResult> WaitAsync(
        string id,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        await services.SignIns.WaitAsync(id, cancellationToken) is { } state
            ? Answer.With(state, ProtocolJson.Default.SignInResponse)
            : Answer.NotFound("such sign-in", "meshclaw connect");
}
