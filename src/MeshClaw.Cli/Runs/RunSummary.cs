using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Runs;

/// <summary>How a run ended, in a few lines: what became of its actions, and what the owner can do now.</summary>
internal static class RunSummary
{
    // In the order in which an owner wants to know.
    private static readonly string[] s_states =
    [
        "done",
        "undone",
        "failed",
        "unknown",
        "waiting",
        "denied",
        "expired",
        "cancelled",
        "delayed",
        "executing",
        "intended",
        "proposed",
    ];

    /// <summary>Writes it.</summary>
    public static void Write(Screen screen, RunResponse run)
    {
        ArgumentNullException.ThrowIfNull(run);
        screen.Markup($"[{Colour(run)}]{Screen.Safe(Headline(run))}[/]");
        if (run.Error is { } error)
        {
            screen.Markup($"  [red]{Screen.Safe(error)}[/]");
        }

        foreach (var approval in run.Approvals)
        {
            screen.Markup(
                $"  [yellow]{Screen.Safe(approval)}[/] waits for your yes: "
                    + $"meshclaw approvals show {Screen.Safe(approval)}, then meshclaw approve {Screen.Safe(approval)}"
            );
        }

        if (Count(run, "unknown") > 0)
        {
            screen.Markup(
                $"  What is unknown, and what to do: meshclaw timeline --run {Screen.Safe(run.Run)} --state unknown"
            );
        }

        if (run.Left > 0)
        {
            screen.Markup(
                $"  {run.Left.ToString("N0", CultureInfo.InvariantCulture)} more are left over the limit of one run."
            );
        }

        if (Count(run, "done") > 0 && run.Agent != "owner")
        {
            screen.Markup($"  [dim]Take it back with: meshclaw undo {Screen.Safe(run.Run)}[/]");
        }
    }

    /// <summary>One line: <c>r7 done: 70 done, 2 failed</c>.</summary>
    public static string Headline(RunResponse run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var known = s_states.Where(s => Count(run, s) > 0);
        var others = run.Actions.Keys.Except(s_states, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var counts = known
            .Concat(others)
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"{Count(run, s):N0} {s}"))
            .ToArray();
        return $"{run.Run} {run.State}: {(counts.Length == 0 ? "nothing to do" : string.Join(", ", counts))}";
    }

    private static int Count(RunResponse run, string state) => run.Actions.GetValueOrDefault(state);

    private static string Colour(RunResponse run) =>
        ExitCode.Of(run) switch
        {
            ExitCode.Done => "green",
            ExitCode.Waiting => "yellow",
            _ => "red",
        };
}
