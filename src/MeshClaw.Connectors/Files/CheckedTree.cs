using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace MeshClaw.Connectors.Files;

/// <summary>
/// Where there is no openat2: every step is looked at before it is used, and no program of an agent runs there that could change one in
/// between (there is no sandbox either, and without one nothing is run).
/// </summary>
internal sealed class CheckedTree(string root, string holding) : WorkspaceTree(root, holding)
{
    /// <inheritdoc />
    public override FileState Look(string path) => LookAt(Resolve(path));

    /// <inheritdoc />
    public override FileState LookHeld(string name) => LookAt(Path.Join(Holding, name));

    /// <inheritdoc />
    public override SafeFileHandle OpenFile(string path)
    {
        var full = Resolve(path);
        return LookAt(full).Kind switch
        {
            FileKind.File => File.OpenHandle(full),
            FileKind.None => throw NotThere(path),
            FileKind.Folder or FileKind.Link or FileKind.Other => throw NoFile(path),
        };
    }

    /// <inheritdoc />
    public override IReadOnlyList<FileEntry> List(string folder)
    {
        var full = Resolve(folder);
        return KindOf(full) == FileKind.Folder
            ?
            [
                .. new DirectoryInfo(full)
                    .EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None })
                    .Select(i => new FileEntry(
                        i.Name,
                        KindOf(i.FullName),
                        i is FileInfo { LinkTarget: null } file ? file.Length : 0,
                        i.LastWriteTimeUtc
                    ))
                    .OrderBy(e => e.Name, StringComparer.Ordinal),
            ]
            : throw NoFolder(folder);
    }

    /// <inheritdoc />
    public override void MakeFolders(string folder) => Directory.CreateDirectory(Resolve(folder));

    /// <inheritdoc />
    public override bool TryPlace(string held, string path) => TryRename(Path.Join(Holding, held), Resolve(path));

    /// <inheritdoc />
    public override void Exchange(string held, string path)
    {
        var (full, source) = (Resolve(path), Path.Join(Holding, held));
        var aside = source + ".old";
        if (!TryRename(full, aside) || !TryRename(source, full) || !TryRename(aside, source))
        {
            throw new IOException($"'{path}' went away while it was replaced.");
        }
    }

    /// <inheritdoc />
    public override bool TryHold(string path, string held) => TryRename(Resolve(path), Path.Join(Holding, held));

    /// <inheritdoc />
    public override bool TryMove(string from, string to) => TryRename(Resolve(from), Resolve(to));

    /// <summary>The full path, with no link on the way to its last step.</summary>
    private string Resolve(string path)
    {
        var full = Root;
        var parent = WorkspacePath.ParentOf(path);
        foreach (var step in parent.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            full = Path.Join(full, step);
            if (KindOf(full) is FileKind.Link)
            {
                throw OverLink(path);
            }
        }

        return path.Length == 0 ? Root : Path.Join(full, WorkspacePath.NameOf(path));
    }

    private static FileState LookAt(string full)
    {
        var kind = KindOf(full);
        if (kind == FileKind.None)
        {
            return FileState.Nothing;
        }

        var made = File.GetCreationTimeUtc(full).Ticks.ToString(CultureInfo.InvariantCulture);
        if (kind != FileKind.File)
        {
            return new FileState(kind, $"{kind.ToString().ToLowerInvariant()}-{made}", 0);
        }

        using var file = File.OpenHandle(full);
        return new FileState(kind, VersionOf(file, made), RandomAccess.GetLength(file));
    }

    private static FileKind KindOf(string full)
    {
        var file = new FileInfo(full);
        return file.LinkTarget is not null ? FileKind.Link
            : Directory.Exists(full) ? FileKind.Folder
            : file.Exists ? FileKind.File
            : FileKind.None;
    }

    private static bool TryRename(string from, string to)
    {
        if (KindOf(from) == FileKind.None || KindOf(to) != FileKind.None)
        {
            return false;
        }

        if (KindOf(from) == FileKind.Folder)
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to);
        }

        return true;
    }
}
