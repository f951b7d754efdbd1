using System.Collections.Immutable;
using MeshClaw.Connectors.Local;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Files;

/// <summary>What the files of a workspace offer.</summary>
public static class FilesTools
{
    /// <summary><c>files.list</c>: <c>{path?, after?, limit?}</c> → <see cref="FileList"/>.</summary>
    public static readonly ToolName List = new("files.list");

    /// <summary><c>files.read</c>: <c>{path, line?, lines?}</c> → <see cref="FilePage"/>.</summary>
    public static readonly ToolName Read = new("files.read");

    /// <summary><c>files.search</c>: <c>{text, path?, limit?}</c> → <see cref="FileMatches"/>.</summary>
    public static readonly ToolName Search = new("files.search");

    /// <summary><c>files.write</c>: <c>{path, text, version?}</c>.</summary>
    public static readonly ToolName Write = new("files.write");

    /// <summary><c>files.edit</c>: <c>{path, old, new, version?}</c>.</summary>
    public static readonly ToolName Edit = new("files.edit");

    /// <summary><c>files.move</c>: <c>{path, to, version?}</c>.</summary>
    public static readonly ToolName Move = new("files.move");

    /// <summary><c>files.delete</c>: <c>{path, version?}</c>: into the holding folder.</summary>
    public static readonly ToolName Delete = new("files.delete");

    /// <summary><c>files.restore</c>: <c>{path, held, version?}</c>: out of the holding folder, as undoing does.</summary>
    public static readonly ToolName Restore = new("files.restore");

    /// <summary>The connection that is there without any configuration: agents get it by naming it.</summary>
    public static readonly ConnectionName Connection = new("files/workspace");

    /// <summary>The most characters that may be written at once.</summary>
    public const int LongestText = 1_000_000;

    internal const string RecordKind = "file";
    internal const int MostLines = 2000;
    internal const int MostEntries = 500;
    internal const int MostMatches = 200;
    internal const int DefaultMatches = 50;
    internal const int DefaultLines = 500;

    private static readonly Effect s_read = new(EffectClass.Read);
    private static readonly Effect s_reversible = new(EffectClass.Reversible);
    private static readonly Effect s_delete = new(EffectClass.Reversible, EffectTraits.Destroys);

    private static readonly LocalParameter s_path = Path("path", "Relative to the workspace, folders parted by /.");
    private static readonly LocalParameter s_folder = s_path with
    {
        Required = false,
        Description = "A folder; the whole workspace where left out.",
    };

    private static readonly LocalParameter s_version = new(
        "version",
        ValueForm.Text,
        ValueRole.Parameter,
        false,
        100,
        "As it was read: fails if the file is another by now."
    );

    internal static ImmutableArray<LocalTool> All { get; } =
    [
        new(
            List,
            "Lists a folder of the workspace, by name.",
            s_read,
            [
                s_folder,
                new("after", ValueForm.Text, ValueRole.Parameter, false, 255, "The last name of the page before."),
                Number("limit", MostEntries, "How many at the most; 500 where left out."),
            ]
        ),
        new(
            Read,
            "Reads a text file of the workspace, in pages of lines.",
            s_read,
            [
                s_path,
                Number("line", int.MaxValue, "The first line, from 1."),
                Number("lines", MostLines, "How many lines at the most; 500 where left out."),
            ]
        ),
        new(
            Search,
            "Finds files of the workspace whose name or lines contain a text, whatever the case.",
            s_read,
            [
                new("text", ValueForm.Text, ValueRole.Parameter, true, 200, "What they contain."),
                s_folder,
                Number("limit", MostMatches, "How many matches at the most; 50 where left out."),
            ]
        ),
        new(
            Write,
            "Writes a whole file, with the folders that it lies in; what was there before is held.",
            s_reversible,
            [s_path, Content("text", "All of the file."), s_version]
        ),
        new(
            Edit,
            "Replaces a text that stands in a file exactly once.",
            s_reversible,
            [
                s_path,
                Content("old", "As it stands there, with enough around it to be the only one."),
                Content("new", "What comes in its place; empty to take it out."),
                s_version,
            ]
        ),
        new(
            Move,
            "Moves or renames a file or folder; nothing may stand at the other place.",
            s_reversible,
            [s_path, Path("to", "Where it goes, its new name included."), s_version]
        ),
        new(
            Delete,
            "Moves a file or folder into the holding folder, from where it can be taken back for 30 days.",
            s_delete,
            [s_path, s_version]
        ),
        new(
            Restore,
            "Puts back what is held: a deleted file, or what a file was before.",
            s_reversible,
            [
                s_path,
                new("held", ValueForm.Text, ValueRole.Target, true, 60, "Its name in the holding folder.")
                {
                    Kinds = ["held"],
                },
                s_version,
            ]
        ),
    ];

    /// <summary>What the connector offers.</summary>
    public static IReadOnlyList<ToolDefinition> Definitions { get; } = [.. All.Select(t => t.Definition)];

    private static LocalParameter Path(string name, string description) =>
        new(name, ValueForm.Text, ValueRole.Target, true, 1000, description) { Kinds = [RecordKind] };

    private static LocalParameter Content(string name, string description) =>
        new(name, ValueForm.Text, ValueRole.Content, true, LongestText, description);

    private static LocalParameter Number(string name, int max, string description) =>
        new(name, ValueForm.Number, ValueRole.Parameter, false, max, description);
}
