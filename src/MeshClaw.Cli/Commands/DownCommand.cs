using System.Diagnostics;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>down</c>: returns when the process is gone.</summary>
internal sealed class DownCommand(CliContext context)
    : CliCommand(context, "down", "Ends the gateway; runs under way go on at the next start.", "meshclaw down")
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        using var client = await GatewayClient.FindAsync(scope.Home, cancellationToken).ConfigureAwait(false);
        if (client is not null)
        {
            scope.Screen.Progress("ending", 0, 0);
            using var process = Find(client.Ready.Pid);
            await client.ShutdownAsync(cancellationToken).ConfigureAwait(false);
            if (process is not null)
            {
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }

            scope.Screen.EndProgress();
        }

        if (scope.Json)
        {
            scope.WriteJson(new DownOutput(false, client?.Ready.Pid), CliJson.Default.DownOutput);
        }
        else
        {
            scope.Screen.Output.WriteLine(client is null ? "No gateway was running." : "The gateway has ended.");
        }

        return ExitCode.Done;
    }

    private static Process? Find(int pid)
    {
        try
        {
            return pid == Environment.ProcessId ? null : Process.GetProcessById(pid);
        }
        catch (ArgumentException)
        {
            return null; // Gone already.
        }
    }
}
