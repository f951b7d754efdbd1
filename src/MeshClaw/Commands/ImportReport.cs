using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Core.Importing;

namespace MeshClaw.Commands;

/// <summary>A draft in the report.</summary>
/// <param name="Kind"><c>agent</c>, <c>memory</c>, <c>skill</c>, <c>channels</c>.</param>
/// <param name="From">Where it comes from, relative to the source.</param>
/// <param name="To">Where it lies, relative to the home.</param>
/// <param name="State"><c>new</c>, <c>updated</c>, <c>unchanged</c>, <c>edited</c> (yours: kept as it is), <c>settled</c> (accepted or removed: not made again).</param>
/// <param name="Note">What to know of it; null for nothing.</param>
internal sealed record ImportTaken(string Kind, string From, string To, string State, string? Note);

/// <summary>What <c>import openclaw</c> did, or would do.</summary>
/// <param name="Source">The other program's home.</param>
/// <param name="Home">Ours.</param>
/// <param name="DryRun">Nothing was written.</param>
/// <param name="Taken">Drafts, by kind.</param>
/// <param name="Left">What was not taken: where it stands, and why.</param>
/// <param name="Connect">Commands that connect what there was, and where it stands there.</param>
internal sealed record ImportReport(
    string Source,
    string Home,
    bool DryRun,
    IReadOnlyList<ImportTaken> Taken,
    IReadOnlyList<ImportLeft> Left,
    IReadOnlyList<ImportConnection> Connect
)
{
    public static ImportReport Of(
        string source,
        string home,
        bool dryRun,
        ImportPlan plan,
        ImmutableArray<WrittenDraft> drafts
    ) =>
        new(
            source,
            home,
            dryRun,
            [
                .. drafts.Select(d => new ImportTaken(
                    d.Draft.Kind.ToString().ToLowerInvariant(),
                    d.Draft.From,
                    d.Draft.To,
                    d.State.ToString().ToLowerInvariant(),
                    d.Draft.Note.Length == 0 ? null : d.Draft.Note
                )),
            ],
            plan.Left,
            plan.Connections
        );

    /// <summary>For people. All names in it are others' words.</summary>
    public void Write(Screen screen)
    {
        screen.Markup(
            DryRun
                ? "[bold]Would be taken[/], as drafts that do nothing:"
                : "[bold]Taken[/], as drafts that do nothing:"
        );
        foreach (var taken in Taken.Where(t => t.Kind != "skill" || t.Note is not null))
        {
            var state = taken.State switch
            {
                "edited" => " [yellow]you changed it: kept as it is[/]",
                "settled" => " [yellow]you accepted or removed it: not made again[/]",
                "unchanged" => " [dim]unchanged[/]",
                _ => "",
            };
            screen.Markup($"  {taken.Kind, -8} {Screen.Safe(taken.To)}{state}");
            screen.Markup(
                $"  {"", -8} [dim]{Screen.Safe(taken.From)}{(taken.Note is null ? "" : Screen.Safe($". {taken.Note}"))}[/]"
            );
        }

        if (Taken.Count == 0)
        {
            screen.Markup("  nothing");
        }

        if (Left.Count > 0)
        {
            screen.Markup("[bold]Left[/], and why:");
            foreach (var left in Left)
            {
                screen.Markup($"  {Screen.Safe(left.From)}");
                screen.Markup($"    [dim]{Screen.Safe(left.Why)}[/]");
            }
        }

        if (Connect.Count > 0)
        {
            screen.Markup("[bold]To connect[/] what there was, with keys typed anew:");
            foreach (var connection in Connect)
            {
                screen.Markup($"  {Screen.Safe(connection.Command)}");
            }
        }
    }
}

/// <summary>What <c>import accept</c> did.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="File">Its file, absolute.</param>
internal sealed record ImportAccepted(string Agent, string File);

[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(ImportAccepted))]
internal sealed partial class ImportReportJson : JsonSerializerContext;
