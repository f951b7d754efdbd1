using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Storage.Backups;
using MeshClaw.Storage.Health;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Tests.Health;

public sealed class IntegrityTests
{
    [Fact]
    public async Task Overwritten_pages_are_found_and_the_newest_backup_named()
    {
        await using var home = await FilledAsync();
        await AutomaticBackups.RunAsync(home.Folder, 3, home.Time, Home.None);
        home.Time.Advance(TimeSpan.FromDays(2));
        var newest = await AutomaticBackups.RunAsync(home.Folder, 3, home.Time, Home.None);
        await home.Database.DisposeAsync();
        using (var file = File.OpenWrite(HomeFiles.Database(home.Folder)))
        {
            file.Position = 3 * 4096;
            file.Write([.. Enumerable.Repeat((byte)0xA5, 40 * 4096)]);
        }

        var failure = Assert.Throws<DatabaseCorruptException>(() =>
            Database.Open(Home.Options(home.Folder), home.Time)
        );

        Assert.Contains($"meshclaw restore {newest}", failure.Message);
        Assert.Throws<DatabaseCorruptException>(() => DatabaseHealth.Check(home.Folder));
    }

    [Fact]
    public async Task What_is_no_database_is_found()
    {
        await using var home = await FilledAsync();
        await home.Database.DisposeAsync();
        File.WriteAllText(HomeFiles.Database(home.Folder), "this is a note about cats, and not a database at all");

        var failure = Assert.Throws<DatabaseCorruptException>(() =>
            Database.Open(Home.Options(home.Folder), home.Time)
        );

        Assert.Contains("no backup", failure.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_emptied_or_missing_file_of_a_used_home_is_not_taken_for_a_new_one(bool empty)
    {
        await using var home = await FilledAsync();
        await home.Database.DisposeAsync();
        File.Delete(HomeFiles.Database(home.Folder));
        if (empty)
        {
            File.Create(HomeFiles.Database(home.Folder)).Dispose();
        }

        Assert.Throws<DatabaseCorruptException>(() => Database.Open(Home.Options(home.Folder), home.Time));
    }

    [Fact]
    public async Task A_new_home_whose_first_start_was_cut_short_opens()
    {
        var folder = Home.NewFolder();
        File.Create(HomeFiles.Database(folder)).Dispose();
        await using var home = await Home.CreateAsync(folder);
        Assert.Equal(new RunId(1), await home.RunAsync());
    }

    [Fact]
    public async Task An_unclean_end_is_noticed_and_its_log_used()
    {
        await using var home = await FilledAsync();
        var crashed = Home.NewFolder();
        CopyWhileOpen(home.Folder, crashed);

        Assert.Equal(new HealthReport(true, false, true), DatabaseHealth.Check(crashed));
        await using var recovered = await Home.CreateAsync(crashed);
        Assert.Equal(50, (await recovered.Journal.CountAsync(new RunId(1), Home.None))[ActionState.Intended]);
    }

    [Fact]
    public async Task A_missing_log_after_an_unclean_end_is_noted_in_the_audit()
    {
        var folder = Home.NewFolder();
        await using (var home = await Home.CreateAsync(folder))
        {
            await home.RunAsync();
            await home.ReopenAsync(); // The log is folded in once.
            await home.RunAsync();
            var crashed = folder + "-crashed";
            CopyWhileOpen(folder, crashed);
            File.Delete(HomeFiles.Database(crashed) + "-wal");
            File.Delete(HomeFiles.Database(crashed) + "-shm");

            await using var recovered = await Home.CreateAsync(crashed);
            var kinds = new List<string>();
            await foreach (var entry in recovered.Audit.ReadAsync(1, Home.None))
            {
                kinds.Add(entry.Body[45..]);
            }

            Assert.Contains(kinds, k => k.Contains("database.wal-missing"));
            Assert.Single(await recovered.Runs.ListAsync(null, null, 10, Home.None));
        }
    }

    [Fact]
    public async Task A_clean_end_leaves_no_marker()
    {
        await using var home = await FilledAsync();
        Assert.True(File.Exists(HomeFiles.DirtyMarker(home.Folder)));
        await home.Database.DisposeAsync();
        Assert.False(File.Exists(HomeFiles.DirtyMarker(home.Folder)));
        Assert.False(DatabaseHealth.Check(home.Folder).Unclean);
    }

    [Fact]
    public async Task A_full_disk_loses_nothing_and_the_store_goes_on_when_there_is_space()
    {
        await using var home = await FilledAsync();
        var snapshot = await home.SnapshotAsync(await home.RunAsync());
        // Each connection has its own limit: it is set where the writes happen.
        var pages = await home.Database.WriteAsync(s => (long)s.Scalar("PRAGMA page_count")!, Home.None); // Always a row.
        await home.Database.WriteAsync(s => s.Scalar($"PRAGMA max_page_count = {pages + 2}"), Home.None);
        var calls = Enumerable.Range(0, 500).Select(i => Home.Move(i)).ToArray();

        var failure = await Assert.ThrowsAsync<StorageException>(() => home.ProposeAsync(snapshot, calls));

        Assert.Equal(StorageFault.Full, failure.Fault);
        Assert.Contains(home.Folder, failure.Message);
        Assert.Empty(await home.Journal.CountAsync(snapshot.Run, Home.None));
        await home.Database.WriteAsync(s => s.Scalar("PRAGMA max_page_count = 1000000"), Home.None);
        var proposed = await home.ProposeAsync(snapshot, calls);
        Assert.Equal(51, proposed.Entries[0].Id.Value);
        Assert.True((await home.Audit.VerifyAsync([], Home.None)).Ok);
    }

    [Fact]
    public async Task A_database_that_another_program_holds_is_named()
    {
        await using var home = await FilledAsync();
        using var other = new SqliteConnection($"Data Source={HomeFiles.Database(home.Folder)};Pooling=False");
        other.Open();
        using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();

        var failure = await Assert.ThrowsAsync<StorageException>(() => home.RunAsync());

        Assert.Equal(StorageFault.Busy, failure.Fault);
        Assert.Equal(50, (await home.Journal.CountAsync(new RunId(1), Home.None))[ActionState.Intended]); // Reading goes on.
        command.CommandText = "ROLLBACK";
        command.ExecuteNonQuery();
        Assert.Equal(new RunId(2), await home.RunAsync());
    }

    [Fact]
    public async Task A_read_only_connection_is_named()
    {
        await using var home = await FilledAsync();
        await home.Database.WriteAsync(s => s.Scalar("PRAGMA query_only = ON"), Home.None);

        var failure = await Assert.ThrowsAsync<StorageException>(() => home.RunAsync());

        Assert.Equal(StorageFault.ReadOnly, failure.Fault);
    }

    [Fact]
    public async Task A_constraint_that_refuses_undoes_the_whole_transaction()
    {
        await using var home = await FilledAsync();
        var snapshot = await home.SnapshotAsync(new RunId(1)) with { Run = new RunId(99) }; // There is no such run.

        await Assert.ThrowsAsync<StorageException>(() => home.ProposeAsync(snapshot, Home.Move(1)));

        Assert.Equal(50, (await home.Journal.ListAsync(new JournalQuery(), Home.None)).Count);
        Assert.Equal(new RunId(2), await home.RunAsync());
    }

    private static async Task<Home> FilledAsync()
    {
        var home = await Home.CreateAsync();
        var snapshot = await home.SnapshotAsync(await home.RunAsync());
        await home.ProposeAsync(snapshot, [.. Enumerable.Range(0, 50).Select(i => Home.Move(i))]);
        return home;
    }

    /// <summary>What a crash leaves: every file as it is while the database is open.</summary>
    private static void CopyWhileOpen(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "run"));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }
}
