using System.Text;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Files;

/// <summary>Names of files in a workspace: relative, parted by <c>/</c>, with nothing in them that leads elsewhere.</summary>
internal static class WorkspacePath
{
    /// <summary>The workspace itself.</summary>
    public const string Root = "";

    private const int LongestName = 255;
    private const int LongestPath = 1000;
    private const int Deepest = 40;

    /// <summary>One spelling for each file.</summary>
    /// <exception cref="ToolException">It is none, or could lead out of the workspace.</exception>
    public static string Parse(string path, string argument, bool rootToo)
    {
        if (path.StartsWith('/') || path.StartsWith('~') || path.Contains('\\', StringComparison.Ordinal))
        {
            throw new ToolException(
                $"'{argument}' must be relative to the workspace and part folders by /, such as notes/today.md."
            );
        }

        var steps = path.Split('/').Where(s => s.Length > 0 && s != ".").ToList();
        if (steps.Contains(".."))
        {
            throw new ToolException($"'{argument}' cannot go up with '..': it stays in the workspace.");
        }

        if (
            steps.Count > Deepest
            || path.Length > LongestPath
            || steps.Any(s => s.Any(char.IsControl) || Encoding.UTF8.GetByteCount(s) > LongestName || HasDrive(s))
        )
        {
            throw new ToolException(
                $"'{argument}' is no usable name: no control characters, no ':' on Windows, names of at most {LongestName} bytes, at most {Deepest} folders deep."
            );
        }

        return steps.Count > 0 || rootToo
            ? string.Join('/', steps)
            : throw new ToolException($"'{argument}' must name something in the workspace, not the workspace itself.");
    }

    /// <summary>The folder that it lies in.</summary>
    public static string ParentOf(string path) => path.LastIndexOf('/') is var at and >= 0 ? path[..at] : Root;

    /// <summary>Its last step.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    // A colon makes a drive or a hidden stream there.
    private static bool HasDrive(string step) =>
        OperatingSystem.IsWindows() && step.Contains(':', StringComparison.Ordinal);
}
