namespace MeshClaw.Core.Turns;

/// <summary>
/// Notices that a model goes in circles: the same call with the same result four times, two that alternate, or nothing new for long. Looks at
/// one turn; what it looks at is what was called and what came back, not what the model says of it.
/// </summary>
internal sealed class LoopWatch
{
    private const int MostEqual = 4;
    private const int MostStale = 12;
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private int _stale;

    /// <summary>Notes one call with what it gave.</summary>
    /// <returns>Why the turn should end, for the owner; null where it goes on.</returns>
    public string? Note(string name, string arguments, string result)
    {
        var step = $"{name}\n{arguments}\n{result}";
        var count = _seen[step] = _seen.GetValueOrDefault(step) + 1;
        _stale = count > 1 ? _stale + 1 : 0;
        _order.Add(step);
        return count >= MostEqual ? $"It called {name} {count} times with the same words and the same result."
            : Alternates() ? $"It goes back and forth between {name} and another call without any change."
            : _stale >= MostStale ? $"Nothing new came of its last {_stale} calls."
            : null;
    }

    // A B A B A B.
    private bool Alternates()
    {
        const int Length = 6;
        if (_order.Count < Length)
        {
            return false;
        }

        var last = _order.AsReadOnly().TakeLast(Length).ToList();
        return last[0] != last[1]
            && last[0] == last[2]
            && last[2] == last[4]
            && last[1] == last[3]
            && last[3] == last[5];
    }
}
