using System.Globalization;

namespace MeshClaw.Storage.Backups;

/// <summary>The backups that the gateway makes by itself, by name: <c>backups/meshclaw-20261123T063000Z.zip</c>.</summary>
public static class AutomaticBackups
{
    private const string Pattern = "meshclaw-????????T??????Z.zip";

    /// <summary>The newest; null where there is none.</summary>
    public static string? Newest(string home) => All(home) is [var newest, ..] ? newest : null;

    /// <summary>The newest backup in the home's folder, whoever made it and whatever its name; null where there is none.</summary>
    public static string? NewestOfAny(string home) =>
        Directory.Exists(HomeFiles.Backups(home))
            ? Directory.EnumerateFiles(HomeFiles.Backups(home), "*.zip").MaxBy(File.GetLastWriteTimeUtc)
            : null;

    /// <summary>Makes one unless the newest is younger than a day, then prunes. Returns the new file; null where none was due.</summary>
    public static async Task<string?> RunAsync(
        string home,
        int keep,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetUtcNow();
        if (Newest(home) is { } newest && string.CompareOrdinal(newest, FileFor(home, now.AddDays(-1))) > 0)
        {
            return null;
        }

        HomeFiles.CreatePrivate(HomeFiles.Backups(home));
        var file = FileFor(home, now);
        await Backup.CreateAsync(home, file, overwrite: false, time, cancellationToken).ConfigureAwait(false);
        Prune(home, keep);
        return file;
    }

    /// <summary>Deletes all but the newest; returns how many. Files under other names are the owner's own and stay.</summary>
    public static int Prune(string home, int keep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        var old = All(home).Skip(keep).ToList();
        old.ForEach(File.Delete);
        return old.Count;
    }

    private static IReadOnlyList<string> All(string home)
    {
        var folder = HomeFiles.Backups(home);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, Pattern).OrderDescending(StringComparer.Ordinal)]
            : [];
    }

    private static string FileFor(string home, DateTimeOffset moment) =>
        Path.Combine(
            HomeFiles.Backups(home),
            string.Create(CultureInfo.InvariantCulture, $"meshclaw-{moment.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.zip")
        );
}
