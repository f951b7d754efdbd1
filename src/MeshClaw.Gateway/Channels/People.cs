using System.Collections.Frozen;
using MeshClaw.Core.Channels;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Gateway.Channels;

/// <summary>Who may speak, in memory: every message asks, and the table changes by this process alone. Thread-safe.</summary>
internal sealed class People(SqlitePeople store)
{
    private volatile FrozenDictionary<(ChannelName, string), ChannelPerson>? _people;

    /// <summary>Who that is; null for a stranger.</summary>
    public async Task<ChannelPerson?> FindAsync(
        ChannelName channel,
        string sender,
        CancellationToken cancellationToken
    ) => (await ReadAsync(cancellationToken).ConfigureAwait(false)).GetValueOrDefault((channel, sender));

    /// <summary>The person of a row; null where it was removed.</summary>
    public async Task<ChannelPerson?> FindAsync(long id, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken).ConfigureAwait(false)).Values.FirstOrDefault(p => p.Id == id);

    /// <summary>Everybody, in the order of pairing.</summary>
    public async Task<IReadOnlyList<ChannelPerson>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken).ConfigureAwait(false)).Values.OrderBy(p => p.Id)];

    /// <inheritdoc cref="SqlitePeople.PairAsync" />
    public async Task<ChannelPerson?> PairAsync(
        ChannelName channel,
        Delivery said,
        CancellationToken cancellationToken
    )
    {
        var person = await store.PairAsync(channel, said, cancellationToken).ConfigureAwait(false);
        _people = null;
        return person;
    }

    /// <inheritdoc cref="SqlitePeople.EnsureAsync" />
    public async Task EnsureAsync(
        ChannelName channel,
        string sender,
        ChannelRights rights,
        CancellationToken cancellationToken
    )
    {
        await store.EnsureAsync(channel, sender, rights, cancellationToken).ConfigureAwait(false);
        _people = null;
    }

    /// <inheritdoc cref="SqlitePeople.RemoveAsync" />
    public async Task<bool> RemoveAsync(long person, CancellationToken cancellationToken)
    {
        var removed = await store.RemoveAsync(person, cancellationToken).ConfigureAwait(false);
        _people = null;
        return removed;
    }

    private async Task<FrozenDictionary<(ChannelName, string), ChannelPerson>> ReadAsync(
        CancellationToken cancellationToken
    )
    {
        if (_people is { } known)
        {
            return known;
        }

        var people = await store.ListAsync(cancellationToken).ConfigureAwait(false);
        return _people = people.ToFrozenDictionary(p => (p.Channel, p.Sender));
    }
}
