using MeshClaw.Connectors.Mcp;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mcp;
using MeshClaw.Gateway.Connections;
using MeshClaw.Gateway.Problems;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using WireText = MeshClaw.Protocol.McpToolText;

namespace MeshClaw.Gateway.Features.Mcp;

/// <summary>The MCP servers that are connected, and the owner's word about their tools. They are removed as connections are.</summary>
internal static class McpEndpoints
{
    public static void MapMcp(this RouteGroupBuilder v1)
    {
        v1.MapGet("/mcp", List);
        v1.MapPost("/mcp", AddAsync);
        v1.MapPost("/mcp-sign-ins", SignInAsync);
        v1.MapGet("/mcp-sign-ins/{id}", SignInStandsAsync);
        v1.MapPost("/mcp/{name}/refresh", RefreshAsync);
        v1.MapPost("/mcp/{name}/review", ReviewAsync);
        v1.MapPost("/mcp/{name}/effects", EffectsAsync);
    }

    private static JsonHttpResult<IReadOnlyList<McpServerResponse>> List(GatewayServices services) =>
        Answer.With(
            [
                .. services
                    .Files.Config.Current.Connections.Where(c => c.Value is ConnectionConfig.Mcp)
                    .OrderBy(c => c.Key.Value, StringComparer.Ordinal)
                    .Select(c => Of(services, c.Key, ((ConnectionConfig.Mcp)c.Value).Server)),
            ],
            ProtocolJson.Default.IReadOnlyListMcpServerResponse
        );

    private static async Task<IResult> AddAsync(
        McpConnectRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        if (request.OAuth)
        {
            return new ProblemResult("invalid", "One signs in by /v1/mcp-sign-ins.");
        }

        try
        {
            var response = await services.McpSetup.AddAsync(request, null, cancellationToken);
            return Answer.With(response, ProtocolJson.Default.McpConnectResponse, 201);
        }
        catch (ConnectionRefusedException refused)
        {
            return new ProblemResult("invalid", refused.Message);
        }
    }

    private static async Task<IResult> SignInAsync(
        McpConnectRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        Answer.With(
            await services.McpSignIns.StartAsync(request, cancellationToken),
            ProtocolJson.Default.McpSignInResponse,
            202
        );

    private static async Task<IResult> SignInStandsAsync(
        string id,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        await services.McpSignIns.WaitAsync(id, cancellationToken) is { } stands
            ? Answer.With(stands, ProtocolJson.Default.McpSignInResponse)
            : Answer.NotFound($"sign-in '{id}'", "meshclaw connect --help");

    private static Task<IResult> RefreshAsync(
        string name,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        WithServerAsync(
            name,
            services,
            async connection =>
            {
                using var lease = await services.Connectors.TakeAsync(connection, cancellationToken);
                var connector = (McpConnector)lease.Connector; // A connection mcp/NAME is one.
                string? failure = null;
                try
                {
                    await connector.RefreshAsync(null, cancellationToken);
                }
                catch (ConnectorException broken)
                {
                    failure = broken.Message;
                }

                var server = services.McpSetup.Find(connection)!; // WithServerAsync has looked.
                return Of(services, connection, server) with
                {
                    Failure = failure,
                    Complaint = failure is not null && connector.Complaint is { Length: > 0 } words ? words : null,
                    Refused = connector.Refused.DistinctBy(r => r.Name).ToDictionary(r => r.Name, r => r.Why),
                };
            }
        );

    private static Task<IResult> ReviewAsync(
        string name,
        McpReviewRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            name,
            services,
            connection => services.McpSetup.ReviewAsync(connection, request, cancellationToken)
        );

    private static Task<IResult> EffectsAsync(
        string name,
        McpEffectsRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            name,
            services,
            connection => services.McpSetup.SetEffectsAsync(connection, request, cancellationToken)
        );

    private static Task<IResult> ChangeAsync(
        string name,
        GatewayServices services,
        Func<ConnectionName, Task> change
    ) =>
        WithServerAsync(
            name,
            services,
            async connection =>
            {
                await change(connection);
                return Of(services, connection, services.McpSetup.Find(connection)!); // WithServerAsync has looked.
            }
        );

    private static async Task<IResult> WithServerAsync(
        string name,
        GatewayServices services,
        Func<ConnectionName, Task<McpServerResponse>> act
    )
    {
        var connection = new ConnectionName($"{McpServerConfig.Connector}/{name}");
        if (services.McpSetup.Find(connection) is null)
        {
            return Answer.NotFound($"connection '{connection}'", "meshclaw mcp list");
        }

        try
        {
            return Answer.With(await act(connection), ProtocolJson.Default.McpServerResponse);
        }
        catch (ConnectionRefusedException refused)
        {
            return new ProblemResult("invalid", refused.Message);
        }
    }

    private static McpServerResponse Of(GatewayServices services, ConnectionName connection, McpServerConfig server) =>
        new()
        {
            Connection = connection.Value,
            Where = server.Where,
            Tools =
            [
                .. services
                    .McpServers.Pins.Of(connection)
                    .Select(s => new McpToolResponse(
                        s.Name,
                        McpNames.Of(connection, s.Name).Value,
                        StateOf(s),
                        McpEffectText.Words(server.EffectOf(s.Name)),
                        server.Effects.ContainsKey(s.Name),
                        Text(s.Reviewed),
                        Text(s.Offered)
                    )),
            ],
            Refused = new Dictionary<string, string>(),
        };

    private static string StateOf(McpToolState state) =>
        state.IsGone ? "gone"
        : state.Reviewed is null ? "new"
        : state.Offered is not null ? "changed"
        : "ready";

    private static WireText? Text(Connectors.Mcp.McpToolText? text) =>
        text is null ? null : new(text.Hash, text.Description, text.InputSchema, text.OutputSchema, text.Annotations);
}
