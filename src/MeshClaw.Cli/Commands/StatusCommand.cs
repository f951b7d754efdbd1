using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>status</c>: starts nothing.</summary>
internal sealed class StatusCommand(CliContext context)
    : CliCommand(
        context,
        "status",
        "Says whether a gateway runs, and how it is.",
        "meshclaw status",
        "meshclaw status --json"
    )
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        using var client = await GatewayClient.FindAsync(scope.Home, cancellationToken).ConfigureAwait(false);
        var status = client is null
            ? new StatusResponse { Running = false, Home = scope.Home }
            : await client.StatusAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(status, ProtocolJson.Default.StatusResponse);
        }
        else
        {
            Write(scope, status);
        }

        return ExitCode.Done;
    }

    private static void Write(CommandScope scope, StatusResponse status)
    {
        var screen = scope.Screen;
        if (!status.Running)
        {
            screen.Output.WriteLine(
                $"No gateway runs on {Sanitize.Line(status.Home)}. Start it with: meshclaw up --detach"
            );
            return;
        }

        var state =
            status.Locked ? "[red]locked[/] (meshclaw unlock)"
            : status.Stopped ? "[red]stopped[/] (meshclaw resume)"
            : "[green]running[/]";
        screen.Markup(
            $"{state}  [dim]{Screen.Safe(status.Version)}, process {status.Pid}, {Screen.Safe(status.Home)}[/]"
        );
        Line(screen, "connections", status.Connections.Count == 0 ? "none" : string.Join(", ", status.Connections));
        if (status.Models.Count > 0)
        {
            Line(screen, "models", string.Join(", ", status.Models));
        }

        Line(screen, "agents", Number(status.Agents));
        if (status.Next is { } next)
        {
            var time = LocalTime.Next(next, status.NextWhy, scope.Context.Time);
            Line(screen, "next", $"{status.NextAgent} {time}");
        }

        Line(screen, "runs under way", Number(status.RunsActive));
        var waiting = Number(status.ApprovalsWaiting);
        Line(screen, "wait for you", status.ApprovalsWaiting > 0 ? waiting + "  meshclaw approvals list" : waiting);
        Line(screen, "orders", Number(status.Orders));
        if (status.Unknown > 0)
        {
            Line(screen, "unknown", Number(status.Unknown) + "  meshclaw timeline --state unknown");
        }

        foreach (var line in status.Unanswered)
        {
            Line(screen, "unanswered", Sanitize.Line(line));
        }

        foreach (var problem in status.Problems)
        {
            screen.Markup($"  [red]{Screen.Safe(problem)}[/]");
        }
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static void Line(Screen screen, string name, string value) =>
        screen.Markup($"  {name.PadRight(14)}  {Screen.Safe(value)}");
}
