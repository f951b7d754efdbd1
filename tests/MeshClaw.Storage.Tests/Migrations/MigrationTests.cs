using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Storage.Migrations;

namespace MeshClaw.Storage.Tests.Migrations;

public sealed class MigrationTests
{
    [Fact]
    public async Task An_empty_home_gets_the_current_tables_once()
    {
        await using var home = await Home.CreateAsync();
        await home.ReopenAsync();
        Assert.Equal((long)Schema.Current, Home.Sql(home.Folder, "PRAGMA user_version"));
        Assert.Equal((long)Schema.Current, Home.Sql(home.Folder, "SELECT count(*) FROM SchemaVersions"));
        Assert.Equal("wal", Home.Sql(home.Folder, "PRAGMA journal_mode"));
    }

    [Fact]
    public async Task A_file_of_the_first_format_keeps_its_content()
    {
        var folder = Home.NewFolder();
        using (
            var reader = new StreamReader(typeof(MigrationTests).Assembly.GetManifestResourceStream("format-1.sql")!)
        ) // Embedded.
        {
            Home.Sql(folder, await reader.ReadToEndAsync(Home.None));
        }

        await using var home = await Home.CreateAsync(folder);

        Assert.Equal((long)Schema.Current, Home.Sql(folder, "PRAGMA user_version"));
        var entry = await home.Journal.FindAsync(new ActionId(1), Home.None);
        Assert.Equal((ActionState.Waiting, new ApprovalId(1)), (entry!.State, entry.Approval!.Value)); // In the fixture.
        Assert.Null(entry.Description);
        Assert.Equal("0123456789abcdef0123456789abcdef-a1", home.Journal.IdempotencyKey(new ActionId(1)));
        Assert.Equal(
            ApprovalOutcome.Taken,
            await home.Approvals.AnswerAsync(new ApprovalAnswer(new ApprovalId(1), null, null, "cli"), Home.None)
        );
        Assert.True(await home.Events.EnqueueAsync("k", "s", "key", "{}", Home.Start, Home.None));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_left_alone()
    {
        await using var home = await Home.CreateAsync();
        await home.RunAsync();
        await home.Database.DisposeAsync();
        home.Sql("PRAGMA user_version = 99");

        var failure = Assert.Throws<StorageException>(() => Database.Open(Home.Options(home.Folder), home.Time));

        Assert.Equal(StorageFault.Newer, failure.Fault);
        Assert.Contains($"newer MeshClaw (format 99; this one knows {Schema.Current})", failure.Message);
        Assert.Equal(1L, Home.Sql(home.Folder, "SELECT count(*) FROM runs"));
        Assert.False(File.Exists(HomeFiles.DirtyMarker(home.Folder)));
    }
}
