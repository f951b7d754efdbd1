using System.Net;

namespace MeshClaw.Gateway.Hooks;

/// <summary>
/// How much each source may ask: a bucket of calls that fills with time, and a number of calls at once. Remembers a bounded number of sources; when there are
/// more, those that have been quiet the longest are forgotten, which gives them a full bucket again. Thread-safe.
/// </summary>
internal sealed class SourceLimits(HookHostOptions options, TimeProvider time)
{
    /// <summary>The most sources that are remembered.</summary>
    internal const int MaxSources = 2000;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Bucket> _buckets = [];

    /// <summary>How many sources are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _buckets.Count;
            }
        }
    }

    /// <summary>Takes one call; false where the source asked too much. What was taken is given back by <see cref="Leave"/>.</summary>
    public bool TryEnter(IPAddress source)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (!_buckets.TryGetValue(source, out var bucket))
            {
                Forget();
                _buckets[source] = bucket = new Bucket { Left = options.Burst, At = now };
            }

            var filled = time.GetElapsedTime(bucket.At, now).TotalSeconds * options.PerSecond;
            bucket.Left = Math.Min(options.Burst, bucket.Left + filled);
            bucket.At = now;
            if (bucket.Left < 1 || bucket.Under >= options.CallsOfOne)
            {
                return false;
            }

            bucket.Left--;
            bucket.Under++;
            return true;
        }
    }

    /// <summary>A call that was let in is over.</summary>
    public void Leave(IPAddress source)
    {
        lock (_gate)
        {
            if (_buckets.TryGetValue(source, out var bucket))
            {
                bucket.Under--;
            }
        }
    }

    private void Forget()
    {
        if (_buckets.Count < MaxSources)
        {
            return;
        }

        // A tenth at a time, so that a flood of sources does not sort them at each call.
        foreach (
            var quiet in _buckets.Where(b => b.Value.Under == 0).OrderBy(b => b.Value.At).Take(MaxSources / 10).ToList()
        )
        {
            _buckets.Remove(quiet.Key);
        }
    }

    private sealed class Bucket
    {
        public double Left { get; set; }

        public long At { get; set; }

        public int Under { get; set; }
    }
}
