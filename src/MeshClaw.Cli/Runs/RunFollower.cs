using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Runs;

/// <summary>Stays with a run until it has settled, and shows how far it is.</summary>
internal sealed class RunFollower(GatewayClient client, Screen screen)
{
    /// <summary>The run as it ended or waits.</summary>
    public async Task<RunResponse> SettleAsync(string run, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var step in client.WatchRunAsync(run, cancellationToken).ConfigureAwait(false))
            {
                if (step.Final is { } final)
                {
                    return final;
                }

                screen.Progress(step.Phase, step.Done, step.Total);
            }
        }
        finally
        {
            screen.EndProgress();
        }

        return await client.GetRunAsync(run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Says yes to every approval that the run waits for, each bound to the hash of what is stored, until none is left. What was denied
    /// or held stays so: it is in no approval.
    /// </summary>
    public async Task<RunResponse> ApproveAllAsync(RunResponse run, CancellationToken cancellationToken)
    {
        var answered = new HashSet<string>(StringComparer.Ordinal);
        while (run.Approvals.FirstOrDefault(a => !answered.Contains(a)) is { } approval)
        {
            answered.Add(approval);
            var detail = await client.GetApprovalAsync(approval, cancellationToken).ConfigureAwait(false);
            await client
                .ApproveAsync(approval, new ApproveRequest(detail.Hash, null), cancellationToken)
                .ConfigureAwait(false);
            run = await SettleAsync(run.Run, cancellationToken).ConfigureAwait(false);
        }

        return run;
    }

    /// <summary>Says no to every approval that the run waits for.</summary>
    public async Task<RunResponse> DenyAllAsync(RunResponse run, CancellationToken cancellationToken)
    {
        foreach (var approval in run.Approvals)
        {
            await client.DenyAsync(approval, cancellationToken).ConfigureAwait(false);
        }

        return await SettleAsync(run.Run, cancellationToken).ConfigureAwait(false);
    }
}
