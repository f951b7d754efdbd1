using Spectre.Console;

namespace MeshClaw.Cli.Terminal;

/// <summary>Tables for people.</summary>
internal static class Listing
{
    /// <summary>Writes a table; all cells are third-party text until proven otherwise, and wrapped to the screen.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="columns">The headings.</param>
    /// <param name="rows">The cells.</param>
    /// <param name="none">What to say instead of an empty table.</param>
    public static void Write(
        Screen screen,
        IReadOnlyList<string> columns,
        IEnumerable<IReadOnlyList<string>> rows,
        string none
    )
    {
        ArgumentNullException.ThrowIfNull(screen);
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        for (var i = 0; i < columns.Count; i++)
        {
            var last = i == columns.Count - 1;
            var column = new TableColumn(new Markup($"[bold]{Screen.Safe(columns[i])}[/]")) { NoWrap = !last };
            table.AddColumn(column.PadLeft(0).PadRight(last ? 0 : 2));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(c => new Text(Sanitize.Line(c))));
        }

        if (table.Rows.Count == 0)
        {
            screen.Output.WriteLine(none);
            return;
        }

        screen.Console.Write(table);
    }
}
