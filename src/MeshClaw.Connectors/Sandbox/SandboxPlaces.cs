using MeshClaw.Core.Configuration;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>
/// Which folders of this machine may be given to a program. Of MeshClaw's home only what lies in <c>workspace/</c>, and to read what lies
/// in <c>skills/</c>; nothing that holds the home, or the owner's own home folder, or is the system's.
/// </summary>
public sealed class SandboxPlaces
{
    private static readonly string[] s_system =
    [
        "/bin",
        "/boot",
        "/dev",
        "/etc",
        "/lib",
        "/lib32",
        "/lib64",
        "/libx32",
        "/proc",
        "/run",
        "/sbin",
        "/sys",
        "/usr",
    ];

    // Nothing of these even to read: processes, devices, and the sockets by which a machine is ruled.
    private static readonly string[] s_living = ["/boot", "/dev", "/proc", "/run", "/sys"];

    private readonly string[] _socketFolder;

    /// <param name="home">MeshClaw's home.</param>
    /// <param name="ownerHome">The owner's home folder; null where there is none.</param>
    public SandboxPlaces(MeshClawHome home, string? ownerHome)
    {
        ArgumentNullException.ThrowIfNull(home);
        Home = Real(home.Root);
        Workspaces = Path.Join(Home, Path.GetFileName(home.WorkspaceFolder));
        Skills = Path.Join(Home, Path.GetFileName(home.SkillsFolder));
        OwnerHome = string.IsNullOrEmpty(ownerHome) ? null : Real(ownerHome);
        _socketFolder = Path.GetDirectoryName(home.SocketFile) is { } folder ? [Real(folder)] : [];
    }

    /// <summary>MeshClaw's home, links resolved.</summary>
    public string Home { get; }

    /// <summary>Where agents' workspaces lie.</summary>
    public string Workspaces { get; }

    /// <summary>Where skills lie.</summary>
    public string Skills { get; }

    /// <summary>The owner's home folder, links resolved.</summary>
    public string? OwnerHome { get; }

    /// <summary>What must not be seen, wherever it lies.</summary>
    internal IEnumerable<string> Hidden => [Home, .. OwnerHome is null ? (string[])[] : [OwnerHome], .. _socketFolder];

    /// <summary>Why a program may not have it; null where it may.</summary>
    /// <param name="path">Full path without links.</param>
    /// <param name="writable">It would be the program's workspace.</param>
    public string? Refuses(string path, bool writable)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (
            s_system.FirstOrDefault(s => Holds(path, s) || (Holds(s, path) && (writable || s_living.Contains(s)))) is
            { } system
        )
        {
            return $"{path} cannot be given to a program: {system} is the system's.";
        }

        if (OwnerHome is not null && Holds(path, OwnerHome))
        {
            return $"{path} cannot be given to a program: the owner's whole home folder lies there. Name a folder within it.";
        }

        if (Holds(path, Home) || _socketFolder.Any(s => Holds(path, s) || Holds(s, path)))
        {
            return $"{path} cannot be given to a program: MeshClaw's own files lie there.";
        }

        var ofHome = Holds(Home, path);
        var given = Holds(Workspaces, path) || (!writable && path != Skills && Holds(Skills, path));
        return ofHome && !given
            ? $"{path} cannot be given to a program: of MeshClaw's home it may have what lies in {Workspaces} alone."
            : null;
    }

    /// <summary>Whether <paramref name="inner"/> is <paramref name="outer"/> or lies in it.</summary>
    internal static bool Holds(string outer, string inner) =>
        outer == "/"
        || (
            inner.StartsWith(outer, StringComparison.Ordinal)
            && (inner.Length == outer.Length || inner[outer.Length] == '/')
        );

    /// <summary>Without links, as far as it exists.</summary>
    private static string Real(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
        {
            return path;
        }

        var here = Path.Join(Real(parent), Path.GetFileName(path));
        var info = new DirectoryInfo(here);
        return info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is { } target
            ? Real(target.FullName)
            : here;
    }
}
