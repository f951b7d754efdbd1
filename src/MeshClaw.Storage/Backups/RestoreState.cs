using System.Text.Json;

namespace MeshClaw.Storage.Backups;

/// <summary>
/// A restore between its first and its last move, on disk: whoever finds it can go on where it was cut short. Each move is one
/// rename, and what is in place tells which were made.
/// </summary>
/// <param name="Staging">Folder in the home with the checked content, not yet in place.</param>
/// <param name="Aside">Folder in the home for what was there before.</param>
/// <param name="New">The names that the backup brings.</param>
internal sealed record RestoreState(string Staging, string Aside, IReadOnlyList<string> New)
{
    public static RestoreState Read(string home)
    {
        var file = HomeFiles.RestoreState(home);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), BackupJson.Default.RestoreState)
                ?? throw new JsonException("It is empty.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{file} cannot be read: restore anew.", failure);
        }
    }

    public void Write(string home) =>
        PrivateFile.Write(
            HomeFiles.RestoreState(home),
            stream => JsonSerializer.Serialize(stream, this, BackupJson.Default.RestoreState)
        );

    /// <summary>Makes every move that is not made yet, then forgets itself.</summary>
    public void Finish(string home)
    {
        HomeFiles.CreatePrivate(Path.Combine(home, Aside));
        foreach (var name in HomeContent.Replaced)
        {
            var (present, old, coming) = (
                Path.Combine(home, name),
                Path.Combine(home, Aside, name),
                Path.Combine(home, Staging, name)
            );
            if (New.Contains(name) && !Path.Exists(coming))
            {
                continue; // In place since before the interruption.
            }

            if (Path.Exists(present) && !Path.Exists(old))
            {
                Directory.Move(present, old); // Files too.
            }

            if (New.Contains(name))
            {
                Directory.Move(coming, present);
            }
        }

        if (File.Exists(HomeFiles.DirtyMarker(home)))
        {
            File.Delete(HomeFiles.DirtyMarker(home)); // It was about the database that is aside now.
        }

        File.Delete(HomeFiles.RestoreState(home));
        if (Directory.Exists(Path.Combine(home, Staging)))
        {
            Directory.Delete(Path.Combine(home, Staging), recursive: true);
        }
    }
}
