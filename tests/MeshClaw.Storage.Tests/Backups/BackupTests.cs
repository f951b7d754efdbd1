using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Orders;
using MeshClaw.Storage.Audit;
using MeshClaw.Storage.Backups;
using MeshClaw.Storage.Orders;
using MeshClaw.Storage.Secrets;
using MeshClaw.Storage.Stopping;

namespace MeshClaw.Storage.Tests.Backups;

public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Home.NewFolder();

    private string Zip => Path.Combine(_folder, "backup.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_backup_made_during_writes_restores_one_moment_of_everything()
    {
        await using var home = await FilledAsync();
        var run = await home.RunAsync();
        using var done = new CancellationTokenSource();
        var writing = WriteAsync();
        var manifest = await Backup.CreateAsync(home.Folder, Zip, overwrite: false, home.Time, Home.None);
        await done.CancelAsync();
        await writing;

        var target = Path.Combine(_folder, "restored");
        await Restore.RunAsync(Zip, target, home.Time, Home.None);
        await using var restored = await Home.CreateAsync(target);

        var theirs = await restored.Journal.ListAsync(
            new JournalQuery { NewestFirst = false, Limit = 100_000 },
            Home.None
        );
        var ours = await home.Journal.ListAsync(new JournalQuery { NewestFirst = false, Limit = 100_000 }, Home.None);
        Assert.NotEmpty(theirs);
        Assert.Equal(ours.Take(theirs.Count).Select(Content), theirs.Select(Content)); // Whole transactions, none torn.
        Assert.Equal(0, theirs.Count(e => e.Run == run) % 7);
        Assert.Equal(
            await home.Orders.ReadAsync(Home.None) is var book ? book.Version : 0,
            (await restored.Orders.ReadAsync(Home.None)).Version
        );
        Assert.Equal("s3cret", new SecretFileStore(target).Find("mail/work/password")?.Reveal());
        Assert.Equal("key: value\n", await File.ReadAllTextAsync(Path.Combine(target, "config.yaml"), Home.None));
        Assert.Equal("Sort.", await File.ReadAllTextAsync(Path.Combine(target, "agents/inbox/AGENT.md"), Home.None));
        Assert.True((await restored.Audit.VerifyAsync(AuditHeads.Read(HomeFiles.AuditHeads(target)), Home.None)).Ok);
        Assert.Contains(manifest.Entries, e => e.Name.StartsWith("keys/key-", StringComparison.Ordinal));

        // What was intended is not begun again after a restore; all else is as it was.
        static JournalEntry Content(JournalEntry entry) =>
            entry with
            {
                State = entry.State == ActionState.Cancelled ? ActionState.Intended : entry.State,
                Explanation = "",
                Updated = entry.Created,
            };

        async Task WriteAsync()
        {
            while (!done.IsCancellationRequested)
            {
                await home.ProposeAsync(
                    await home.SnapshotAsync(run),
                    [.. Enumerable.Range(0, 7).Select(i => Home.Move(i))]
                );
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task A_backup_is_private_and_replaces_nothing_unasked()
    {
        await using var home = await FilledAsync();
        await File.WriteAllTextAsync(Zip, "precious", Home.None);

        await Assert.ThrowsAsync<IOException>(() => Backup.CreateAsync(home.Folder, Zip, false, home.Time, Home.None));
        Assert.Equal("precious", await File.ReadAllTextAsync(Zip, Home.None));
        await Backup.CreateAsync(home.Folder, Zip, overwrite: true, home.Time, Home.None);

        Assert.Equal([Zip], Directory.GetFileSystemEntries(_folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Zip));
        }
    }

    [Theory]
    [InlineData("meshclaw.db")]
    [InlineData("meshclaw.db-journal")]
    [InlineData("config.yaml")]
    [InlineData("agents/inbox/AGENT.md")]
    [InlineData("backups")]
    [InlineData("../home/meshclaw.db")]
    public async Task A_backup_takes_the_place_of_no_file_of_the_home(string name)
    {
        await using var home = await FilledAsync();
        var file = Path.Combine(
            home.Folder,
            name.Replace("home", Path.GetFileName(home.Folder), StringComparison.Ordinal)
        );

        await Assert.ThrowsAsync<IOException>(() => Backup.CreateAsync(home.Folder, file, true, home.Time, Home.None));

        Assert.Equal(1L, Home.Sql(home.Folder, "SELECT count(*) FROM actions"));
        Assert.False(File.Exists(file) && File.ReadAllBytes(file).AsSpan().StartsWith("PK"u8));
    }

    [Fact]
    public async Task A_stop_outlives_a_restore_from_before_it()
    {
        await using var home = await FilledAsync();
        await Backup.CreateAsync(home.Folder, Zip, false, home.Time, Home.None);
        await new SqliteStopSwitch(home.Database).SetAsync(true, "test", Home.None);
        await home.Database.DisposeAsync();

        await Restore.RunAsync(Zip, home.Folder, home.Time, Home.None);

        await home.OpenAsync();
        Assert.True((await new SqliteStopSwitch(home.Database).ReadAsync(Home.None)).Stopped);
        Assert.True((await home.Audit.VerifyAsync(AuditHeads.Read(HomeFiles.AuditHeads(home.Folder)), Home.None)).Ok);
    }

    [Fact]
    public async Task Orders_given_since_outlive_a_restore_and_what_was_under_way_is_not_begun_again()
    {
        await using var home = await FilledAsync();
        var never = new OrderRule { Verdict = OrderVerdict.Deny, Verbs = Verbs.Delete };
        await new SqliteOrderStore(home.Database).AddAsync("never delete anything", never, Home.None);
        await home.ProposeAsync(await home.SnapshotAsync(await home.RunAsync()), Home.Move(8));
        await Backup.CreateAsync(home.Folder, Zip, false, home.Time, Home.None);
        var later = await new SqliteOrderStore(home.Database).AddAsync("never move anything", never, Home.None);
        await home.Database.DisposeAsync();

        await Restore.RunAsync(Zip, home.Folder, home.Time, Home.None);

        await home.OpenAsync();
        var book = await new SqliteOrderStore(home.Database).ReadAsync(Home.None);
        Assert.Equal(["never delete anything", later.Text], book.Orders.Select(o => o.Text));
        Assert.Equal(0L, Home.Sql(home.Folder, "SELECT count(*) FROM actions WHERE state = 'intended'"));
        Assert.Equal(0L, Home.Sql(home.Folder, "SELECT count(*) FROM runs WHERE state = 'running'"));
    }

    [Fact]
    public async Task Restoring_keeps_what_was_there_and_gives_new_actions_new_keys()
    {
        await using var home = await FilledAsync();
        await Backup.CreateAsync(home.Folder, Zip, false, home.Time, Home.None);
        await home.ProposeAsync(await home.SnapshotAsync(await home.RunAsync()), Home.Move(9));
        var (old, lost) = (home.Journal.IdempotencyKey(new ActionId(1)), home.Journal.IdempotencyKey(new ActionId(2)));
        await File.WriteAllTextAsync(Path.Combine(home.Folder, "policy.yaml"), "newer", Home.None);
        await home.Database.DisposeAsync();

        var aside = await Restore.RunAsync(Zip, home.Folder, home.Time, Home.None);

        Assert.Equal("newer", await File.ReadAllTextAsync(Path.Combine(aside, "policy.yaml"), Home.None));
        Assert.False(File.Exists(Path.Combine(home.Folder, "policy.yaml")));
        Assert.Equal(2L, Home.Sql(aside, "SELECT count(*) FROM actions"));
        await home.OpenAsync();
        Assert.Equal(old, home.Journal.IdempotencyKey(new ActionId(1)));
        Assert.NotEqual(lost, home.Journal.IdempotencyKey(new ActionId(2)));
        Assert.Null(await home.Journal.FindAsync(new ActionId(2), Home.None));
    }

    [Fact]
    public async Task A_running_gateway_is_not_restored_over()
    {
        await using var home = await FilledAsync();
        await Backup.CreateAsync(home.Folder, Zip, false, home.Time, Home.None);
        var before = Directory.GetFileSystemEntries(home.Folder).Order();

        var failure = await Assert.ThrowsAsync<StorageException>(() =>
            Restore.RunAsync(Zip, home.Folder, home.Time, Home.None)
        );

        Assert.Equal(StorageFault.Busy, failure.Fault);
        Assert.Equal(before, Directory.GetFileSystemEntries(home.Folder).Order());
        Assert.Equal(new RunId(2), await home.RunAsync());
    }

    [Fact]
    public async Task A_damaged_home_is_restored_over()
    {
        await using var home = await FilledAsync();
        await Backup.CreateAsync(home.Folder, Zip, false, home.Time, Home.None);
        await home.Database.DisposeAsync();
        await File.WriteAllTextAsync(HomeFiles.Database(home.Folder), "rubbish that is no database at all", Home.None);

        await Restore.RunAsync(Zip, home.Folder, home.Time, Home.None);

        await home.OpenAsync();
        Assert.NotNull(await home.Journal.FindAsync(new ActionId(1), Home.None));
    }

    [Theory]
    [InlineData("../evil.txt")]
    [InlineData("agents/../../evil.txt")]
    [InlineData("/etc/evil.txt")]
    [InlineData("agents\\..\\..\\evil.txt")]
    [InlineData("agents/C:/evil.txt")]
    [InlineData("logs/evil.txt")]
    [InlineData("meshclaw.db-wal")]
    [InlineData("agents/")]
    public async Task A_zip_that_reaches_elsewhere_is_refused_untouched(string name)
    {
        await using var home = await ClosedWithBackupAsync();
        Rewrite((zip, manifest) => Add(zip, manifest, name, "evil"));

        await RefusedAsync(home);
    }

    [Fact]
    public async Task Changed_content_is_refused_untouched()
    {
        await using var home = await ClosedWithBackupAsync();
        Rewrite(
            (zip, _) =>
            {
                zip.GetEntry("config.yaml")!.Delete(); // Backed up above.
                using var stream = zip.CreateEntry("config.yaml").Open();
                stream.Write("key: VALUE\n"u8);
            }
        );

        await RefusedAsync(home);
    }

    [Fact]
    public async Task An_entry_that_the_manifest_does_not_name_is_refused()
    {
        await using var home = await ClosedWithBackupAsync();
        Rewrite(
            (zip, _) =>
            {
                using var stream = zip.CreateEntry("agents/evil/AGENT.md").Open();
                stream.Write("evil"u8);
            }
        );

        await RefusedAsync(home);
    }

    [Fact]
    public async Task A_missing_entry_is_refused()
    {
        await using var home = await ClosedWithBackupAsync();
        Rewrite((zip, _) => zip.GetEntry("meshclaw.db")!.Delete()); // Backed up above.

        await RefusedAsync(home);
    }

    [Fact]
    public async Task A_database_that_is_none_is_refused()
    {
        await using var home = await ClosedWithBackupAsync();
        Rewrite(
            (zip, manifest) =>
            {
                zip.GetEntry("meshclaw.db")!.Delete(); // Backed up above.
                var entries = manifest["entries"]!.AsArray(); // As written.
                entries.Remove(entries.Single(e => (string?)e!["name"] == "meshclaw.db")); // As written.
                Add(zip, manifest, "meshclaw.db", "no database, though its hash is right: " + new string('x', 2_000));
            }
        );

        await RefusedAsync(home);
    }

    [Fact]
    public async Task What_is_no_zip_is_refused()
    {
        await using var home = await ClosedWithBackupAsync();
        await File.WriteAllTextAsync(Zip, "no zip", Home.None);
        await RefusedAsync(home);
    }

    [Fact]
    public async Task Automatic_backups_are_daily_and_only_they_are_pruned()
    {
        await using var home = await FilledAsync();
        Assert.NotNull(await RunAsync());
        Assert.Null(await RunAsync());
        home.Time.Advance(TimeSpan.FromHours(23));
        Assert.Null(await RunAsync());
        await File.WriteAllTextAsync(Path.Combine(HomeFiles.Backups(home.Folder), "mine.zip"), "", Home.None);
        for (var day = 0; day < 4; day++)
        {
            home.Time.Advance(TimeSpan.FromHours(24));
            Assert.NotNull(await RunAsync());
        }

        Assert.Equal(
            [
                "meshclaw-20261126T053000Z.zip",
                "meshclaw-20261127T053000Z.zip",
                "meshclaw-20261128T053000Z.zip",
                "mine.zip",
            ],
            Directory.GetFiles(HomeFiles.Backups(home.Folder)).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );

        Task<string?> RunAsync() => AutomaticBackups.RunAsync(home.Folder, 3, home.Time, Home.None);
    }

    /// <summary>A home with something of everything.</summary>
    internal static async Task<Home> FilledAsync()
    {
        var home = await Home.CreateAsync();
        await home.ProposeAsync(await home.SnapshotAsync(await home.RunAsync()), Home.Move(1));
        new SecretFileStore(home.Folder).Put("mail/work/password", new Secret("s3cret"));
        Directory.CreateDirectory(Path.Combine(home.Folder, "agents", "inbox"));
        await File.WriteAllTextAsync(Path.Combine(home.Folder, "agents/inbox/AGENT.md"), "Sort.", Home.None);
        await File.WriteAllTextAsync(Path.Combine(home.Folder, "config.yaml"), "key: value\n", Home.None);
        return home;
    }

    private async Task<Home> ClosedWithBackupAsync()
    {
        var home = await FilledAsync();
        await Backup.CreateAsync(home.Folder, Zip, false, home.Time, Home.None);
        await home.Database.DisposeAsync();
        return home;
    }

    private async Task RefusedAsync(Home home)
    {
        var before = Tree(home.Folder);
        var outside = Directory.GetFileSystemEntries(_folder).Order().ToList();
        await Assert.ThrowsAnyAsync<Exception>(() => Restore.RunAsync(Zip, home.Folder, home.Time, Home.None));
        var failure = await Record.ExceptionAsync(() => Restore.RunAsync(Zip, home.Folder, home.Time, Home.None));
        Assert.IsType<InvalidDataException>(failure is DatabaseCorruptException ? new InvalidDataException() : failure);
        Assert.Equal(before, Tree(home.Folder));
        Assert.Equal(outside, Directory.GetFileSystemEntries(_folder).Order());
    }

    private static List<string> Tree(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Order()
                .Select(f =>
                    f + ":" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))
                ),
        ];

    private void Rewrite(Action<ZipArchive, JsonNode> change)
    {
        using var zip = ZipFile.Open(Zip, ZipArchiveMode.Update);
        var entry = zip.GetEntry("manifest.json")!; // In every backup.
        JsonNode manifest;
        using (var stream = entry.Open())
        {
            manifest = JsonNode.Parse(stream)!; // As written.
        }

        change(zip, manifest);
        entry.Delete();
        using var target = zip.CreateEntry("manifest.json").Open();
        JsonSerializer.Serialize(target, manifest);
    }

    private static void Add(ZipArchive zip, JsonNode manifest, string name, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        using (var stream = zip.CreateEntry(name).Open())
        {
            stream.Write(bytes);
        }

        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        manifest["entries"]!
            .AsArray() // As written.
            .Add(
                new JsonObject
                {
                    ["name"] = name,
                    ["length"] = bytes.Length,
                    ["sha256"] = hash,
                    ["executable"] = false,
                }
            );
    }
}
