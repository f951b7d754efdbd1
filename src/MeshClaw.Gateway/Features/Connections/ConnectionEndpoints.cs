using MeshClaw.Core.Configuration;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Models;
using MeshClaw.Gateway.Connections;
using MeshClaw.Gateway.Problems;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Connections;

/// <summary>The accounts that agents work on.</summary>
internal static class ConnectionEndpoints
{
    public static void MapConnections(this RouteGroupBuilder v1)
    {
        v1.MapGet("/connections", List);
        v1.MapPost("/connections", AddAsync);
        v1.MapDelete("/connections/{connector}/{name}", RemoveAsync);
    }

    private static JsonHttpResult<IReadOnlyList<ConnectionResponse>> List(GatewayServices services)
    {
        var connections = services.Files.Config.Current.Connections.OrderBy(c => c.Key.Value, StringComparer.Ordinal);
        return Answer.With([.. connections.Select(Of)], ProtocolJson.Default.IReadOnlyListConnectionResponse);

        static ConnectionResponse Of(KeyValuePair<ConnectionName, ConnectionConfig> c) =>
            new(c.Key.Value, MailAccounts.Where(c.Value), MailAccounts.UserOf(c.Value));
    }

    private static async Task<IResult> AddAsync(
        ConnectRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var response = await services.ConnectionSetup.AddAsync(request, cancellationToken);
            return Answer.With(response, ProtocolJson.Default.ConnectResponse, 201);
        }
        catch (ConnectionRefusedException refused)
        {
            return new ProblemResult("invalid", refused.Message);
        }
    }

    private static async Task<IResult> RemoveAsync(
        string connector,
        string name,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var connection = new ConnectionName($"{connector}/{name}");
            var removed =
                connector == ModelConfig.Connector ? services.ModelSetup.RemoveAsync(connection, cancellationToken)
                : connector == ConnectionConfig.Web.Connector
                    ? services.WebSetup.RemoveAsync(connection, cancellationToken)
                : connector == ConnectionConfig.Chat.Connector
                    ? services.Chat.Setup.RemoveAsync(connection, cancellationToken)
                : connector == McpServerConfig.Connector ? services.McpSetup.RemoveAsync(connection, cancellationToken)
                : services.ConnectionSetup.RemoveAsync(connection, cancellationToken);
            return await removed
                ? TypedResults.NoContent()
                : Answer.NotFound($"connection '{connector}/{name}'", "meshclaw status");
        }
        catch (ConnectionRefusedException refused)
        {
            return new ProblemResult("invalid", refused.Message);
        }
    }
}
