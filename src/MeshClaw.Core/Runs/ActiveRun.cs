using MeshClaw.Core.Connectors;
using MeshClaw.Policy;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Core.Runs;

/// <summary>A run that this process is working on.</summary>
internal sealed class ActiveRun(RunId id, AgentName agent) : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _halted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Dictionary<ActionId, Observation> _seen = [];

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

    /// <summary>Why it waits for the owner although none of its calls does; null where it does not.</summary>
    public string? Paused { get; private set; }

    public void Pause(string why) => Paused = why;

    /// <summary>What a done call gave back, for the model that asked for it; once, and lost with the process.</summary>
    public Observation? Take(ActionId action) => _seen.Remove(action, out var seen) ? seen : null;

    public void Keep(ActionId action, CallOutcome.Done done)
    {
        if (done.Seen is { } seen)
        {
            _seen[action] = seen;
        }
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
