using System.Collections.Concurrent;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Gateway.Connections;

/// <summary>Secrets of a connection that is only being tried: over those of the store, which change with <see cref="Commit"/> alone.</summary>
internal sealed class StagedSecrets(ISecretStore store) : ISecretStore
{
    private readonly ConcurrentDictionary<string, Secret?> _staged = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public Secret? Find(string name) => _staged.TryGetValue(name, out var secret) ? secret : store.Find(name);

    /// <inheritdoc />
    public void Put(string name, Secret secret) => _staged[name] = secret;

    /// <inheritdoc />
    public void Remove(string name) => _staged[name] = null;

    /// <summary>Makes the store say what this says.</summary>
    public void Commit()
    {
        foreach (var (name, secret) in _staged)
        {
            if (secret is null)
            {
                store.Remove(name);
            }
            else
            {
                store.Put(name, secret);
            }
        }
    }
}
