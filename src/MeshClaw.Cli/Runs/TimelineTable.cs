using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Runs;

/// <summary>Actions for people: one line each, and below it what the owner has to know of those that went wrong.</summary>
internal static class TimelineTable
{
    /// <summary>Writes them, in the order given.</summary>
    public static void Write(Screen screen, IReadOnlyList<TimelineEntry> entries, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(screen);
        if (entries.Count == 0)
        {
            screen.Output.WriteLine("Nothing has happened yet.");
            return;
        }

        var rows = entries.Select(e => (Entry: e, Time: LocalTime.Short(e.Updated, time), What: What(e))).ToArray();
        var id = rows.Max(r => r.Entry.Id.Length);
        var at = rows.Max(r => r.Time.Length);
        var state = rows.Max(r => r.Entry.State.Length);
        var what = Math.Min(rows.Max(r => Columns.Width(r.What)), 24);
        foreach (var row in rows)
        {
            var left = $"{row.Time.PadRight(at)}  {Sanitize.Line(row.Entry.Id).PadRight(id)}  ";
            var middle = Columns.Pad(Columns.Cut(row.What, what), what) + "  ";
            var used = left.Length + state + 2 + Columns.Width(middle);
            var title = Columns.Cut(Sanitize.Line(row.Entry.Title), Math.Max(10, screen.Traits.Width - used));
            var colour = Colour(row.Entry.State);
            screen.Markup(
                $"[dim]{Screen.Safe(left)}[/][{colour}]{Screen.Safe(row.Entry.State.PadRight(state))}[/]  "
                    + $"{Screen.Safe(middle)}{Screen.Safe(title)}"
            );
            Explain(screen, row.Entry);
        }
    }

    private static void Explain(Screen screen, TimelineEntry entry)
    {
        if (entry.State is not ("failed" or "unknown" or "denied") || entry.Explanation.Length == 0)
        {
            return;
        }

        foreach (var line in Columns.Wrap(Sanitize.Line(entry.Explanation), screen.Traits.Width - 6))
        {
            screen.Markup($"      [dim]{Screen.Safe(line)}[/]");
        }
    }

    private static string What(TimelineEntry entry)
    {
        var tool = entry.Tool[(entry.Tool.LastIndexOf('.') + 1)..];
        var to =
            entry.Args.ValueKind == JsonValueKind.Object
            && entry.Args.TryGetProperty("to", out var value)
            && value.ValueKind == JsonValueKind.String
                ? " → " + value.GetString()
                : "";
        return Sanitize.Line((entry.Undoes is null ? "" : "undo ") + tool + to);
    }

    private static string Colour(string state) =>
        state switch
        {
            "done" => "green",
            "failed" or "unknown" => "red",
            "waiting" or "executing" or "delayed" or "intended" => "yellow",
            _ => "dim",
        };
}
