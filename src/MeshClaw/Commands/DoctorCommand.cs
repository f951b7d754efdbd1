using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Commands;

/// <summary><c>doctor</c>: where not even a gateway starts, that is the finding. Ends with 1 if there is an error among the findings.</summary>
internal sealed class DoctorCommand(CliContext context)
    : CliCommand(
        context,
        "doctor",
        "Finds what is wrong, explains it, and says how to mend it.",
        "meshclaw doctor",
        "meshclaw doctor --json"
    )
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        scope.Screen.Progress("looking", 0, 0);
        var findings = await FindAsync(scope, cancellationToken).ConfigureAwait(false);
        scope.Screen.EndProgress();
        if (scope.Json)
        {
            scope.WriteJson(findings, ProtocolJson.Default.IReadOnlyListDoctorFinding);
        }
        else
        {
            Write(scope.Screen, findings);
        }

        return findings.Any(f => f.Level == "error") ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task<IReadOnlyList<DoctorFinding>> FindAsync(
        CommandScope scope,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
            return await session.Client.DoctorAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CommandFailedException e)
        {
            return [new DoctorFinding(e.Code == "no-home" ? "home" : e.Code, "error", e.Message, e.Todo)];
        }
    }

    private static void Write(Screen screen, IReadOnlyList<DoctorFinding> findings)
    {
        foreach (var finding in findings)
        {
            var (mark, colour) = finding.Level switch
            {
                "ok" => ("ok     ", "green"),
                "warning" => ("warning", "yellow"),
                _ => ("error  ", "red"),
            };
            var lines = Columns.Wrap(Sanitize.Line($"{finding.Area}: {finding.What}"), screen.Traits.Width - 9);
            screen.Markup($"[{colour}]{mark}[/]  {Screen.Safe(lines[0])}");
            foreach (var line in lines.Skip(1))
            {
                screen.Markup($"         {Screen.Safe(line)}");
            }

            IReadOnlyList<string> mend = finding.Mend is null
                ? []
                : Columns.Wrap(Sanitize.Line(finding.Mend), screen.Traits.Width - 11);
            for (var i = 0; i < mend.Count; i++)
            {
                screen.Markup($"         [bold]{(i == 0 ? '→' : ' ')}[/] {Screen.Safe(mend[i])}");
            }
        }
    }
}
