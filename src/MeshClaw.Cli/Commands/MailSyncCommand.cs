using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mail sync</c>: now, with progress. Ends with 1 where an account could not be reached.</summary>
internal sealed class MailSyncCommand(CliContext context)
    : CliCommand(
        context,
        "sync",
        "Brings the local index up to date with every mail account now.",
        "meshclaw mail sync",
        "meshclaw mail sync --json"
    )
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var accounts = await FollowAsync(scope, session.Client, cancellationToken).ConfigureAwait(false);
        MailTable.Write(scope, accounts);
        return accounts.Any(a => a.State is "refused" or "backing-off") ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task<IReadOnlyList<MailAccountResponse>> FollowAsync(
        CommandScope scope,
        GatewayClient client,
        CancellationToken cancellationToken
    )
    {
        var work = client.SyncMailAsync(cancellationToken);
        try
        {
            while (!work.IsCompleted)
            {
                var look = Task.Delay(s_look, scope.Context.Time, cancellationToken);
                if (await Task.WhenAny(work, look).ConfigureAwait(false) == look && !work.IsCompleted)
                {
                    var now = await client.MailStatusAsync(cancellationToken).ConfigureAwait(false);
                    scope.Screen.Progress("synchronising", now.Sum(a => a.Known), now.Sum(a => a.Total));
                }
            }

            return await work.ConfigureAwait(false);
        }
        finally
        {
            scope.Screen.EndProgress();
        }
    }
}
