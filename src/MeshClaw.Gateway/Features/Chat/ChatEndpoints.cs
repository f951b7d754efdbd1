using MeshClaw.Gateway.Connections;
using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Chat;

/// <summary>Connects chat. Listed and removed as connections are.</summary>
internal static class ChatEndpoints
{
    public static void MapChat(this RouteGroupBuilder v1) => v1.MapPost("/chat", AddAsync);

    private static async Task<IResult> AddAsync(
        ChatConnectRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var response = await services.Chat.Setup.AddAsync(request, cancellationToken);
            return Answer.With(response, ProtocolJson.Default.ChatConnectResponse, 201);
        }
        catch (ConnectionRefusedException refused)
        {
            return new ProblemResult("invalid", refused.Message);
        }
    }
}
