namespace MeshClaw.Core.Events;

/// <summary>Wakes the one loop that takes events when a new one was written. Thread-safe; many rings before a look are one.</summary>
public sealed class EventBell
{
    private volatile TaskCompletionSource _rung = New();

    /// <summary>Completes when it was rung since the last <see cref="Hush"/>.</summary>
    public Task Rung => _rung.Task;

    /// <summary>There is something new.</summary>
    public void Ring() => _rung.TrySetResult();

    /// <summary>Before a look: what is rung from here on is for the next one.</summary>
    public void Hush()
    {
        if (_rung.Task.IsCompleted)
        {
            _rung = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
