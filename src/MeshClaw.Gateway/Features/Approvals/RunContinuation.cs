using MeshClaw.Core.Runs;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Features.Approvals;

/// <summary>
/// Continues runs after an answer. A run may be answered while it is still doing what needed no answer; it is then continued when it
/// has settled, and not lost in between.
/// </summary>
internal sealed class RunContinuation(RunEngine engine, ILogger<RunContinuation> logger)
{
    /// <summary>Continues a run, now or as soon as it has settled.</summary>
    public async Task ContinueAsync(RunId run, CancellationToken cancellationToken)
    {
        if (engine.Active.Contains(run))
        {
            _ = AfterSettlingAsync(run);
            return;
        }

        await engine.ContinueAsync(run, cancellationToken).ConfigureAwait(false);
    }

    private async Task AfterSettlingAsync(RunId run)
    {
        try
        {
            await engine.WaitAsync(run, CancellationToken.None).ConfigureAwait(false);
            await engine.ContinueAsync(run, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.ContinueFailed(logger, run.ToString(), failure);
        }
    }
}
