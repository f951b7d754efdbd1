using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Connectors;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Gateway.Connections;

namespace MeshClaw.Gateway.Features.Orders;

/// <summary>
/// The folders that an order can name: those that the connections have, and those that agents file into. Connections are asked at the
/// most every ten minutes, and for a few seconds; one that does not answer leaves its folders unknown, so that an order about them is
/// refused, never misread.
/// </summary>
internal sealed class FolderNames(IConnectorSource connectors, IAgentCatalog agents, LiveFiles files, TimeProvider time)
    : IDisposable
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ImmutableArray<string> _known = [];
    private DateTimeOffset _asked = DateTimeOffset.MinValue;

    /// <summary>The names, each once.</summary>
    public Task<ImmutableArray<string>> ReadAsync(CancellationToken cancellationToken) =>
        ReadAsync(agents.List(), cancellationToken);

    /// <summary>The same for whoever has the list of agents already.</summary>
    public async Task<ImmutableArray<string>> ReadAsync(
        IReadOnlyList<AgentListing> listed,
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() - _asked > s_fresh)
            {
                _known = await AskAsync(cancellationToken);
                _asked = time.GetUtcNow();
            }
        }
        finally
        {
            _turn.Release();
        }

        var destinations = listed
            .SelectMany(a => a.Definition?.Rules ?? [])
            .Select(r => r.Disposition)
            .OfType<RuleDisposition.File>()
            .Select(f => f.Folder);
        return [.. _known.Concat(destinations).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async Task<ImmutableArray<string>> AskAsync(CancellationToken cancellationToken)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var connection in connectors.Connections.Where(c => c.Connector == "mail"))
        {
            using var limit = new CancellationTokenSource(s_patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                using var lease = await connectors.TakeAsync(connection, either.Token);
                var found = await ConnectionProbe.RunAsync(lease.Connector, files.Policy, time, either.Token);
                names.AddRange(found.Folders.Select(f => f.Name));
            }
            catch (Exception e) when (e is ConnectorException or IOException or OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return names.ToImmutable();
    }
}
