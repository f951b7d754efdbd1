using System.Collections.Frozen;
using MeshClaw.Core.Channels;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Gateway.Channels;

/// <summary>Who may speak, in memory: every message asks, and the table changes by this process alone. Thread-safe.</summary>
internal sealed class People(SqlitePeople store)
{
    private readonly Lock _lock = new();
    private int _changes;
    private volatile FrozenDictionary<(ChannelName, string), ChannelPerson>? _people;

    /// <summary>Reads the table; takes as long as the disk does.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<ChannelPerson>>> Read { get; init; } = store.ListAsync;

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
    public async Task<ChannelPerson?> PairAsync(ChannelName channel, Delivery said, CancellationToken cancellationToken)
    {
        try
        {
            return await store.PairAsync(channel, said, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Forget();
        }
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
        Forget();
    }

    /// <inheritdoc cref="SqlitePeople.RemoveAsync" />
    public async Task<bool> RemoveAsync(long person, CancellationToken cancellationToken)
    {
        try
        {
            return await store.RemoveAsync(person, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Forget(); // Also where nobody waited for the end of it.
        }
    }

    private async Task<FrozenDictionary<(ChannelName, string), ChannelPerson>> ReadAsync(
        CancellationToken cancellationToken
    )
    {
        if (_people is { } known)
        {
            return known;
        }

        var change = Volatile.Read(ref _changes);
        var people = (await Read(cancellationToken).ConfigureAwait(false)).ToFrozenDictionary(p =>
            (p.Channel, p.Sender)
        );
        Remember(change, people);
        return people;
    }

    private void Forget()
    {
        lock (_lock)
        {
            _changes++;
            _people = null;
        }
    }

    // What was read before a change is not kept after it: somebody who was removed would be known for ever.
    private void Remember(int change, FrozenDictionary<(ChannelName, string), ChannelPerson> people)
    {
        lock (_lock)
        {
            if (change == _changes)
            {
                _people = people;
            }
        }
    }
}
