using System.CommandLine;
using System.Globalization;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Sessions;
using MeshClaw.Hosting;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Commands;

/// <summary><c>up [--detach]</c></summary>
internal sealed class UpCommand : CliCommand
{
    private readonly Option<bool> _detach = new("--detach")
    {
        Description = "Return when it is ready, and leave it running in the background.",
    };
    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "Loopback address for HTTP, beside the socket (default: 127.0.0.1 and a free port).",
        HelpName = "ADDRESS:PORT",
    };
    private readonly Option<bool> _child = new("--detached-child") { Hidden = true };

    public UpCommand(CliContext context)
        : base(
            context,
            "up",
            "Starts the gateway: runs schedules, answers on a Unix socket and on loopback.",
            "meshclaw up",
            "meshclaw up --detach",
            "meshclaw up --listen 127.0.0.1:7070"
        )
    {
        Add(_detach);
        Add(_listen);
        Add(_child);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        if (scope.Arguments.GetValue(_child))
        {
            OwnSession.Begin();
        }
        else if (await GatewayClient.FindAsync(scope.Home, cancellationToken).ConfigureAwait(false) is { } running)
        {
            using (running)
            {
                return AlreadyRuns(scope, running.Ready);
            }
        }

        return scope.Arguments.GetValue(_detach)
            ? await DetachAsync(scope, cancellationToken).ConfigureAwait(false)
            : await HostAsync(scope, cancellationToken).ConfigureAwait(false);
    }

    private int AlreadyRuns(CommandScope scope, GatewayReady ready)
    {
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"A gateway runs on {scope.Home} already (process {ready.Pid})."
        );
        if (!scope.Arguments.GetValue(_detach))
        {
            throw new CommandFailedException("already-running", message, "End it with: meshclaw down");
        }

        scope.Screen.Note(message); // What was asked for is there.
        WriteReady(scope, ready);
        return ExitCode.Done;
    }

    private async Task<int> DetachAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var listen = scope.Arguments.GetValue(_listen);
        var ready = await DetachedGateway
            .StartAsync(scope.Home, listen, scope.Context.Time, cancellationToken)
            .ConfigureAwait(false);
        WriteReady(scope, ready);
        return ExitCode.Done;
    }

    private async Task<int> HostAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var options = GatewayLauncher.Options(scope.Home, scope.Context.Environment);
        options = scope.Arguments.GetValue(_listen) is { } listen ? options with { Listen = listen } : options;
        await using var host = await GatewayLauncher.StartAsync(options, cancellationToken).ConfigureAwait(false);
        if (scope.Arguments.GetValue(_child))
        {
            scope.WriteJson(host.Ready, ProtocolJson.Default.GatewayReady);
            OwnSession.CloseStreams();
        }
        else
        {
            WriteReady(scope, host.Ready);
            scope.Screen.Note("Ctrl-C ends it.");
        }

        await host.WaitForEndAsync(cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }

    // In JSON for people too: it is what scripts of the owner's own copy from the screen.
    private static void WriteReady(CommandScope scope, GatewayReady ready)
    {
        scope.WriteJson(ready, ProtocolJson.Default.GatewayReady);
        scope.Screen.Output.Flush();
    }
}
