using System.Collections.Concurrent;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Tests.Contract;

/// <summary>An inbox that keeps what it is given, and can be told to fail.</summary>
internal sealed class HeldInbox : IChannelInbox
{
    private readonly ConcurrentQueue<Delivery> _accepted = new();
    private readonly ConcurrentQueue<ChannelReceipt> _receipts = new();
    private volatile string? _cursor;
    private int _refused;

    /// <summary>Whether storing fails.</summary>
    public bool Fails { get; set; }

    /// <summary>How often it failed.</summary>
    public int Refused => _refused;

    /// <summary>Everything that was accepted, copies too.</summary>
    public IReadOnlyList<Delivery> Accepted => [.. _accepted];

    /// <summary>Each delivery once.</summary>
    public IReadOnlyList<Delivery> Distinct => [.. _accepted.DistinctBy(d => d.Id)];

    public IReadOnlyList<ChannelReceipt> Receipts => [.. _receipts];

    public string? Trouble { get; private set; }

    public Task AcceptAsync(
        ChannelName channel,
        IReadOnlyList<Delivery> deliveries,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        if (Fails)
        {
            Interlocked.Increment(ref _refused);
            throw new IOException("The disk is full.");
        }

        foreach (var delivery in deliveries)
        {
            _accepted.Enqueue(delivery);
        }

        _cursor = cursor ?? _cursor;
        return Task.CompletedTask;
    }

    public Task AcceptReceiptAsync(ChannelName channel, ChannelReceipt receipt, CancellationToken cancellationToken)
    {
        _receipts.Enqueue(receipt);
        return Task.CompletedTask;
    }

    public Task<string?> ReadCursorAsync(ChannelName channel, CancellationToken cancellationToken) =>
        Task.FromResult(_cursor);

    public void Tell(ChannelName channel, string? trouble) => Trouble = trouble;
}
