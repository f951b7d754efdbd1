using System.Runtime.InteropServices;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>What the owner did with the newest messages of one kind: at most <see cref="Length"/>, newest first.</summary>
internal readonly record struct Habit(ulong Ring, int Count, int Total)
{
    /// <summary>How many acts are remembered.</summary>
    public const int Length = 8;

    /// <summary>The class of an act, 0 being the newest.</summary>
    public int this[int index] => (int)((Ring >> (8 * index)) & 0xFF);

    /// <summary>How many of the remembered acts put it there.</summary>
    public int Of(int place)
    {
        var found = 0;
        for (var i = 0; i < Count; i++)
        {
            found += this[i] == place ? 1 : 0;
        }

        return found;
    }

    /// <summary>At least <paramref name="atLeast"/> acts are remembered, and all of them put it there.</summary>
    public bool OnlyTo(int place, int atLeast) => Count >= atLeast && Of(place) == Count;

    public Habit With(int place) =>
        new((Ring << 8) | (byte)place, Math.Min(Length, Count + 1), Math.Min(ushort.MaxValue, Total + 1));
}

/// <summary>
/// Exact counts of the owner's acts by sender, list, conversation and other keys: what a linear model alone cannot say ("three of this sender, and
/// none elsewhere"). Bounded: the keys that were not seen for longest go first. Not thread-safe for writers.
/// </summary>
internal sealed class OwnerHabits
{
    /// <summary>The most keys that are kept.</summary>
    public const int MaxKeys = 40_000;

    private readonly Dictionary<ulong, Entry> _entries = [];
    private int _clock;

    /// <summary>How many keys are known.</summary>
    public int Keys => _entries.Count;

    /// <summary>What is known about a key; nothing where it is new.</summary>
    public Habit Of(ulong key) => _entries.TryGetValue(key, out var entry) ? entry.Habit : default;

    /// <summary>Takes an act.</summary>
    public void Note(ulong key, int place)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out _);
        entry = new Entry(entry.Habit.With(place), ++_clock);
        if (_entries.Count > MaxKeys)
        {
            Prune();
        }
    }

    /// <summary>Forgets a key.</summary>
    public void Forget(ulong key) => _entries.Remove(key);

    /// <summary>Writes all, by key, so that the same habits are the same bytes.</summary>
    public void Write(BinaryWriter to)
    {
        to.Write(_clock);
        to.Write(_entries.Count);
        foreach (var (key, entry) in _entries.OrderBy(e => e.Key))
        {
            to.Write(key);
            to.Write(entry.Habit.Ring);
            to.Write((byte)entry.Habit.Count);
            to.Write((ushort)entry.Habit.Total);
            to.Write(entry.LastSeen);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It did not write this.</exception>
    public static OwnerHabits Read(BinaryReader from)
    {
        var habits = new OwnerHabits { _clock = from.ReadInt32() };
        var count = from.ReadInt32();
        if (count is < 0 or > MaxKeys)
        {
            throw new InvalidDataException($"{count} habits");
        }

        habits._entries.EnsureCapacity(count);
        for (var i = 0; i < count; i++)
        {
            var key = from.ReadUInt64();
            var ring = from.ReadUInt64();
            var length = from.ReadByte();
            var total = from.ReadUInt16();
            if (length > Habit.Length)
            {
                throw new InvalidDataException("a habit that is too long");
            }

            habits._entries[key] = new Entry(new Habit(ring, length, total), from.ReadInt32());
        }

        return habits;
    }

    // A tenth at once, so that a full store is not sorted for each message.
    private void Prune()
    {
        var oldest = _entries.OrderBy(e => e.Value.LastSeen).ThenBy(e => e.Key).Take(MaxKeys / 10).ToList();
        foreach (var (key, _) in oldest)
        {
            _entries.Remove(key);
        }
    }

    private readonly record struct Entry(Habit Habit, int LastSeen);
}
