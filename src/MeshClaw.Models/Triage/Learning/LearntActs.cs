namespace MeshClaw.Models.Triage.Learning;

/// <summary>The newest acts that were learnt, as hashes; the oldest are forgotten. Not thread-safe.</summary>
internal sealed class LearntActs
{
    /// <summary>How many are kept.</summary>
    public const int Most = 40_000;

    private readonly HashSet<ulong> _known = [];
    private readonly Queue<ulong> _order = [];

    public bool Contains(ulong act) => _known.Contains(act);

    public void Add(ulong act)
    {
        if (_known.Add(act))
        {
            _order.Enqueue(act);
            if (_order.Count > Most)
            {
                _known.Remove(_order.Dequeue());
            }
        }
    }

    public void Write(BinaryWriter to)
    {
        to.Write(_order.Count);
        foreach (var act in _order)
        {
            to.Write(act);
        }
    }

    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    public static LearntActs Read(BinaryReader from)
    {
        var count = from.ReadInt32();
        if (count is < 0 or > Most)
        {
            throw new InvalidDataException($"{count} acts");
        }

        var acts = new LearntActs();
        for (var i = 0; i < count; i++)
        {
            acts.Add(from.ReadUInt64());
        }

        return acts;
    }
}
