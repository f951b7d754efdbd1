using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Runs;

/// <summary>Shows what a run would do and asks what to apply.</summary>
internal sealed class ApplyDialog(GatewayClient client, Screen screen)
{
    private readonly RunFollower _follower = new(client, screen);

    /// <summary>Shows the run's report.</summary>
    public void Show(RunResponse run)
    {
        if (run.Report is not { } report)
        {
            return;
        }

        foreach (var line in ReportScreen.Render(report, screen.Traits.Width))
        {
            screen.Markup(line);
        }
    }

    /// <summary>Asks, does what was answered, and returns the run as it then stands. An end of the input leaves it waiting.</summary>
    public async Task<RunResponse> AskAsync(RunResponse run, CancellationToken cancellationToken)
    {
        if (run.Approvals.Count == 0)
        {
            return run;
        }

        var calls = new List<ApprovalCall>();
        foreach (var id in run.Approvals)
        {
            calls.AddRange((await client.GetApprovalAsync(id, cancellationToken).ConfigureAwait(false)).Calls);
        }

        foreach (var line in Outliers.Summary(calls))
        {
            screen.Markup($"  [red]{Screen.Safe(line)}[/]");
        }

        const string prompt = "Apply? [[y]] all  [[r]] review one by one  [[n]] nothing";
        switch (await screen.AskAsync(prompt, "yrn", cancellationToken).ConfigureAwait(false))
        {
            case 'y':
                return await _follower.ApproveAllAsync(run, cancellationToken).ConfigureAwait(false);
            case 'n':
                return await _follower.DenyAllAsync(run, cancellationToken).ConfigureAwait(false);
            case 'r':
                var review = new ReviewSession(client, screen);
                return await review.ReviewAsync(run, cancellationToken).ConfigureAwait(false)
                    ? await _follower.SettleAsync(run.Run, cancellationToken).ConfigureAwait(false)
                    : run;
            default:
                return run;
        }
    }
}
