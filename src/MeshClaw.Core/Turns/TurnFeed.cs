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
/// Tells watchers what happens in turns, from the beginning of the turn however late they come: of a turn that is over too, until somebody has read
/// it. What is over a bound is forgotten, the oldest first. Thread-safe.
/// </summary>
public sealed class TurnFeed
{
    private const int Capacity = 8192;
    private const int MostUnread = 64;
    private readonly ConcurrentDictionary<RunId, Happenings> _runs = new();
    private readonly ConcurrentQueue<(RunId Run, Happenings Happenings)> _unread = new();

    /// <summary>Begins to keep what happens in a run.</summary>
    public void Begin(RunId run)
    {
        var begun = new Happenings();
        _runs.AddOrUpdate(run, begun, (_, known) => known.HasEnded ? begun : known);
    }

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
        if (!_runs.TryGetValue(run, out var happenings))
        {
            return;
        }

        if (happenings.End())
        {
            Forget(run, happenings);
            return;
        }

        _unread.Enqueue((run, happenings));
        while (_unread.Count > MostUnread && _unread.TryDequeue(out var oldest))
        {
            Forget(oldest.Run, oldest.Happenings);
        }
    }

    /// <summary>
    /// Everything from the turn's beginning until its run no longer runs. Nothing where it does not and somebody has read it, so that nobody who goes
    /// on with a turn is told its beginning twice.
    /// </summary>
    public IAsyncEnumerable<TurnEvent> Watch(RunId run, CancellationToken cancellationToken)
    {
        if (!_runs.TryGetValue(run, out var happenings))
        {
            return AsyncEnumerable.Empty<TurnEvent>();
        }

        var channel = happenings.Join();
        if (happenings.HasEnded)
        {
            Forget(run, happenings);
        }

        return happenings.ReadAsync(channel, cancellationToken);
    }

    // Not what has begun since under the same run.
    private void Forget(RunId run, Happenings happenings) =>
        _runs.TryRemove(new KeyValuePair<RunId, Happenings>(run, happenings));

    private sealed class Happenings
    {
        private readonly Lock _lock = new();
        private readonly Queue<TurnEvent> _past = new();
        private readonly List<Channel<TurnEvent>> _watchers = [];
        private bool _wasWatched;

        public bool HasEnded { get; private set; }

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

        /// <summary>Whether anybody watched.</summary>
        public bool End()
        {
            lock (_lock)
            {
                HasEnded = true;
                foreach (var watcher in _watchers)
                {
                    watcher.Writer.TryComplete();
                }

                return _wasWatched;
            }
        }

        public async IAsyncEnumerable<TurnEvent> ReadAsync(
            Channel<TurnEvent> channel,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
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

        public Channel<TurnEvent> Join()
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
                _wasWatched = true;
                foreach (var happened in _past)
                {
                    channel.Writer.TryWrite(happened);
                }

                if (HasEnded)
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
