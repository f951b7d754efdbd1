using MeshClaw.Connectors.Web.Reading;

namespace MeshClaw.Connectors.Web;

/// <summary>A page that was fetched and read.</summary>
/// <param name="Address">Where it came from in the end.</param>
/// <param name="Text">What it says.</param>
internal sealed record ReadPage(string Address, PageText Text);

/// <summary>The last pages, for some minutes: so that going on in one is going on in the same copy. Not thread-safe.</summary>
internal sealed class PageMemory(TimeProvider time)
{
    private const int Most = 8;
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(10);
    private readonly List<(string Asked, ReadPage Page, long At)> _pages = [];

    /// <summary>The page of an address; null where it is not kept any more.</summary>
    public ReadPage? Find(string asked)
    {
        _pages.RemoveAll(p => time.GetElapsedTime(p.At) > s_kept);
        return _pages.Find(p => p.Asked == asked).Page;
    }

    /// <summary>Keeps one in place of an older copy.</summary>
    public void Keep(string asked, ReadPage page)
    {
        _pages.RemoveAll(p => p.Asked == asked);
        if (_pages.Count == Most)
        {
            _pages.RemoveAt(0);
        }

        _pages.Add((asked, page, time.GetTimestamp()));
    }
}
