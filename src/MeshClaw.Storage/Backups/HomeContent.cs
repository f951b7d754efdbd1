namespace MeshClaw.Storage.Backups;

/// <summary>
/// What of a home belongs in a backup, and what a restore replaces. Not the index of mail: it is built from the stores, larger than all
/// the rest, and would bring back the words of messages that were deleted since.
/// </summary>
internal static class HomeContent
{
    public const string Database = "meshclaw.db";

    /// <summary>Files beside the database.</summary>
    public static IReadOnlyList<string> Files { get; } =
    ["config.yaml", "policy.yaml", "secrets.json", "audit-heads.jsonl", "mcp-tools.json"];

    /// <summary>Folders, with all that is in them.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["agents", "skills", "memory", "keys"];

    /// <summary>
    /// Everything that a restore moves aside. The database's own log comes first: a new database must never stand beside an old log.
    /// </summary>
    public static IReadOnlyList<string> Replaced { get; } =
    [Database + "-wal", Database + "-shm", Database, .. Files, .. Folders];

    /// <summary>Whether a name from a zip lies where a backup puts things, on every system.</summary>
    public static bool IsAllowed(string name)
    {
        if (name == Database || Files.Contains(name))
        {
            return true;
        }

        var parts = name.Split('/');
        return parts.Length > 1
            && Folders.Contains(parts[0])
            && parts.All(p =>
                p is not ("" or "." or "..") && !p.Contains('\\') && !p.Contains(':') && !p.Any(char.IsControl)
            );
    }

    /// <summary>What there is in a home but the database, by name; links are not followed and not taken.</summary>
    public static IEnumerable<string> Names(string home)
    {
        foreach (var file in Files.Where(f => File.Exists(Path.Combine(home, f))))
        {
            yield return file;
        }

        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        };
        foreach (var folder in Folders.Where(f => Directory.Exists(Path.Combine(home, f))))
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(home, folder), "*", options))
            {
                yield return Path.GetRelativePath(home, file).Replace(Path.DirectorySeparatorChar, '/');
            }
        }
    }
}
