using MailKit;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>UIDs as a server told them, kept as ranges: half a million of them that follow each other take a few bytes.</summary>
internal sealed class UidRanges
{
    private readonly List<(uint First, uint Last)> _ranges = [];

    /// <summary>How many UIDs.</summary>
    public long Count { get; private set; }

    /// <summary>The highest; 0 where there is none.</summary>
    public uint Last => _ranges.Count == 0 ? 0 : _ranges[^1].Last;

    /// <summary>Of ascending UIDs.</summary>
    public static UidRanges Of(IEnumerable<uint> ascending)
    {
        var ranges = new UidRanges();
        foreach (var uid in ascending)
        {
            ranges.Add(uid);
        }

        return ranges;
    }

    /// <summary>Of a set that a server gave; what lies outside first to last is left out.</summary>
    public static UidRanges Of(IEnumerable<UniqueId> set, uint first, uint last) =>
        Of(set.Select(u => u.Id).Where(u => u >= first && u <= last).Order());

    /// <summary>Adds one that is not below the last.</summary>
    public void Add(uint uid)
    {
        if (_ranges.Count > 0 && uid <= _ranges[^1].Last)
        {
            return;
        }

        Count++;
        if (_ranges.Count > 0 && _ranges[^1].Last + 1 == uid)
        {
            _ranges[^1] = (_ranges[^1].First, uid);
        }
        else
        {
            _ranges.Add((uid, uid));
        }
    }

    public bool Contains(uint uid)
    {
        var (low, high) = (0, _ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (uid < _ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (uid > _ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    public IEnumerable<uint> Ascending() => _ranges.SelectMany(r => Each(r.First, r.Last));

    public IEnumerable<uint> Descending()
    {
        for (var i = _ranges.Count - 1; i >= 0; i--)
        {
            for (var uid = _ranges[i].Last; uid >= _ranges[i].First && uid > 0; uid--)
            {
                yield return uid;
            }
        }
    }

    private static IEnumerable<uint> Each(uint first, uint last)
    {
        for (ulong uid = first; uid <= last; uid++)
        {
            yield return (uint)uid;
        }
    }
}
