using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MeshClaw.Core.Tools;
using Microsoft.Win32.SafeHandles;

namespace MeshClaw.Connectors.Files;

/// <summary>On Linux: folders are held by descriptor, and the kernel refuses each step over a link or out of the workspace (openat2).</summary>
[SupportedOSPlatform("linux")]
internal sealed class HeldTree(string root, string holding) : WorkspaceTree(root, holding)
{
    private const int NoReplace = 1;
    private const int Swap = 2;

    /// <inheritdoc />
    public override FileState Look(string path)
    {
        if (path.Length == 0)
        {
            return new FileState(FileKind.Folder, "workspace", 0);
        }

        using var folder = OpenFolder(WorkspacePath.ParentOf(path));
        return folder is null ? FileState.Nothing : LookIn(folder, WorkspacePath.NameOf(path));
    }

    /// <inheritdoc />
    public override FileState LookHeld(string name)
    {
        using var folder = OpenHolding();
        return LookIn(folder, name);
    }

    /// <inheritdoc />
    public override SafeFileHandle OpenFile(string path)
    {
        using var folder = OpenFolder(WorkspacePath.ParentOf(path)) ?? throw NotThere(path);
        var file = FileCalls.Open(folder, WorkspacePath.NameOf(path), FileCalls.ReadFile);
        if (file is null)
        {
            throw Marshal.GetLastPInvokeError() == FileCalls.NotThere ? NotThere(path) : NoFile(path);
        }

        if (FileCalls.KindOf(file) == FileKind.File)
        {
            return file;
        }

        file.Dispose();
        throw NoFile(path);
    }

    /// <inheritdoc />
    public override IReadOnlyList<FileEntry> List(string folder)
    {
        using var held = OpenFolder(folder) ?? throw NoFolder(folder);
        return
        [
            .. new DirectoryInfo(PathOf(held) + "/")
                .EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None })
                .Select(i => new FileEntry(
                    i.Name,
                    FileCalls.KindIn(held, i.Name),
                    i is FileInfo { LinkTarget: null } f && f.Exists ? f.Length : 0,
                    i.LastWriteTimeUtc
                ))
                .Where(e => e.Kind != FileKind.None) // Removed meanwhile.
                .OrderBy(e => e.Name, StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc />
    public override void MakeFolders(string folder)
    {
        var made = WorkspacePath.Root;
        foreach (var step in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = OpenFolder(made) ?? throw NoFolder(made);
            made = WorkspacePath.Join(made, step);
            FileCalls.MakeFolder(parent, step);
        }

        using var last = OpenFolder(folder) ?? throw NoFolder(folder);
    }

    /// <inheritdoc />
    public override bool TryPlace(string held, string path) =>
        Between(path, (holding, folder, name) => FileCalls.TryRename(holding, held, folder, name, NoReplace));

    /// <inheritdoc />
    public override void Exchange(string held, string path)
    {
        if (!Between(path, (holding, folder, name) => FileCalls.TryRename(holding, held, folder, name, Swap)))
        {
            throw new IOException($"'{path}' went away while it was replaced.");
        }
    }

    /// <inheritdoc />
    public override bool TryHold(string path, string held) =>
        Between(path, (holding, folder, name) => FileCalls.TryRename(folder, name, holding, held, NoReplace));

    /// <inheritdoc />
    public override bool TryMove(string from, string to)
    {
        using var source = OpenFolder(WorkspacePath.ParentOf(from));
        using var target = OpenFolder(WorkspacePath.ParentOf(to)) ?? throw NoFolder(WorkspacePath.ParentOf(to));
        if (
            source is null
            || !FileCalls.TryRename(source, WorkspacePath.NameOf(from), target, WorkspacePath.NameOf(to), NoReplace)
        )
        {
            return false;
        }

        FileCalls.Flush(source);
        FileCalls.Flush(target);
        return true;
    }

    private bool Between(string path, Func<SafeFileHandle, SafeFileHandle, string, bool> rename)
    {
        using var folder = OpenFolder(WorkspacePath.ParentOf(path));
        using var held = OpenHolding();
        if (folder is null || !rename(held, folder, WorkspacePath.NameOf(path)))
        {
            return false;
        }

        FileCalls.Flush(folder);
        FileCalls.Flush(held);
        return true;
    }

    private SafeFileHandle OpenHolding() =>
        FileCalls.OpenRoot(Holding) ?? throw new IOException($"{Holding} cannot be opened.");

    /// <summary>Null where there is no such folder.</summary>
    private SafeFileHandle? OpenFolder(string folder)
    {
        var root = FileCalls.OpenRoot(Root) ?? throw new IOException($"{Root} cannot be opened.");
        if (folder.Length == 0)
        {
            return root;
        }

        using (root)
        {
            var found = FileCalls.Open(root, folder, FileCalls.ReadFolder);
            return found is not null || Marshal.GetLastPInvokeError() == FileCalls.NotThere
                ? found
                : throw (Marshal.GetLastPInvokeError() == FileCalls.NotFolder ? NoFolder(folder) : OverLink(folder));
        }
    }

    private static FileState LookIn(SafeFileHandle folder, string name)
    {
        var kind = FileCalls.KindIn(folder, name);
        if (kind == FileKind.None)
        {
            return FileState.Nothing;
        }

        var identity = FileCalls.IdentityIn(folder, name);
        if (kind != FileKind.File)
        {
            return new FileState(kind, $"{kind.ToString().ToLowerInvariant()}-{identity}", 0);
        }

        using var file = FileCalls.Open(folder, name, FileCalls.ReadFile);
        return file is null || FileCalls.KindOf(file) != FileKind.File
            ? throw new ToolException($"'{name}' cannot be read.")
            : new FileState(FileKind.File, VersionOf(file, identity), RandomAccess.GetLength(file));
    }

    private static string PathOf(SafeFileHandle folder) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{folder.DangerousGetHandle()}");
}
