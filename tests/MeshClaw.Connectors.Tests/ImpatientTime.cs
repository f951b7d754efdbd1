namespace MeshClaw.Connectors.Tests;

/// <summary>A clock whose waits are over at once, and noted; it goes on by what was waited. Deadlines of 30 seconds and more never come.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);
    private DateTimeOffset _now = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

    /// <summary>How long was waited, each time.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= s_deadline || dueTime == Timeout.InfiniteTimeSpan)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }

        lock (Waits)
        {
            Waits.Add(dueTime);
            _now += dueTime;
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
