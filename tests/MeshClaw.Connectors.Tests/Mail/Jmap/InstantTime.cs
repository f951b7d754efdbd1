namespace MeshClaw.Connectors.Tests.Mail.Jmap;

/// <summary>A clock on which every wait is over at once, and is noted.</summary>
internal sealed class InstantTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 16, 7, 0, 0, TimeSpan.Zero);

    public List<double> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Add(dueTime.TotalSeconds);
        _now += dueTime;
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
