using System.IO.Compression;
using MeshClaw.Policy;
using MeshClaw.Storage.Backups;

namespace MeshClaw.Storage.Tests.Backups;

public sealed class RestoreStateTests : IDisposable
{
    private readonly string _folder = Home.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_restore_cut_short_after_any_move_is_finished_later()
    {
        for (var moves = 0; moves <= HomeContent.Replaced.Count; moves++)
        {
            await using var home = await BackupTests.FilledAsync();
            var zip = Path.Combine(_folder, $"cut-{moves}.zip");
            await Backup.CreateAsync(home.Folder, zip, false, home.Time, Home.None);
            await home.Database.DisposeAsync();
            await File.WriteAllTextAsync(Path.Combine(home.Folder, "policy.yaml"), "newer", Home.None);
            await File.WriteAllTextAsync(Path.Combine(home.Folder, "config.yaml"), "newer", Home.None);
            var state = await StageAsync(home, zip);
            Cut(home, state, moves);
            var refused = Assert.Throws<StorageException>(() => Database.Open(Home.Options(home.Folder), home.Time));
            Assert.Equal(StorageFault.RestoreUnfinished, refused.Fault);

            Assert.True(Restore.Resume(home.Folder));

            Assert.False(Restore.Resume(home.Folder));
            Assert.Equal(
                "key: value\n",
                await File.ReadAllTextAsync(Path.Combine(home.Folder, "config.yaml"), Home.None)
            );
            Assert.Equal(
                "newer",
                await File.ReadAllTextAsync(Path.Combine(home.Folder, state.Aside, "config.yaml"), Home.None)
            );
            Assert.Equal(
                "newer",
                await File.ReadAllTextAsync(Path.Combine(home.Folder, state.Aside, "policy.yaml"), Home.None)
            );
            Assert.False(File.Exists(Path.Combine(home.Folder, "policy.yaml")));
            Assert.False(Directory.Exists(Path.Combine(home.Folder, state.Staging)));
            await home.OpenAsync();
            Assert.NotNull(await home.Journal.FindAsync(new ActionId(1), Home.None));
        }
    }

    /// <summary>A restore up to its first move.</summary>
    private static async Task<RestoreState> StageAsync(Home home, string zip)
    {
        var state = new RestoreState("restore-x", "before-restore-x", []);
        var staging = Path.Combine(home.Folder, state.Staging);
        Directory.CreateDirectory(staging);
        await ZipFile.ExtractToDirectoryAsync(zip, staging, Home.None);
        File.Delete(Path.Combine(staging, "manifest.json"));
        state = state with { New = [.. Directory.GetFileSystemEntries(staging).Select(e => Path.GetFileName(e)!)] };
        state.Write(home.Folder);
        return state;
    }

    /// <summary>Makes the first moves by hand: for every second cut, the last of them only aside and not yet into place.</summary>
    private static void Cut(Home home, RestoreState state, int moves)
    {
        var aside = Path.Combine(home.Folder, state.Aside);
        Directory.CreateDirectory(aside);
        for (var i = 0; i < moves; i++)
        {
            var name = HomeContent.Replaced[i];
            var (present, coming) = (Path.Combine(home.Folder, name), Path.Combine(home.Folder, state.Staging, name));
            if (Path.Exists(present))
            {
                Directory.Move(present, Path.Combine(aside, name));
            }

            var half = i == moves - 1 && moves % 2 == 1;
            if (!half && Path.Exists(coming))
            {
                Directory.Move(coming, present);
            }
        }
    }
}
