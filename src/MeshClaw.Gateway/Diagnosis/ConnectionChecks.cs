using MeshClaw.Connectors.Chat;
using MeshClaw.Connectors.Mcp;
using MeshClaw.Connectors.Web;
using MeshClaw.Core.Connectors;
using MeshClaw.Gateway.Connections;

namespace MeshClaw.Gateway.Diagnosis;

/// <summary>Logs in to every connection.</summary>
internal static class ConnectionChecks
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(
        GatewayOptions options,
        GatewayServices services,
        Findings findings,
        CancellationToken cancellationToken
    )
    {
        foreach (var connection in services.Connectors.Connections)
        {
            var area = $"connection {connection}";
            using var limit = new CancellationTokenSource(s_patience, options.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                using var lease = await services.Connectors.TakeAsync(connection, either.Token);
                if (lease.Connector is WebConnector web)
                {
                    // A search would send something: that its key is there is all that is looked at.
                    findings.Ok(area, $"Is set up: {string.Join(", ", web.Tools.Select(t => t.Name))}.");
                    continue;
                }

                if (lease.Connector is ChatConnector chat)
                {
                    var who = await ChatConnectorFactory.TryAsync(chat, either.Token);
                    findings.Ok(area, $"Answers: {who.User} in {who.Team}.");
                    continue;
                }

                if (lease.Connector is McpConnector server)
                {
                    await CheckAsync(server, findings, either.Token);
                    continue;
                }

                var found = await ConnectionProbe.RunAsync(
                    lease.Connector,
                    services.Files.Policy,
                    options.Time,
                    either.Token
                );
                findings.Ok(area, $"Answers: {found.Folders.Length} folders, {found.Messages} messages in the inbox.");
            }
            catch (Exception e) when (e is ConnectorException or IOException)
            {
                findings.Error(area, e.Message, $"Then connect it again: meshclaw connect {connection}");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                findings.Warn(
                    area,
                    "It did not answer within 20 seconds, or a run uses it.",
                    "Look at the network, then again: meshclaw doctor"
                );
            }
        }
    }

    private static async Task CheckAsync(McpConnector server, Findings findings, CancellationToken cancellationToken)
    {
        await server.RefreshAsync(null, cancellationToken);
        var (area, waiting) = ($"connection {server.Connection}", server.Waiting);
        if (waiting == 0)
        {
            findings.Ok(area, $"Answers: {server.Tools.Count} tools.");
        }
        else
        {
            findings.Warn(
                area,
                $"{waiting} of its tools are new or changed, so agents do not have them.",
                $"Look at them: meshclaw mcp review {server.Connection.Value.Split('/')[1]}"
            );
        }
    }
}
