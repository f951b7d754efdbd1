using System.Collections.Concurrent;
using MeshClaw.Policy;

namespace MeshClaw.Core.Runs;

/// <summary>
/// What the runs of this process have read, from their beginning until they are over, waiting for the owner included. Not durable: a run
/// that an earlier process began has none, and then the guard takes every value for third-party text. Thread-safe.
/// </summary>
internal sealed class RunFlows
{
    private readonly ConcurrentDictionary<RunId, RunReadings> _readings = new();

    public void Begin(RunId run, RunReadings readings) => _readings[run] = readings;

    public RunReadings? Find(RunId run) => _readings.GetValueOrDefault(run);

    public void Forget(RunId run) => _readings.TryRemove(run, out _);
}
