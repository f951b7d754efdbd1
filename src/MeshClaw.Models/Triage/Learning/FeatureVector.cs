using System.Runtime.InteropServices;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>One hashed feature: its bucket and its value, the hash's sign in it.</summary>
internal readonly record struct HashedFeature(int Bucket, float Value);

/// <summary>
/// The features of one message, hashed into <see cref="Buckets"/> buckets with a sign (Weinberger et al., Feature Hashing, 2009). Sorted and without
/// doubles once sealed, so that the same message gives the same vector. Not thread-safe.
/// </summary>
internal sealed class FeatureVector(bool named = false)
{
    /// <summary>The number of buckets, a power of two.</summary>
    public const int Buckets = 1 << 18;

    private const int Most = 600;

    private readonly List<HashedFeature> _features = new(256);
    private readonly Dictionary<int, string>? _names = named ? [] : null;

    /// <summary>The features.</summary>
    public ReadOnlySpan<HashedFeature> Features => CollectionsMarshal.AsSpan(_features);

    /// <summary>What a bucket stands for, in words; null where it says nothing, or names were not asked for.</summary>
    public string? NameOf(int bucket) => _names?.GetValueOrDefault(bucket);

    /// <summary>Adds a feature; what is over 600 is left out, the strongest come first.</summary>
    public void Add(FeatureKind kind, ReadOnlySpan<char> first, float value = 1) => Add(kind, first, default, value);

    /// <summary>Adds a feature that joins two things.</summary>
    public void Add(FeatureKind kind, ReadOnlySpan<char> first, ReadOnlySpan<char> second, float value = 1)
    {
        if (_features.Count >= Most)
        {
            return;
        }

        var hash = FeatureHash.Of(kind, first, second);
        var bucket = (int)(hash & (Buckets - 1));
        _features.Add(new HashedFeature(bucket, (hash >> 63) == 0 ? value : -value));
        if (_names is not null && FeatureWords.Of(kind, first, second) is { } words)
        {
            _names.TryAdd(bucket, words);
        }
    }

    /// <summary>Gives a bucket that was added by its hash other words.</summary>
    public void Name(ulong hash, string words) => _names?[(int)(hash & (Buckets - 1))] = words;

    /// <summary>Sorts, and keeps the first of doubles.</summary>
    public void Seal()
    {
        _features.Sort(static (a, b) => a.Bucket.CompareTo(b.Bucket));
        var kept = 0;
        var span = CollectionsMarshal.AsSpan(_features);
        for (var i = 0; i < span.Length; i++)
        {
            if (kept == 0 || span[kept - 1].Bucket != span[i].Bucket)
            {
                span[kept++] = span[i];
            }
        }

        CollectionsMarshal.SetCount(_features, kept);
    }

    /// <summary>Empties it for the next message.</summary>
    public void Clear() => _features.Clear();
}

/// <summary>A fixed hash of 64 bits, the same on every machine and in every version: it is part of the model's format.</summary>
internal static class FeatureHash
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    public static ulong Of(FeatureKind kind, ReadOnlySpan<char> first, ReadOnlySpan<char> second = default)
    {
        var hash = Mix(((ulong)kind + 1) * Prime);
        hash = Text(hash, first);
        return second.IsEmpty ? Mix(hash) : Mix(Text(Mix(hash), second));
    }

    /// <summary>Joins a hash with a number.</summary>
    public static ulong Join(ulong hash, ulong more) => Mix((hash * Prime) ^ Mix(more + 1));

    private static ulong Text(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            hash = (hash ^ c) * 0x100000001B3; // FNV-1a over UTF-16 units.
        }

        return hash;
    }

    // The finaliser of SplitMix64: FNV alone leaves the high bits of short texts alike.
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
