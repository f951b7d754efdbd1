using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Models.Triage.Evaluation;

namespace MeshClaw.Commands;

/// <summary>The outcome of <c>eval triage</c>, for people.</summary>
internal static class TriageTable
{
    private const int Mistakes = 10;

    public static void Write(Screen screen, TriageSummary summary)
    {
        var result = summary.Result;
        Line(
            screen,
            "{0:N0} labelled messages; learnt from {1:N0}, tested on {2:N0} from {3:yyyy-MM-dd}.",
            summary.Messages,
            result.Trained,
            result.Test.Messages,
            result.TestFrom
        );
        if (summary.Unlabelled > 0 || summary.UnknownIds.Count > 0)
        {
            var unknown = string.Join(", ", summary.UnknownIds.Take(3).Select(Sanitize.Line));
            Line(
                screen,
                "Left out: {0:N0} messages without a label, {1:N0} labels without a message{2}",
                summary.Unlabelled,
                summary.UnknownIds.Count,
                unknown.Length > 0 ? $" ({unknown}…)" : ""
            );
        }

        Scores(screen, result);
        Folders(screen, result);
        Abstained(screen, result);
        Calibration(screen, result);
        Days(screen, result);
        Worst(screen, result);
        Line(
            screen,
            "\n{0:N0} decisions a second ({1:N0} without the model), {2:N0} examples learnt a second; the model has {3:N0} KB.",
            result.DecisionsPerSecond,
            result.DecisionsPerSecondWithoutModel,
            result.ExamplesPerSecond,
            result.ModelBytes / 1024
        );
    }

    private static void Scores(Screen screen, TriageEvaluationResult result)
    {
        const string Row = "{0,-26} {1,7} {2,9} {3,9} {4,9} {5,7} {6,7} {7,7}";
        Line(screen, "\n" + Row, "", "filed", "right", "coverage", "in place", "wrong", "stays*", "cost");
        Score("learned", result.Test);
        if (result.AgainstLabels != result.Test)
        {
            Score("against the labels", result.AgainstLabels);
        }

        Score("without the model", result.WithoutModel);
        Line(
            screen,
            "{0,-26} {1,7} {2,9} {3,9} {4,9} {5,7} {6,7} {7,7}",
            "nothing filed",
            0,
            "",
            "",
            "",
            0,
            0,
            result.Test.CostOfNothing
        );
        Line(
            screen,
            "right: of what was filed; coverage: of what the owner files; in place: of all mail; * filed, but was to stay."
        );
        Line(screen, "cost in moves: 1 for each left to the owner, 3 in a wrong folder, 10 filed that was to stay.");

        void Score(string name, TriageScore s) =>
            Line(
                screen,
                Row,
                name,
                s.Filed,
                Percent(s.Accuracy),
                Percent(s.Coverage),
                Percent(s.InPlace),
                s.OtherFolder,
                s.ShouldStay,
                s.Cost
            );
    }

    private static void Folders(Screen screen, TriageEvaluationResult result)
    {
        const string Row = "{0,-26} {1,8} {2,7} {3,9} {4,9}";
        Line(screen, "\n" + Row, "the owner's folder", "messages", "filed", "right", "coverage");
        foreach (var (folder, s) in result.ByFolder)
        {
            Line(
                screen,
                Row,
                Cut(folder, 26),
                s.Messages,
                s.Filed,
                s.Filed == 0 ? "-" : Percent(s.Accuracy),
                s.Filable == 0 ? "-" : Percent(s.Coverage)
            );
        }
    }

    private static void Abstained(Screen screen, TriageEvaluationResult result)
    {
        Line(screen, "\nLeft to the owner, because:");
        foreach (var (why, count) in result.Abstained.OrderByDescending(a => a.Value))
        {
            Line(screen, "{0,7:N0}  {1}", count, Sanitize.Line(why));
        }
    }

    private static void Calibration(Screen screen, TriageEvaluationResult result)
    {
        const string Row = "{0,-14} {1,11} {2,9} {3,9}";
        Line(screen, "\n" + Row, "confidence", "predictions", "stated", "right");
        foreach (var bin in result.Calibration.Where(b => b.Predictions > 0))
        {
            Line(
                screen,
                Row,
                Format("{0:0.00}-{1:0.00}", bin.From, bin.To),
                bin.Predictions,
                Percent(bin.Stated),
                Percent(bin.Right)
            );
        }
    }

    private static void Days(Screen screen, TriageEvaluationResult result)
    {
        const string Row = "{0,-12} {1,8} {2,7} {3,7} {4,9} {5,9}";
        Line(screen, "\n" + Row, "from day", "messages", "filed", "wrong", "right", "coverage");
        // Several days a line: a day alone says little.
        foreach (var days in result.Days.Chunk(Math.Max(1, (result.Days.Count + 11) / 12)))
        {
            var s = new TriageScore();
            foreach (var day in days)
            {
                s.Add(day.Score);
            }

            Line(
                screen,
                Row,
                Format("{0:yyyy-MM-dd}{1}", days[0].Day, days[0].Test ? " t" : ""),
                s.Messages,
                s.Filed,
                s.Filed - s.Right,
                s.Filed == 0 ? "-" : Percent(s.Accuracy),
                Percent(s.Coverage)
            );
        }
    }

    private static void Worst(Screen screen, TriageEvaluationResult result)
    {
        if (result.Mistakes.Count == 0)
        {
            return;
        }

        Line(screen, "\nThe surest mistakes:");
        foreach (var m in result.Mistakes.Take(Mistakes))
        {
            Line(
                screen,
                "  {0:0.000} {1} instead of {2}: {3}\n        {4}",
                m.Confidence,
                Sanitize.Line(m.Filed),
                Sanitize.Line(m.Wanted),
                Sanitize.Line(m.Subject),
                Sanitize.Line(m.Reason)
            );
        }
    }

    private static string Cut(string text, int most)
    {
        var line = Sanitize.Line(text);
        return line.Length > most ? line[..(most - 1)] + "…" : line;
    }

    private static string Percent(double share) => Format("{0:0.0} %", 100 * share);

    private static void Line(Screen screen, string format, params object[] values) =>
        screen.Output.WriteLine(Format(format, values));

    private static string Format(string format, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, format, values);
}
