using System.Globalization;
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

    /// <summary>
    /// Of a set that a server gave; what lies outside first to last is left out. Costs as much as the set is written with: 1:40000000 is
    /// never counted through.
    /// </summary>
    public static UidRanges Of(IList<UniqueId> set, uint first, uint last)
    {
        var ranges = new UidRanges();
        var written = set is UniqueIdSet or UniqueIdRange
            ? (set.ToString() ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Range)
            : set.Select(u => (First: u.Id, Last: u.Id));
        foreach (var range in written.OrderBy(r => r.First))
        {
            var (low, high) = (Math.Max(range.First, first), Math.Min(range.Last, last));
            low = ranges._ranges.Count > 0 && low <= ranges.Last ? ranges.Last + 1 : low;
            if (low > 0 && low <= high)
            {
                ranges.AddRange(low, high);
            }
        }

        return ranges;

        static (uint First, uint Last) Range(string text)
        {
            var ends = text.Split(':');
            var (one, other) = (Number(ends[0]), Number(ends[^1]));
            return (Math.Min(one, other), Math.Max(one, other));
        }

        static uint Number(string text) =>
            uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) ? uid : uint.MaxValue; // A star.
    }

    /// <summary>Adds one that is not below the last.</summary>
    public void Add(uint uid)
    {
        if (_ranges.Count > 0 && uid <= _ranges[^1].Last)
        {
            return;
        }

        AddRange(uid, uid);
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

    private void AddRange(uint first, uint last)
    {
        Count += last - first + 1L;
        if (_ranges.Count > 0 && _ranges[^1].Last + 1 == first)
        {
            _ranges[^1] = (_ranges[^1].First, last);
        }
        else
        {
            _ranges.Add((first, last));
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
