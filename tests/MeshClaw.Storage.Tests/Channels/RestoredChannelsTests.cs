using MeshClaw.Storage.Backups;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Storage.Tests.Channels;

public sealed class RestoredChannelsTests
{
    [Fact]
    public async Task A_lock_and_the_end_of_a_pairing_outlive_a_restore_from_before_them()
    {
        await using var home = await Home.CreateAsync();
        using var folder = new TemporaryFolder();
        var zip = Path.Combine(folder.Path, "backup.zip");
        var (lost, stays) = (await Talk.PairAsync(home), await Talk.PairAsync(home, by: "2"));
        await Backup.CreateAsync(home.Folder, zip, false, home.Time, Home.None);
        await new SqliteLock(home.Database).LockAsync("chat 2", Home.None);
        await new SqlitePeople(home.Database).RemoveAsync(lost.Id, Home.None);
        await home.Database.DisposeAsync();

        await Restore.RunAsync(zip, home.Folder, home.Time, Home.None);

        await home.OpenAsync();
        Assert.NotNull((await home.Stop.SetAsync(false, "test", Home.None)).Locked);
        Assert.True((await home.Stop.ReadAsync(Home.None)).Stopped);
        Assert.Equal([stays], await new SqlitePeople(home.Database).ListAsync(Home.None));
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Home.NewFolder();

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
