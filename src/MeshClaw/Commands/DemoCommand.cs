using System.CommandLine;
using System.Globalization;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Demo;
using MeshClaw.Protocol;

namespace MeshClaw.Commands;

/// <summary><c>demo [--headless] [--yes] [--keep]</c>: no account, no model, no network.</summary>
internal sealed class DemoCommand : CliCommand
{
    private const int ShownActions = 8;

    private readonly Option<bool> _headless = new("--headless") { Description = "Ask nothing." };
    private readonly Option<bool> _yes = new("--yes") { Description = "Apply what the agent proposes." };
    private readonly Option<bool> _keep = new("--keep") { Description = "Leave the temporary home, to look at." };

    public DemoCommand(CliContext context)
        : base(
            context,
            "demo",
            "Sorts a sample mailbox before your eyes: shows what it would do, asks, does it, undoes it.",
            "meshclaw demo",
            "meshclaw demo --keep",
            "meshclaw demo --headless --yes --json"
        )
    {
        Add(_headless);
        Add(_yes);
        Add(_keep);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new CommandFailedException(
                "unsupported",
                "The sample mailbox is a Maildir, whose file names Windows does not allow.",
                "Run the demo in WSL, or connect a mailbox of your own: meshclaw connect --help"
            );
        }

        var time = scope.Context.Time;
        var started = time.GetTimestamp();
        var keep = scope.Arguments.GetValue(_keep);
        using var home = DemoHome.Create(DemoMailbox.Open(), time.GetUtcNow(), keep);
        await using var session = await scope
            .Context.Launcher.StartAsync(home.Home, cancellationToken)
            .ConfigureAwait(false);
        var round = new DemoRound(session.Client, scope.Screen, home.Maildir);
        var run = await round.RunAsync(cancellationToken).ConfigureAwait(false);
        var code = await PlayAsync(scope, session, round, run, cancellationToken).ConfigureAwait(false);
        var outcome = round.Outcome(time.GetElapsedTime(started), keep ? home.Home : null);
        if (scope.Json)
        {
            scope.WriteJson(outcome, DemoJson.Default.DemoOutcome);
        }
        else
        {
            Conclude(scope.Screen, outcome);
        }

        return code ?? (outcome.Even ? ExitCode.Done : ExitCode.Failed);
    }

    /// <summary>Plays the round as far as it goes; returns the exit code where it ended before the undo, else null.</summary>
    private async Task<int?> PlayAsync(
        CommandScope scope,
        IGatewaySession session,
        DemoRound round,
        RunResponse run,
        CancellationToken cancellationToken
    )
    {
        var asks = scope.Interactive && !scope.Arguments.GetValue(_headless);
        var dialog = new ApplyDialog(session.Client, scope.Screen);
        if (!scope.Json)
        {
            dialog.Show(run);
        }

        if (scope.Arguments.GetValue(_yes))
        {
            run = await round.ApproveAsync(run, cancellationToken).ConfigureAwait(false);
        }
        else if (asks)
        {
            run = await dialog.AskAsync(run, cancellationToken).ConfigureAwait(false);
        }

        var timeline = await round.LookAsync(run, cancellationToken).ConfigureAwait(false);
        var done = timeline.Where(e => e.State == "done").ToArray();
        if (done.Length == 0 || run.State != "done")
        {
            if (!scope.Json)
            {
                RunSummary.Write(scope.Screen, run);
            }
            else if (run.Error is { } error)
            {
                scope.Screen.Note(error);
            }

            return ExitCode.Of(run);
        }

        Write(scope, done);
        if (
            asks
            && await scope.Screen.AskAsync("Take it all back? [[y/n]]", "yn", cancellationToken).ConfigureAwait(false)
                != 'y'
        )
        {
            return ExitCode.Done;
        }

        Write(scope, await round.UndoAsync(run, cancellationToken).ConfigureAwait(false));
        return null;
    }

    private static void Write(CommandScope scope, RunResponse run)
    {
        if (!scope.Json)
        {
            scope.Screen.Markup(Screen.Safe(RunSummary.Headline(run)));
        }
    }

    private static void Write(CommandScope scope, TimelineEntry[] done)
    {
        if (scope.Json)
        {
            return;
        }

        scope.Screen.Output.WriteLine();
        TimelineTable.Write(scope.Screen, done.Take(ShownActions).ToArray(), scope.Context.Time);
        if (done.Length > ShownActions)
        {
            scope.Screen.Markup(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"[dim]… and {done.Length - ShownActions} more, all done.[/]"
                )
            );
        }
    }

    private static void Conclude(Screen screen, DemoOutcome outcome)
    {
        if (outcome.MailboxChangedByApplying && outcome.MailboxUnchangedAfterUndo)
        {
            screen.Markup(
                "[green]The mailbox is as it was[/]: every message, every flag, every folder compared, byte for byte."
            );
        }

        var where = outcome.Home is { } home ? $"The home is kept: {home}" : "The temporary home is removed.";
        screen.Markup($"[dim]{Screen.Safe(where)} No model was asked: {outcome.TokensUsed} tokens.[/]");
        screen.Markup("[dim]Your own mail: meshclaw connect mail/work --user you@example.org[/]");
    }
}
