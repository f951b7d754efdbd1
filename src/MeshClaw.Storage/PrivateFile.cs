namespace MeshClaw.Storage;

/// <summary>Files that are there in whole or not at all, readable by their owner alone.</summary>
internal static class PrivateFile
{
    /// <summary>Options for a new file that only its owner can read.</summary>
    public static FileStreamOptions Private(FileMode mode, FileAccess access = FileAccess.Write)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access };
        if (!OperatingSystem.IsWindows() && access != FileAccess.Read)
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>Writes beside <paramref name="path"/>, flushes to disk, and renames over it.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = path + ".new";
        File.Delete(temporary); // Left by a crash: its mode may be another.
        try
        {
            using (var stream = new FileStream(temporary, Private(FileMode.CreateNew)))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
