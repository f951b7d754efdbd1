using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Runs;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Turns;

/// <summary>Stays with a turn until it is over, and shows a card with a question for what waits for the owner.</summary>
internal sealed class TurnDialog(CommandScope scope, GatewayClient client, ITurnView view)
{
    private readonly RunFollower _runs = new(client, scope.Screen);

    /// <summary>Follows a turn, and asks for what waits where somebody can answer.</summary>
    /// <param name="turn">The turn as it was begun.</param>
    /// <param name="yes">Say yes to all that waits.</param>
    /// <param name="cancellationToken">Gives up following; the turn goes on.</param>
    public async Task<TurnResponse> FollowAsync(TurnResponse turn, bool yes, CancellationToken cancellationToken)
    {
        while (true)
        {
            turn = await WatchAsync(turn, cancellationToken).ConfigureAwait(false);
            if (
                turn.Approvals.Count == 0
                || !(yes || view.CanAsk)
                || !await AnswerAsync(turn, yes, cancellationToken).ConfigureAwait(false)
            )
            {
                return turn;
            }
        }
    }

    private async Task<TurnResponse> WatchAsync(TurnResponse turn, CancellationToken cancellationToken)
    {
        var spoke = false;
        try
        {
            await foreach (var happened in client.WatchTurnAsync(turn.Run, cancellationToken).ConfigureAwait(false))
            {
                if (happened.Final is not { } final)
                {
                    spoke |= happened.Kind == "text";
                    view.Show(happened);
                    continue;
                }

                if (!spoke && final.Reply != turn.Reply)
                {
                    view.Show(new TurnProgress { Kind = "text", Text = final.Reply }); // Said before we began to listen.
                }

                return final;
            }
        }
        finally
        {
            view.End();
        }

        return await client.GetTurnAsync(turn.Run, cancellationToken).ConfigureAwait(false);
    }

    // False where nothing was answered: it goes on waiting.
    private async Task<bool> AnswerAsync(TurnResponse turn, bool yes, CancellationToken cancellationToken)
    {
        foreach (var (place, approval) in turn.Approvals.Index())
        {
            if (place > 0)
            {
                await _runs.SettleAsync(turn.Run, cancellationToken).ConfigureAwait(false);
            }

            var detail = await client.GetApprovalAsync(approval, cancellationToken).ConfigureAwait(false);
            foreach (var (index, call) in Outliers.InOrder(detail.Calls).Index())
            {
                var title = $"{index + 1} of {detail.Calls.Count}";
                foreach (var line in CallCard.Render(call, title, scope.Screen.Traits.Width))
                {
                    view.Markup(line);
                }
            }

            var answer = yes
                ? 'y'
                : await view.AskAsync("Do it? [[y]] yes  [[n]] no  [[l]] later", "ynl", cancellationToken)
                    .ConfigureAwait(false);
            switch (answer)
            {
                case 'y':
                    await client
                        .ApproveAsync(approval, new ApproveRequest(detail.Hash, null), cancellationToken)
                        .ConfigureAwait(false);
                    break;
                case 'n':
                    await client.DenyAsync(approval, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}

/// <summary>How commands that end with a turn answer.</summary>
internal static class TurnAnswer
{
    /// <summary>Writes the turn, in JSON where that is wanted, and returns its exit code.</summary>
    public static int Write(CommandScope scope, TurnResponse turn)
    {
        if (scope.Json)
        {
            scope.WriteJson(turn, ProtocolJson.Default.TurnResponse);
        }
        else
        {
            if (turn.Error is { } error)
            {
                scope.Screen.Note(error);
            }

            if (turn.Approvals.Count > 0)
            {
                scope.Screen.Note($"Waits for your yes: meshclaw approvals show {turn.Approvals[0]}");
            }
        }

        return turn.State switch
        {
            "stopped" => ExitCode.Stopped,
            "failed" => ExitCode.Failed,
            "waiting" => ExitCode.Waiting,
            _ => ExitCode.Done,
        };
    }
}
