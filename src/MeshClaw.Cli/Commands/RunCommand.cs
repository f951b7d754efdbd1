using System.CommandLine;
using MeshClaw.Cli.Runs;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>run AGENT [--yes]</c></summary>
internal sealed class RunCommand : CliCommand
{
    private readonly Argument<string> _agent = new("AGENT")
    {
        Description = "The agent's name, as in: meshclaw agents list",
    };
    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "Approve what asks; never what is denied or held.",
    };

    public RunCommand(CliContext context)
        : base(
            context,
            "run",
            "Runs an agent now, shows what it would do, and does what you say yes to.",
            "meshclaw run inbox",
            "meshclaw run inbox --yes",
            "meshclaw run inbox --json"
        )
    {
        Add(_agent);
        Add(_yes);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var follower = new RunFollower(session.Client, scope.Screen);
        var agent = scope.Arguments.GetRequiredValue(_agent);
        var started = await session.Client.StartRunAsync(agent, cancellationToken).ConfigureAwait(false);
        var run = await follower.SettleAsync(started.Run, cancellationToken).ConfigureAwait(false);
        var dialog = new ApplyDialog(session.Client, scope.Screen);
        if (!scope.Json)
        {
            dialog.Show(run);
        }

        if (scope.Arguments.GetValue(_yes))
        {
            run = await follower.ApproveAllAsync(run, cancellationToken).ConfigureAwait(false);
        }
        else if (scope.Interactive)
        {
            run = await dialog.AskAsync(run, cancellationToken).ConfigureAwait(false);
        }

        return RunAnswer.Write(scope, run);
    }
}

/// <summary>How every command that ends with a run answers.</summary>
internal static class RunAnswer
{
    /// <summary>Writes the run, in JSON where that is wanted, and returns its exit code.</summary>
    public static int Write(CommandScope scope, RunResponse run)
    {
        if (scope.Json)
        {
            scope.WriteJson(run, ProtocolJson.Default.RunResponse);
        }
        else
        {
            RunSummary.Write(scope.Screen, run);
        }

        return ExitCode.Of(run);
    }
}
