using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>stop</c>: itself ends with 0.</summary>
internal sealed class StopCommand(CliContext context)
    : CliCommand(context, "stop", "Stops everything at once, until you resume.", "meshclaw stop")
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        var stop = await session.Client.StopAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(stop, ProtocolJson.Default.StopResponse);
            return ExitCode.Done;
        }

        scope.Screen.Markup(
            string.Create(
                CultureInfo.InvariantCulture,
                $"[red]Stopped[/] within {stop.ElapsedMs:N0} ms: {stop.Done:N0} done, {stop.NotDone:N0} called off, {stop.InFlight:N0} under way."
            )
        );
        scope.Screen.Markup("  [dim]Nothing starts until: meshclaw resume[/]");
        return ExitCode.Done;
    }
}

/// <summary><c>resume</c></summary>
internal sealed class ResumeCommand(CliContext context)
    : CliCommand(context, "resume", "Ends a stop.", "meshclaw resume")
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var resume = await session.Client.ResumeAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(resume, ProtocolJson.Default.ResumeResponse);
            return ExitCode.Done;
        }

        scope.Screen.Output.WriteLine(
            resume.Since is { } since
                ? $"Resumed; it was stopped since {LocalTime.Short(since, scope.Context.Time)}."
                : "Nothing was stopped."
        );
        return ExitCode.Done;
    }
}
