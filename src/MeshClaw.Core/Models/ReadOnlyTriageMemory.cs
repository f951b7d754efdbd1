using MeshClaw.Policy;

namespace MeshClaw.Core.Models;

/// <summary>What triage has learned, for a reflex that must leave it as it is.</summary>
public sealed class ReadOnlyTriageMemory(ITriageMemory memory) : ITriageMemory
{
    /// <inheritdoc />
    public Task<byte[]?> LoadAsync(ConnectionName connection, CancellationToken cancellationToken) =>
        memory.LoadAsync(connection, cancellationToken);

    /// <summary>Keeps nothing.</summary>
    public Task SaveAsync(ConnectionName connection, ReadOnlyMemory<byte> model, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Leaves it where it is.</summary>
    public Task SetAsideAsync(ConnectionName connection, string problem, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc />
    public Task<IReadOnlyList<AgentFiling>> FilingsAsync(
        ConnectionName connection,
        CancellationToken cancellationToken
    ) => memory.FilingsAsync(connection, cancellationToken);
}
