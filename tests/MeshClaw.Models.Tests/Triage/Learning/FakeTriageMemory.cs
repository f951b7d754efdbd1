using MeshClaw.Core.Models;
using MeshClaw.Policy;

namespace MeshClaw.Models.Tests.Triage;

/// <summary>A memory that lasts as long as the test.</summary>
internal sealed class FakeTriageMemory : ITriageMemory
{
    public byte[]? Model { get; set; }

    public int Saves { get; private set; }

    public string? SetAside { get; private set; }

    public List<AgentFiling> Filings { get; } = [];

    public Task<byte[]?> LoadAsync(ConnectionName connection, CancellationToken cancellationToken) =>
        Task.FromResult(Model);

    public Task SaveAsync(ConnectionName connection, ReadOnlyMemory<byte> model, CancellationToken cancellationToken)
    {
        (Model, Saves) = (model.ToArray(), Saves + 1);
        return Task.CompletedTask;
    }

    public Task SetAsideAsync(ConnectionName connection, string problem, CancellationToken cancellationToken)
    {
        (Model, SetAside) = (null, problem);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AgentFiling>> FilingsAsync(
        ConnectionName connection,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<AgentFiling>>(Filings);
}
