namespace MeshClaw.Gateway.Hosting;

/// <summary>Ends the gateway when somebody asks for it. Thread-safe.</summary>
internal sealed class GatewayLifetime : IDisposable
{
    private readonly TaskCompletionSource<string> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Completes with the reason when somebody asked.</summary>
    public Task<string> Asked => _asked.Task;

    /// <summary>Cancelled when the gateway begins to end: streams and loops end with it.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Asks.</summary>
    public void Ask(string why) => _asked.TrySetResult(why);

    /// <summary>Begins to end.</summary>
    public void BeginStopping() => _stopping.Cancel();

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();
}
