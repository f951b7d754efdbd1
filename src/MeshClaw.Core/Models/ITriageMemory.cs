using MeshClaw.Policy;

namespace MeshClaw.Core.Models;

/// <summary>What triage keeps between runs, and what became of what it did: so that only the owner's acts teach it.</summary>
public interface ITriageMemory
{
    /// <summary>The model of a connection as it was saved; null where there is none.</summary>
    Task<byte[]?> LoadAsync(ConnectionName connection, CancellationToken cancellationToken);

    /// <summary>Keeps a model, in whole or not at all.</summary>
    Task SaveAsync(ConnectionName connection, ReadOnlyMemory<byte> model, CancellationToken cancellationToken);

    /// <summary>Puts a model that cannot be read out of the way, for somebody to look at.</summary>
    Task SetAsideAsync(ConnectionName connection, string problem, CancellationToken cancellationToken);

    /// <summary>The newest messages that an agent filed on a connection, newest first.</summary>
    Task<IReadOnlyList<AgentFiling>> FilingsAsync(ConnectionName connection, CancellationToken cancellationToken);
}

/// <summary>A message that an agent filed. It is known by what stays the same when it moves again.</summary>
/// <param name="Sender">Its sender's address; empty where there was no plain one.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Received">When the store got it.</param>
/// <param name="From">The folder that it lay in.</param>
/// <param name="To">The folder that it was put into.</param>
/// <param name="Undone">The owner took it back.</param>
/// <param name="UndoneTogether">How many were taken back at once with it, itself included; 0 where it was not.</param>
public sealed record AgentFiling(
    string Sender,
    string Subject,
    DateTimeOffset Received,
    string From,
    string To,
    bool Undone,
    int UndoneTogether
);
