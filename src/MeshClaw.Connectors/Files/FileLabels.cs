using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Connectors.Files;

/// <summary>
/// Says of each field who wrote it. What the file system counts is the owner's own; names and contents are anybody's: programs of agents,
/// and what those fetched, write there as the owner does, and nothing tells which it was.
/// </summary>
internal static class FileLabels
{
    private static readonly Label s_own = new(Origin.OwnSystem, Sensitivity.Private);
    private static readonly Label s_foreign = new(Origin.ThirdParty, Sensitivity.Private);

    public static Observation Of(FileList list) =>
        new()
        {
            Records =
            [
                .. list.Entries.Select(e =>
                    Record(
                        WorkspacePath.Join(list.Path, e.Name),
                        [
                            Own("kind", e.Kind.ToString().ToLowerInvariant()),
                            .. e.Kind == FileKind.File ? (SeenField[])[Own("size", Number(e.Size))] : [],
                            Own(
                                "modified",
                                e.Modified.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)
                            ),
                        ]
                    )
                ),
                .. list.Next is null ? (SeenRecord[])[] : [More([Foreign("after", FieldKind.Name, list.Next)])],
            ],
            LookedFor = list.Path.Length == 0 ? [] : [list.Path],
        };

    public static Observation Of(FilePage page)
    {
        var fields = new List<SeenField> { Own("version", page.Version), Own("size", Number(page.Size)) };
        if (page.Text is null)
        {
            fields.Add(Own("content", "binary, or too large to be read as text: not shown"));
        }
        else
        {
            fields.Add(Own("firstLine", Number(page.FirstLine)));
            fields.AddRange(page.NextLine is { } next ? [Own("nextLine", Number(next))] : []);
            fields.AddRange(page.IsCut ? [Own("cut", "the end of a line is left out")] : []);
            fields.AddRange(page.Text.Length == 0 ? [] : [Foreign("text", FieldKind.Prose, page.Text)]);
        }

        return new Observation { Records = [Record(page.Path, fields)], LookedFor = [page.Path] };
    }

    public static Observation Of(FileMatches matches, string text) =>
        new()
        {
            Records =
            [
                .. matches.Matches.Select(m =>
                    Record(
                        m.Path,
                        [
                            .. m.Line is { } line ? (SeenField[])[Own("line", Number(line))] : [],
                            .. string.IsNullOrEmpty(m.Text)
                                ? (SeenField[])[]
                                : [Foreign("text", FieldKind.Prose, m.Text)],
                        ]
                    )
                ),
                .. matches.IsWhole
                    ? (SeenRecord[])[]
                    : [More([Own("more", "not everything is shown or was searched")])],
            ],
            LookedFor = [text],
        };

    private static SeenRecord Record(string path, IEnumerable<SeenField> fields) =>
        new(
            [FilesTools.RecordKind],
            path,
            [
                Foreign("path", FieldKind.Id, path),
                Foreign("name", FieldKind.Name, WorkspacePath.NameOf(path)),
                .. fields,
            ]
        )
        {
            IsOwnCopy = true,
        };

    private static SeenRecord More(ImmutableArray<SeenField> fields) =>
        new(["more"], null, fields) { IsOwnCopy = true };

    private static SeenField Own(string name, string text) => new(name, FieldKind.Value, text, s_own);

    private static SeenField Foreign(string name, FieldKind kind, string text) => new(name, kind, text, s_foreign);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
