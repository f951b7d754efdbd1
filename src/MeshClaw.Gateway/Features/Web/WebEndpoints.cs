using MeshClaw.Gateway.Connections;
using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Web;

/// <summary>Connects the web. Listed and removed as connections are.</summary>
internal static class WebEndpoints
{
    public static void MapWeb(this RouteGroupBuilder v1) => v1.MapPost("/web", AddAsync);

    private static async Task<IResult> AddAsync(
        WebConnectRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var response = await services.WebSetup.AddAsync(request, cancellationToken);
            return Answer.With(response, ProtocolJson.Default.WebConnectResponse, 201);
        }
        catch (ConnectionRefusedException refused)
        {
            return new ProblemResult("invalid", refused.Message);
        }
    }
}
