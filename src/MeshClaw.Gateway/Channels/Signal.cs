namespace MeshClaw.Gateway.Channels;

/// <summary>Wakes one waiter; ringing twice before it wakes is ringing once. Thread-safe.</summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);

    public void Ring()
    {
        try
        {
            _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // Whoever waits wakes anyway.
        }
    }

    /// <summary>Waits for a ring.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _rung.WaitAsync(cancellationToken);

    /// <summary>Waits for a ring, at most so long.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var rung = _rung.WaitAsync(woken.Token);
        await Task.WhenAny(rung, Task.Delay(atMost, time, woken.Token)).ConfigureAwait(false);
        await woken.CancelAsync().ConfigureAwait(false);
        await rung.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => _rung.Dispose();
}
