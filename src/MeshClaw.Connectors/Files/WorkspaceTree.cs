using System.Globalization;
using System.Security.Cryptography;
using MeshClaw.Core.Tools;
using Microsoft.Win32.SafeHandles;

namespace MeshClaw.Connectors.Files;

/// <summary>
/// The files of one workspace, and the holding folder beside it. No path is ever looked up twice by name: what lies between is held open,
/// or is checked again, so that a program that swaps a folder for a link meanwhile leads nobody out.
/// </summary>
internal abstract class WorkspaceTree(string root, string holding)
{
    /// <summary>Beyond it a file's version says when it was changed, not what is in it.</summary>
    private const long HashedSize = 32L << 20;

    /// <summary>The workspace's full path.</summary>
    public string Root { get; } = root;

    /// <summary>Where the holding folder is. Programs do not reach it.</summary>
    public string Holding { get; } = holding;

    /// <summary>The tree of this system.</summary>
    public static WorkspaceTree Open(string root, string holding)
    {
        MakePrivate(root);
        MakePrivate(holding);
        return OperatingSystem.IsLinux() ? new HeldTree(root, holding) : new CheckedTree(root, holding);
    }

    /// <summary>What stands at a path, links not followed; a folder on the way that is a link is no way.</summary>
    /// <exception cref="ToolException">The way to it leads over a link.</exception>
    public abstract FileState Look(string path);

    /// <summary>What is held under a name.</summary>
    public abstract FileState LookHeld(string name);

    /// <summary>Opens a plain file for reading.</summary>
    /// <exception cref="ToolException">There is none, or the way to it leads over a link.</exception>
    public abstract SafeFileHandle OpenFile(string path);

    /// <summary>What lies in a folder, by name.</summary>
    /// <exception cref="ToolException">There is none, or the way to it leads over a link.</exception>
    public abstract IReadOnlyList<FileEntry> List(string folder);

    /// <summary>Makes a folder, and those that it lies in, where they are missing.</summary>
    public abstract void MakeFolders(string folder);

    /// <summary>Puts what is held at a path where nothing stands; false where something does.</summary>
    public abstract bool TryPlace(string held, string path);

    /// <summary>Swaps what is held with what stands at a path, at once.</summary>
    public abstract void Exchange(string held, string path);

    /// <summary>Takes what stands at a path into the holding folder; false where nothing stands there.</summary>
    public abstract bool TryHold(string path, string held);

    /// <summary>Moves within the workspace; false where nothing stands there, or something does at the other place.</summary>
    public abstract bool TryMove(string from, string to);

    /// <summary>Writes what is to be placed into the holding folder, and on to the disk.</summary>
    public void Stage(string held, ReadOnlySpan<byte> bytes)
    {
        using var stream = new FileStream(Path.Join(Holding, held), FileMode.CreateNew, FileAccess.Write);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Gives what is held another name.</summary>
    public void Rename(string held, string name)
    {
        var (from, to) = (Path.Join(Holding, held), Path.Join(Holding, name));
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to);
        }
    }

    /// <summary>Forgets what is held.</summary>
    public void Drop(string held)
    {
        var path = Path.Join(Holding, held);
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    /// <summary>The version of an open file.</summary>
    protected static string VersionOf(SafeFileHandle file, string identity)
    {
        var size = RandomAccess.GetLength(file);
        if (size > HashedSize)
        {
            var changed = File.GetLastWriteTimeUtc(file).Ticks;
            return string.Create(CultureInfo.InvariantCulture, $"large-{size}-{changed}-{identity}");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        long at = 0;
        int read;
        while (at <= HashedSize && (read = RandomAccess.Read(file, buffer, at)) > 0)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            at += read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The version that a file with these bytes has.</summary>
    public static string VersionOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    protected static ToolException OverLink(string path) =>
        new(
            $"'{path}' cannot be reached: a link stands in the way, or it lies on another disk. Links are not followed."
        );

    protected static ToolException NotThere(string path) => new($"There is no '{path}' in the workspace.");

    protected static ToolException NoFile(string path) => new($"'{path}' is no plain file.");

    protected static ToolException NoFolder(string path) =>
        new(path.Length == 0 ? "The workspace is no folder." : $"'{path}' is no folder of the workspace.");

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }
    }
}

/// <summary>One thing in a folder.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">In bytes; of a file.</param>
/// <param name="Modified">When its content was changed, as the file system says.</param>
public sealed record FileEntry(string Name, FileKind Kind, long Size, DateTimeOffset Modified);
