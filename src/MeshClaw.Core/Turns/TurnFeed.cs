using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Turns;

/// <summary>What happens in a turn, as it happens.</summary>
public abstract record TurnEvent
{
    private TurnEvent() { }

    /// <summary>More of the model's words.</summary>
    public sealed record Words(string Delta) : TurnEvent;

    /// <summary>The model asked for a call. <paramref name="Effect"/> is what its tool does at the most; null where there is no such tool.</summary>
    public sealed record Called(string Call, string Name, string Arguments, Effect? Effect) : TurnEvent;

    /// <summary>What came of it, in a line; <paramref name="Foreign"/> where others' words are in it.</summary>
    public sealed record CameBack(string Call, string Name, string Outcome, ActionId? Action, bool Foreign) : TurnEvent;

    /// <summary>A word of the gateway.</summary>
    public sealed record Noted(string Text) : TurnEvent;
}

/// <summary>
/// Tells watchers what happens in turns, from the beginning of the turn however late they come. What is over a bound is forgotten, the oldest
/// first. Thread-safe.
/// </summary>
public sealed class TurnFeed
{
    private const int Capacity = 8192;
    private readonly ConcurrentDictionary<RunId, Happenings> _runs = new();

    /// <summary>Begins to keep what happens in a run.</summary>
    public void Begin(RunId run) => _runs.TryAdd(run, new Happenings());

    /// <summary>Tells everyone who watches the run.</summary>
    public void Publish(RunId run, TurnEvent happened)
    {
        if (_runs.TryGetValue(run, out var happenings))
        {
            happenings.Add(happened);
        }
    }

    /// <summary>Ends what watchers of the run read, once they have read it all.</summary>
    public void End(RunId run)
    {
        if (_runs.TryRemove(run, out var happenings))
        {
            happenings.End();
        }
    }

    /// <summary>Everything from the turn's beginning until its run no longer runs; nothing where it does not.</summary>
    public IAsyncEnumerable<TurnEvent> Watch(RunId run, CancellationToken cancellationToken) =>
        _runs.TryGetValue(run, out var happenings)
            ? happenings.ReadAsync(cancellationToken)
            : AsyncEnumerable.Empty<TurnEvent>();

    private sealed class Happenings
    {
        private readonly Lock _lock = new();
        private readonly Queue<TurnEvent> _past = new();
        private readonly List<Channel<TurnEvent>> _watchers = [];
        private bool _ended;

        public void Add(TurnEvent happened)
        {
            lock (_lock)
            {
                _past.Enqueue(happened);
                if (_past.Count > Capacity)
                {
                    _past.Dequeue();
                }

                foreach (var watcher in _watchers)
                {
                    watcher.Writer.TryWrite(happened);
                }
            }
        }

        public void End()
        {
            lock (_lock)
            {
                _ended = true;
                foreach (var watcher in _watchers)
                {
                    watcher.Writer.TryComplete();
                }
            }
        }

        public async IAsyncEnumerable<TurnEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var channel = Join();
            try
            {
                await foreach (var happened in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return happened;
                }
            }
            finally
            {
                lock (_lock)
                {
                    _watchers.Remove(channel);
                }
            }
        }

        private Channel<TurnEvent> Join()
        {
            var channel = Channel.CreateBounded<TurnEvent>(
                new BoundedChannelOptions(2 * Capacity)
                {
                    FullMode = BoundedChannelFullMode.DropOldest,
                    SingleReader = true,
                }
            );
            lock (_lock)
            {
                foreach (var happened in _past)
                {
                    channel.Writer.TryWrite(happened);
                }

                if (_ended)
                {
                    channel.Writer.TryComplete();
                }
                else
                {
                    _watchers.Add(channel);
                }
            }

            return channel;
        }
    }
}
