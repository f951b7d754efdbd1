namespace MeshClaw.Connectors.Files;

/// <summary>What stands at a path.</summary>
public enum FileKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A plain file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A link, which is never followed.</summary>
    Link,

    /// <summary>A socket, pipe or device.</summary>
    Other,
}

/// <summary>What stands at a path, and which version of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Version">Another for other content; <see cref="Absent"/> where there is nothing.</param>
/// <param name="Size">In bytes; of a file.</param>
internal sealed record FileState(FileKind Kind, string Version, long Size)
{
    /// <summary>The version of nothing.</summary>
    public const string Absent = "none";

    public static FileState Nothing { get; } = new(FileKind.None, Absent, 0);
}
