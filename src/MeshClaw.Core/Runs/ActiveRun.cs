using MeshClaw.Policy;

namespace MeshClaw.Core.Runs;

/// <summary>A run that this process is working on.</summary>
internal sealed class ActiveRun(RunId id, AgentName agent) : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _halted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunId Id => id;

    public AgentName Agent => agent;

    /// <summary>Cancelled by a stop or at shutdown.</summary>
    public CancellationToken Token => _cancel.Token;

    /// <summary>Whether the owner's stop ended it; otherwise it goes on after the next start.</summary>
    public bool StoppedByOwner { get; private set; }

    /// <summary>Completes when it does nothing to the outside any more.</summary>
    public Task Halted => _halted.Task;

    /// <summary>Completes when its state is settled in the journal.</summary>
    public Task Settled => _settled.Task;

    public void Cancel(bool byOwner)
    {
        StoppedByOwner |= byOwner;
        _cancel.Cancel();
    }

    public void MarkSettled() => _settled.TrySetResult();

    public void MarkHalted() => _halted.TrySetResult();

    public void MarkHaltedIfCancelled()
    {
        if (_cancel.IsCancellationRequested)
        {
            MarkHalted();
        }
    }

    public void Dispose() => _cancel.Dispose();
}
