using System.Globalization;
using MeshClaw.Cli.Commands;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Runs;

/// <summary>
/// Makes calls of the owner's own: shows each whole before it happens, asks, and stays while it waits in the undo window, so that Ctrl-C
/// or <c>n</c> is in time.
/// </summary>
internal sealed class OwnerCallDialog(CommandScope scope, GatewayClient client)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly RunFollower _follower = new(client, scope.Screen);

    /// <summary>Makes the calls and writes how they ended.</summary>
    /// <param name="request">The calls.</param>
    /// <param name="yes">The owner said yes on the command line. Without it, and with nobody to ask, they wait for an approval.</param>
    /// <param name="wait">Whether to stay until the undo window is over.</param>
    /// <param name="cancellationToken">Ctrl-C: calls off what has not gone out.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CallsRequest request, bool yes, bool wait, CancellationToken cancellationToken)
    {
        var started = await client.StartCallsAsync(request, cancellationToken).ConfigureAwait(false);
        var run = await _follower.SettleAsync(started.Run, cancellationToken).ConfigureAwait(false);
        if (!scope.Json)
        {
            await ShowAsync(run, cancellationToken).ConfigureAwait(false);
        }

        if (yes)
        {
            run = await _follower.ApproveAllAsync(run, cancellationToken).ConfigureAwait(false);
        }
        else if (scope.Interactive && run.Approvals.Count > 0)
        {
            run = await AskAsync(run, cancellationToken).ConfigureAwait(false);
        }

        if (wait && run.Due is not null)
        {
            run = await WaitAsync(run, cancellationToken).ConfigureAwait(false);
        }

        return RunAnswer.Write(scope, run);
    }

    private async Task ShowAsync(RunResponse run, CancellationToken cancellationToken)
    {
        foreach (var approval in run.Approvals)
        {
            var detail = await client.GetApprovalAsync(approval, cancellationToken).ConfigureAwait(false);
            foreach (var (index, call) in Outliers.InOrder(detail.Calls).Index())
            {
                foreach (
                    var line in CallCard.Render(call, $"{index + 1} of {detail.Calls.Count}", scope.Screen.Traits.Width)
                )
                {
                    scope.Screen.Markup(line);
                }
            }
        }
    }

    private async Task<RunResponse> AskAsync(RunResponse run, CancellationToken cancellationToken) =>
        await scope.Screen.AskAsync("Do it? [[y]] yes  [[n]] no", "yn", cancellationToken).ConfigureAwait(false) switch
        {
            'y' => await _follower.ApproveAllAsync(run, cancellationToken).ConfigureAwait(false),
            'n' => await _follower.DenyAllAsync(run, cancellationToken).ConfigureAwait(false),
            _ => run,
        };

    private async Task<RunResponse> WaitAsync(RunResponse run, CancellationToken cancellationToken)
    {
        var left = run.Due!.Value - scope.Context.Time.GetUtcNow(); // The caller has seen that there is one.
        var seconds = Math.Max(1, Math.Ceiling(left.TotalSeconds));
        scope.Screen.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"It goes out in {seconds:N0} seconds. To call it off: Ctrl-C, or meshclaw undo {run.Run}"
            )
        );
        try
        {
            while (run.Due is not null)
            {
                await Task.Delay(s_pause, scope.Context.Time, cancellationToken).ConfigureAwait(false);
                run = await client.GetRunAsync(run.Run, cancellationToken).ConfigureAwait(false);
            }

            return await _follower.SettleAsync(run.Run, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var undo = await client.UndoAsync(run.Run, CancellationToken.None).ConfigureAwait(false);
            return await _follower.SettleAsync(undo.Run, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
