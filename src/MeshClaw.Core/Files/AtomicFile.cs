using System.Text;

namespace MeshClaw.Core.Files;

/// <summary>Replaces files so that a reader, or a crash, meets the old one or the new one and nothing between.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a new file beside the old one, flushes it to the disk and renames it over the old one. A symbolic link stays, and what it
    /// points at is replaced. A new file is its owner's alone (0600); an old one keeps its mode. Does not protect against two writers
    /// who both started from the same text: the last one wins.
    /// </summary>
    /// <exception cref="IOException">The disk is full, the folder is missing, and the like; the old file is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)" />
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var file = new FileInfo(Path.GetFullPath(path));
        var target =
            (file.LinkTarget is null ? null : file.ResolveLinkTarget(returnFinalTarget: true))?.FullName
            ?? file.FullName;
        var folder = Path.GetDirectoryName(target) ?? throw new IOException($"{path} is no file.");
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, Options()))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target))
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
