using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Runs;

/// <summary>A run's report as one screen: how many of what go where, and why.</summary>
internal static class ReportScreen
{
    private const int Narrowest = 24;

    /// <summary>The screen as lines of Spectre markup, none wider than <paramref name="width"/> cells.</summary>
    public static IReadOnlyList<string> Render(RunReportDto report, int width)
    {
        ArgumentNullException.ThrowIfNull(report);
        var lines = new List<string>();
        lines.AddRange(Columns.Wrap(Sanitize.Line(report.Headline), width).Select(l => $"[bold]{Screen.Safe(l)}[/]"));
        var rows = report.Lines.Select(Row.Of).ToArray();
        var count = rows.Select(r => r.Count.Length).DefaultIfEmpty(0).Max();
        var what = rows.Select(r => Columns.Width(r.What)).DefaultIfEmpty(0).Max();
        var destination = rows.Select(r => Columns.Width(r.Destination)).DefaultIfEmpty(0).Max();
        foreach (var row in rows)
        {
            lines.AddRange(Line(row, count, what, destination, width));
        }

        if (report.Left > 0)
        {
            var left = Invariant($"{report.Left:N0} more are left over the limit of one run; run it again to go on.");
            lines.AddRange(Columns.Wrap(left, width - 2).Select(l => $"  [dim]{l}[/]"));
        }

        return lines;
    }

    private static IEnumerable<string> Line(Row row, int count, int what, int destination, int width)
    {
        var head = $"  {row.Count.PadLeft(count)} {Columns.Pad(row.What, what)}";
        var target = Columns.Pad(row.Destination, destination);
        var indent = Columns.Width(head) + (destination > 0 ? destination + 3 : 0) + 2;
        var below = width - indent < Narrowest; // no room beside it
        var why = Columns.Wrap(row.Why, below ? width - 6 : width - indent);
        var colour =
            row.Held ? "red"
            : row.Destination.Length > 0 ? "green"
            : "yellow";
        var first =
            Screen.Safe(head)
            + (destination > 0 ? $"   [{colour}]{Screen.Safe(below ? row.Destination : target)}[/]" : "");
        if (below)
        {
            return [first, .. why.Select(w => $"      [dim]{Screen.Safe(w)}[/]")];
        }

        return
        [
            $"{first}  [dim]{Screen.Safe(why[0])}[/]",
            .. why.Skip(1).Select(w => new string(' ', indent) + $"[dim]{Screen.Safe(w)}[/]"),
        ];
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Row(string Count, string What, string Destination, string Why, bool Held)
    {
        public static Row Of(ReportLineDto line) =>
            new(
                line.Count.ToString("N0", CultureInfo.InvariantCulture),
                Sanitize.Line(line.What),
                line.Destination is { } folder ? "→ " + Columns.Cut(Sanitize.Line(folder), 24) : "",
                Sanitize.Line(line.Why),
                line.What == "held"
            );
    }
}
