using System.Collections.Immutable;
using MeshClaw.Connectors.Mcp;
using MeshClaw.Core.Audit;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Sandbox;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Features;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Connections;

/// <summary>
/// What the MCP servers of this gateway share: the sandbox, and the book of reviewed tools; what a server changes goes into the audit. Loads
/// no MCP library: that comes with the first server that is spoken with.
/// </summary>
internal sealed class McpServers
{
    private readonly GatewayOptions _options;
    private readonly ISecretStore _secrets;
    private readonly Func<ISandbox> _sandbox;
    private readonly IAuditLog _audit;
    private readonly ILogger<McpServers> _logger;

    public McpServers(
        GatewayOptions options,
        ISecretStore secrets,
        Func<ISandbox> sandbox,
        IAuditLog audit,
        ILogger<McpServers> logger
    )
    {
        (_options, _secrets, _sandbox, _audit, _logger) = (options, secrets, sandbox, audit, logger);
        Pins = new McpPinBook(options.Home.McpToolsFile) { Changed = WriteDownAsync };
    }

    /// <summary>The tools as the owner has seen them.</summary>
    public McpPinBook Pins { get; }

    /// <summary>A connector of a server.</summary>
    /// <param name="connection">Its name.</param>
    /// <param name="server">What config.yaml says of it.</param>
    /// <param name="staged">Secrets of one that is only being tried; null for the store's.</param>
    public McpConnector Open(ConnectionName connection, McpServerConfig server, ISecretStore? staged = null) =>
        new(
            connection,
            server,
            new McpParts
            {
                Sandbox = _sandbox(),
                Secrets = staged ?? _secrets,
                Pins = Pins,
                Workspace = WorkspaceOf,
                Time = _options.Time,
                Logger = _logger,
            }
        );

    private string WorkspaceOf(ConnectionName connection) =>
        Directory.CreateDirectory(Path.Join(_options.Home.McpFolder, connection.Value.Split('/')[1])).FullName;

    private async Task WriteDownAsync(ConnectionName connection, ImmutableArray<McpChange> changes)
    {
        foreach (var change in changes)
        {
            var details = AuditDetails.Of(
                ("connection", connection.Value),
                ("tool", change.Tool),
                ("change", change.Kind),
                ("hash", change.Hash)
            );
            await _audit.AppendAsync("mcp.tool-changed", details, CancellationToken.None).ConfigureAwait(false);
        }

        Log.McpToolsChanged(_logger, connection.Value, changes.Length);
    }
}
