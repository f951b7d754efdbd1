using System.Collections.Immutable;
using MeshClaw.Connectors.Mcp;
using MeshClaw.Core.Audit;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Files;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Agents;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Gateway.Features;
using MeshClaw.Policy;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Connections;

/// <summary>
/// Makes and removes MCP servers, and takes the owner's word about their tools. Tries a server before anything of it is stored; then its
/// secrets, then the configuration.
/// </summary>
internal sealed class McpSetup(
    LiveFiles files,
    ISecretStore secrets,
    McpServers servers,
    ConnectorSource connectors,
    AgentCatalog agents,
    IAuditLog audit
) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Tries and keeps a server.</summary>
    /// <exception cref="ConnectionRefusedException">The request or the configuration does not allow it.</exception>
    /// <exception cref="ConnectorException">It does not work; the message says why.</exception>
    public async Task<McpConnectResponse> AddAsync(
        McpConnectRequest request,
        McpSignIn? signIn,
        CancellationToken cancellationToken
    )
    {
        var (plan, refusal) = McpPlan.Of(request);
        if (plan is null)
        {
            throw new ConnectionRefusedException(refusal ?? "The request cannot be understood.");
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            var before = Find(plan.Name);
            plan = plan.Keeping(before);
            var staged = new StagedSecrets(secrets);
            McpPlan.Keep(request, plan.Name, staged);
            if (before?.Where != plan.Server.Where)
            {
                servers.Pins.Forget(plan.Name); // Another server: what was reviewed was not this one's.
            }

            var refused = await TryAsync(plan, staged, signIn, isKnown: before is not null, cancellationToken);
            staged.Commit();
            Edit(text => ConfigEditor.SetConnection(text, plan.Name, new ConnectionConfig.Mcp(plan.Server)));
            connectors.Forget(plan.Name);
            var details = AuditDetails.Of(("connection", plan.Name.Value), ("where", plan.Server.Where));
            await audit.AppendAsync("connection.added", details, CancellationToken.None);
            var states = servers.Pins.Of(plan.Name);
            return new McpConnectResponse(
                plan.Name.Value,
                states.Length,
                states.Count(s => !s.IsReady),
                Notes(plan, states, refused)
            );
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Forgets a server, its secrets and what was reviewed; false where there is none.</summary>
    /// <exception cref="ConnectionRefusedException">config.yaml cannot be edited.</exception>
    public async Task<bool> RemoveAsync(ConnectionName connection, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Find(connection) is not { } server)
            {
                return false;
            }

            Edit(text => ConfigEditor.RemoveConnection(text, connection));
            connectors.Forget(connection);
            servers.Pins.Forget(connection);
            secrets.Remove(McpServerConfig.TokenName(connection));
            secrets.Remove(McpServerConfig.SignInName(connection));
            foreach (var variable in server.Secrets)
            {
                secrets.Remove(McpServerConfig.SecretName(connection, variable));
            }

            var details = AuditDetails.Of(("connection", connection.Value));
            await audit.AppendAsync("connection.removed", details, CancellationToken.None);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Takes the owner's yes to tools exactly as they were seen. What was said of a changed tool's effect was said of another tool, so it
    /// counts as unknown again.
    /// </summary>
    /// <exception cref="ConnectionRefusedException">What was seen is no longer what the server says, or config.yaml cannot be edited.</exception>
    public async Task ReviewAsync(
        ConnectionName connection,
        McpReviewRequest request,
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var server = Find(connection) ?? throw NoServer(connection);
            var before = servers.Pins.Of(connection);
            var seen = request.Hashes.ToHashSet(StringComparer.Ordinal);
            if (!seen.IsSubsetOf(before.Select(s => s.Offered?.Hash).OfType<string>()))
            {
                throw new ConnectionRefusedException("The server says something else by now. Look at it again.");
            }

            string[] changed =
            [
                .. before
                    .Where(s => s.Offered is { } o && seen.Contains(o.Hash) && server.Effects.ContainsKey(s.Name))
                    .Select(s => s.Name),
            ];
            if (changed.Length > 0)
            {
                SetEffects(connection, server with { Effects = server.Effects.RemoveRange(changed) });
            }

            foreach (var tool in servers.Pins.Accept(connection, seen))
            {
                var text = servers.Pins.Of(connection).First(s => s.Name == tool).Reviewed!; // Accepted just now.
                var details = AuditDetails.Of(("connection", connection.Value), ("tool", tool), ("hash", text.Hash));
                await audit.AppendAsync("mcp.tool-reviewed", details, CancellationToken.None);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes the owner's word of what tools do; only of tools that are as they were reviewed.</summary>
    /// <exception cref="ConnectionRefusedException">No such tool, no such effect, or config.yaml cannot be edited.</exception>
    public async Task SetEffectsAsync(
        ConnectionName connection,
        McpEffectsRequest request,
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var server = Find(connection) ?? throw NoServer(connection);
            var states = servers.Pins.Of(connection);
            var effects = server.Effects;
            foreach (var (tool, words) in request.Effects)
            {
                if (states.FirstOrDefault(s => s.Name == tool) is not { IsReady: true })
                {
                    throw new ConnectionRefusedException(
                        $"{connection} has no reviewed tool of that name. Review first: meshclaw mcp review {NameOf(connection)}"
                    );
                }

                effects =
                    words.Count == 0 ? effects.Remove(tool)
                    : McpEffectText.Parse(words) is { } effect ? effects.SetItem(tool, effect)
                    : throw new ConnectionRefusedException($"An effect takes {McpEffectText.Rule}.");
            }

            SetEffects(connection, server with { Effects = effects });
            foreach (var (tool, words) in request.Effects)
            {
                var details = AuditDetails.Of(
                    ("connection", connection.Value),
                    ("tool", tool),
                    ("effect", string.Join(", ", words)),
                    ("hash", states.First(s => s.Name == tool).Reviewed!.Hash) // Ready, so reviewed.
                );
                await audit.AppendAsync("mcp.effect-set", details, CancellationToken.None);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What config.yaml says of a server; null where it has none of that name.</summary>
    public McpServerConfig? Find(ConnectionName connection) =>
        (files.Config.Current.Connections.GetValueOrDefault(connection) as ConnectionConfig.Mcp)?.Server;

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private void SetEffects(ConnectionName connection, McpServerConfig server) =>
        Edit(text => ConfigEditor.SetConnection(text, connection, new ConnectionConfig.Mcp(server)));

    private async Task<ImmutableArray<McpRefusedTool>> TryAsync(
        McpPlan plan,
        StagedSecrets staged,
        McpSignIn? signIn,
        bool isKnown,
        CancellationToken cancellationToken
    )
    {
        var works = false;
        await using var connector = servers.Open(plan.Name, plan.Server, staged);
        try
        {
            await connector.RefreshAsync(signIn, cancellationToken);
            works = true;
            return connector.Refused;
        }
        catch (ConnectorException failure) when (connector.Complaint is { Length: > 0 } complaint)
        {
            // The owner alone reads this: no model asked for it.
            throw new ConnectorException($"{failure.Message} It complains: {complaint}", failure);
        }
        finally
        {
            if (!works && !isKnown)
            {
                servers.Pins.Forget(plan.Name);
            }
        }
    }

    private void Edit(Func<string, FileEdit> edit)
    {
        if (files.EditConfig(edit) is { } refusal)
        {
            throw new ConnectionRefusedException(refusal);
        }
    }

    private ImmutableArray<string> Notes(
        McpPlan plan,
        ImmutableArray<McpToolState> states,
        ImmutableArray<McpRefusedTool> refused
    )
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (states.Any(s => !s.IsReady))
        {
            notes.Add($"Look at its tools before agents may have them: meshclaw mcp review {NameOf(plan.Name)}");
        }

        notes.AddRange(refused.Take(5).Select(r => $"Left out: {r.Name}. {r.Why}"));
        if (!agents.List().Any(a => a.Definition?.Grant.Connections.Contains(plan.Name) == true))
        {
            notes.Add(
                $"No agent uses {plan.Name} yet: name it under 'connections' in an AGENT.md, and {McpNames.Prefix(plan.Name)}* under 'tools'."
            );
        }

        return notes.ToImmutable();
    }

    private static string NameOf(ConnectionName connection) => connection.Value.Split('/')[1];

    private static ConnectionRefusedException NoServer(ConnectionName connection) =>
        new($"There is no connection {connection}.");
}
