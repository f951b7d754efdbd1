namespace MeshClaw.Core.Stopping;

/// <summary>Whether everything is stopped.</summary>
/// <param name="Stopped">A stop is in force.</param>
/// <param name="Epoch">Counts stops and resumes.</param>
/// <param name="Since">When it last changed, UTC; null where it never did.</param>
/// <param name="By">Who: <c>cli</c>, <c>http</c>, later a channel.</param>
public sealed record StopStatus(bool Stopped, long Epoch, DateTimeOffset? Since, string By)
{
    /// <summary>Since when it is locked, UTC: nothing resumes before the device unlocks it. Null where it is not.</summary>
    public DateTimeOffset? Locked { get; init; }
}

/// <summary>The stop, durable: survives a restart until it is resumed.</summary>
public interface IStopSwitch
{
    /// <summary>How it stands.</summary>
    Task<StopStatus> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stops or resumes; when it returns, no intent from before can be committed any more. Setting what is set counts too. While it is locked nothing
    /// resumes: all stays as it is then, and the answer says so.
    /// </summary>
    Task<StopStatus> SetAsync(bool stopped, string by, CancellationToken cancellationToken);
}
