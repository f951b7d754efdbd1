using System.IO.Compression;

namespace MeshClaw.Core.Skills;

/// <summary>
/// Reads a skill out of a zip file, in memory and within bounds: what an entry says of its own size is not believed, links and paths that lead
/// elsewhere are refused.
/// </summary>
internal static class SkillArchive
{
    private const int MaxArchive = 32 << 20;
    private const int LinkMode = 0xA000;
    private const int TypeMask = 0xF000;
    private const int OwnerMayRun = 0x40;

    /// <exception cref="SkillException">It is no zip file, or holds what may not be.</exception>
    public static SkillContent Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > MaxArchive)
            {
                throw new SkillException($"{path} is larger than {MaxArchive >> 20} MiB.");
            }

            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            return Read(archive, path);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new SkillException($"{path} cannot be read as a zip file: {failure.Message}", failure);
        }
    }

    private static SkillContent Read(ZipArchive archive, string path)
    {
        if (archive.Entries.Count > 2 * SkillContent.MaxFiles)
        {
            throw new SkillException($"{path} has more than {SkillContent.MaxFiles} files.");
        }

        var files = archive.Entries.Where(e => !e.FullName.EndsWith('/')).ToList();
        var top = TopOf(files, path);
        var read = new Dictionary<string, SkillEntry>(StringComparer.OrdinalIgnoreCase);
        long total = 0;
        foreach (var entry in files)
        {
            RefuseEntry(entry);
            if (!entry.FullName.StartsWith(top, StringComparison.Ordinal))
            {
                throw new SkillException($"{path} holds more than one folder. Unpack it and name the skill's own.");
            }

            var name = entry.FullName[top.Length..];
            if (SkillPaths.IsLeftOut(name))
            {
                continue;
            }

            var bytes = ReadEntry(entry, name, SkillContent.MaxTotal - total);
            total += bytes.Length;
            var mode = entry.ExternalAttributes >> 16;
            if (!read.TryAdd(name, new SkillEntry(name, (mode & OwnerMayRun) != 0, bytes)))
            {
                throw new SkillException($"{path} has {name} twice.");
            }
        }

        return read.Count > SkillContent.MaxFiles
            ? throw new SkillException($"{path} has more than {SkillContent.MaxFiles} files.")
            : new SkillContent(read.Values);
    }

    // A skill lies at the top, or in the one folder that is there.
    private static string TopOf(List<ZipArchiveEntry> files, string path)
    {
        if (files.Exists(IsSkillFile))
        {
            return "";
        }

        var tops = files.Select(f => f.FullName.Split('/')[0]).Distinct(StringComparer.Ordinal).ToList();
        return tops is [var top] ? top + "/" : throw new SkillException($"{path} has no {SkillFile.FileName}.");
    }

    private static bool IsSkillFile(ZipArchiveEntry entry) =>
        string.Equals(entry.FullName, SkillFile.FileName, StringComparison.OrdinalIgnoreCase);

    private static void RefuseEntry(ZipArchiveEntry entry)
    {
        if (SkillPaths.Refuses(entry.FullName) is { } why)
        {
            throw new SkillException(why);
        }

        if (((entry.ExternalAttributes >> 16) & TypeMask) == LinkMode)
        {
            throw new SkillException($"{entry.FullName} is a link. A skill's files are its own.");
        }
    }

    private static byte[] ReadEntry(ZipArchiveEntry entry, string name, long left)
    {
        var most = (int)Math.Min(SkillContent.MaxFile, Math.Max(0, left));
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = content.Read(buffer)) > 0)
        {
            if (bytes.Length + read > most)
            {
                throw new SkillException(
                    $"{name} unpacks to more than a file ({SkillContent.MaxFile >> 20} MiB) or a skill ({SkillContent.MaxTotal >> 20} MiB) may have."
                );
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }
}
