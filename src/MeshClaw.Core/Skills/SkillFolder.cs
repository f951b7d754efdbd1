namespace MeshClaw.Core.Skills;

/// <summary>A folder is no skill, or cannot be read. The message may reach the owner.</summary>
public sealed class SkillException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Reads a skill's folder whole, within bounds, without following a link.</summary>
internal static class SkillFolder
{
    /// <summary>All that lies in it.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="install">Leaves out what a clone has beside the skill; otherwise everything counts.</param>
    /// <exception cref="SkillException">A link, too much, a name that may not be.</exception>
    public static SkillContent Read(string folder, bool install = false)
    {
        try
        {
            var files = new List<SkillEntry>();
            long total = 0;
            foreach (var (path, info) in Walk(folder, install))
            {
                var bytes = ReadFile(info, path);
                total += bytes.Length;
                if (total > SkillContent.MaxTotal || files.Count >= SkillContent.MaxFiles)
                {
                    throw new SkillException(
                        $"{folder} has more than {SkillContent.MaxFiles} files or {SkillContent.MaxTotal >> 20} MiB."
                    );
                }

                files.Add(new SkillEntry(path, IsExecutable(info), bytes));
            }

            return new SkillContent(files);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SkillException($"{folder} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// What changes with nearly every change of the folder, without reading a file; for lists alone. Whoever sets a file's time back is found
    /// when the skill is used, since then everything is read.
    /// </summary>
    public static string Stamp(string folder)
    {
        try
        {
            return string.Join(
                '\n',
                Walk(folder, install: false)
                    .Select(f => $"{f.Path} {f.Info.Length} {f.Info.LastWriteTimeUtc.Ticks} {IsExecutable(f.Info)}")
            );
        }
        catch (Exception failure) when (failure is SkillException or IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }

    private static IEnumerable<(string Path, FileInfo Info)> Walk(string folder, bool install)
    {
        RefuseLink(new DirectoryInfo(folder), folder);
        var open = new Stack<(string Path, string Prefix)>([(folder, "")]);
        var count = 0;
        while (open.TryPop(out var next))
        {
            foreach (var info in new DirectoryInfo(next.Path).EnumerateFileSystemInfos("*", s_all))
            {
                var path = next.Prefix + info.Name;
                if (install && SkillPaths.IsLeftOut(path))
                {
                    continue;
                }

                RefuseLink(info, path);
                if (SkillPaths.Refuses(path) is { } why)
                {
                    throw new SkillException(why);
                }

                if (++count > 2 * SkillContent.MaxFiles)
                {
                    throw new SkillException($"{folder} has more than {SkillContent.MaxFiles} files.");
                }

                if (info is FileInfo file)
                {
                    yield return (path, file);
                }
                else
                {
                    open.Push((info.FullName, path + "/"));
                }
            }
        }
    }

    private static readonly EnumerationOptions s_all = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    // What leads elsewhere would be hashed here and read there.
    private static void RefuseLink(FileSystemInfo info, string path)
    {
        if (info.LinkTarget is not null || info.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            throw new SkillException($"{path} is a link. A skill's files are its own.");
        }
    }

    private static byte[] ReadFile(FileInfo info, string path)
    {
        if (info.Length == 0)
        {
            return []; // Pipes and devices have no length: opening one could wait for ever.
        }

        using var stream = new FileStream(info.FullName, FileMode.Open, FileAccess.Read, FileShare.Read);
        var buffer = new byte[Math.Min(info.Length, SkillContent.MaxFile) + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length > SkillContent.MaxFile || length > info.Length
            ? throw new SkillException($"{path} is larger than {SkillContent.MaxFile >> 20} MiB, or grows.")
            : buffer[..length];
    }

    private static bool IsExecutable(FileInfo info) =>
        !OperatingSystem.IsWindows() && info.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
}
