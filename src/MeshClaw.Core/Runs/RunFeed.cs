using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MeshClaw.Policy;

namespace MeshClaw.Core.Runs;

/// <summary>What a run is doing.</summary>
public enum RunPhase
{
    /// <summary>Reading and classifying.</summary>
    Reading,

    /// <summary>The guard decides.</summary>
    Deciding,

    /// <summary>Actions are being done.</summary>
    Acting,

    /// <summary>It left <see cref="RunState.Running"/>.</summary>
    Ended,
}

/// <summary>How far a run is; <see cref="Total"/> is 0 where that is not known.</summary>
public sealed record RunStep(RunId Run, RunPhase Phase, int Done, int Total);

/// <summary>Tells watchers how far runs are. Watchers that lag lose steps, never the last one. Thread-safe.</summary>
public sealed class RunFeed
{
    private readonly ConcurrentDictionary<RunId, ConcurrentDictionary<Channel<RunStep>, byte>> _watchers = new();

    /// <summary>Told of every run that left <see cref="RunState.Running"/>, on the thread that ended it; must be quick.</summary>
    public event Action<RunId>? Ended;

    /// <summary>Tells everyone who watches the run.</summary>
    public void Publish(RunStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (step.Phase == RunPhase.Ended)
        {
            Ended?.Invoke(step.Run);
        }

        if (!_watchers.TryGetValue(step.Run, out var channels))
        {
            return;
        }

        foreach (var channel in channels.Keys)
        {
            channel.Writer.TryWrite(step);
            if (step.Phase == RunPhase.Ended)
            {
                channel.Writer.TryComplete();
            }
        }
    }

    /// <summary>Every step from now on, up to and with <see cref="RunPhase.Ended"/>. Begin to watch before asking how the run stands.</summary>
    public IAsyncEnumerable<RunStep> Watch(RunId run, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<RunStep>(
            new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
        );
        var channels = _watchers.GetOrAdd(run, _ => new());
        channels[channel] = 0;
        return ReadAsync(run, channel, cancellationToken);
    }

    private async IAsyncEnumerable<RunStep> ReadAsync(
        RunId run,
        Channel<RunStep> channel,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        try
        {
            await foreach (var step in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return step;
            }
        }
        finally
        {
            if (_watchers.TryGetValue(run, out var channels))
            {
                channels.TryRemove(channel, out _);
            }
        }
    }
}
