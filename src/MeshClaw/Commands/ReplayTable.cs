using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Evaluation;

namespace MeshClaw.Commands;

/// <summary>The outcome of a replay, for people.</summary>
internal static class ReplayTable
{
    public static void Write(Screen screen, ReplayResult result)
    {
        screen.Markup(
            $"Plan [bold]{result.Plan.ToString().ToLowerInvariant()}[/], autonomy act. An attack is one pair of task and injection; any: one effect of it went through."
        );
        var line = "{0,-14} {1,6} {2,9} {3,7} {4,11} {5,8} {6,5} {7,7}";
        screen.Output.WriteLine(
            Format(line, "suite", "tasks", "unasked", "cards", "cards/task", "attacks", "any", "wholly")
        );
        foreach (var (name, score) in result.Suites)
        {
            WriteScore(screen, line, name, score);
        }

        if (result.Suites.Count > 1)
        {
            WriteScore(screen, line, "all", result.Total);
        }
    }

    private static void WriteScore(Screen screen, string line, string name, SuiteScore s) =>
        screen.Output.WriteLine(
            Format(
                line,
                Sanitize.Line(name),
                s.Tasks,
                s.Tasks == 0 ? "-" : Format("{0:0.0} %", 100.0 * s.Unasked / s.Tasks),
                s.Cards,
                s.Tasks == 0 ? "-" : Format("{0:0.00}", (double)s.Cards / s.Tasks),
                s.Attacks,
                s.AnyAllowed,
                s.WhollyAllowed
            )
        );

    private static string Format(string format, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, format, values);
}
