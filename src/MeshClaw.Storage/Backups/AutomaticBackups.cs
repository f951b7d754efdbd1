namespace MeshClaw.Storage.Backups;

/// <summary>The backups that the gateway makes by itself, by name: <c>backups/meshclaw-20261123T063000Z.zip</c>.</summary>
public static class AutomaticBackups
{
    private const string Pattern = "meshclaw-????????T??????Z.zip";

    /// <summary>The newest; null where there is none.</summary>
    public static string? Newest(string home) => All(home) is [var newest, ..] ? newest : null;

    /// <summary>All, newest first.</summary>
    internal static IReadOnlyList<string> All(string home)
    {
        var folder = HomeFiles.Backups(home);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, Pattern).OrderDescending(StringComparer.Ordinal)]
            : [];
    }
}
