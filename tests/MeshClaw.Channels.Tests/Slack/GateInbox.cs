using System.Collections.Concurrent;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Tests.Slack;

/// <summary>An inbox that takes its time with the first call.</summary>
internal sealed class GateInbox : IChannelInbox
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string[]> _calls = new();

    public IReadOnlyList<string[]> Calls => [.. _calls];

    public void Open() => _gate.TrySetResult();

    public async Task AcceptAsync(
        ChannelName channel,
        IReadOnlyList<Delivery> deliveries,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        _calls.Enqueue([.. deliveries.Select(d => d.Text)]);
        await _gate.Task.WaitAsync(cancellationToken);
    }

    public Task AcceptReceiptAsync(ChannelName channel, ChannelReceipt receipt, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task<string?> ReadCursorAsync(ChannelName channel, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(null);

    public void Tell(ChannelName channel, string? trouble) { }
}
