using MeshClaw.Testing;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Survival.Tests;

/// <summary>Full disks, read-only homes, locked and corrupted databases, two gateways, an altered audit: noticed, said, nothing lost.</summary>
public sealed class BrokenWorldTests
{
    [Fact]
    public async Task A_second_gateway_on_one_home_refuses_and_names_the_first()
    {
        using var home = new Home();
        var first = await Shipped.JsonAsync(home, "up --detach");

        var second = await Shipped.RunAsync(home, "up");

        Assert.Equal(1, second.ExitCode);
        Assert.Contains(first.GetProperty("pid").GetInt32().ToString(), second.Errors, StringComparison.Ordinal);
        await Shipped.JsonAsync(home, "down");
    }

    [Fact]
    public async Task A_full_disk_is_said_and_no_message_is_lost()
    {
        using var home = new Home();
        await using var maildir = new MaildirMailbox();
        await Flood.FillAsync(maildir, 1500);
        var before = await Flood.InventoryAsync(maildir);

        // A home of 3 MB: enough to begin, not enough for 1,500 journaled proposals.
        var script = $$"""
            "$0" connect mail/work --maildir {{maildir.Root}} --home {{home.Path}} --json >/dev/null || exit 90
            sed -i 's/^limits:.*/limits: { actions-per-run: 9000, bulk: 9000 }/; s/^autonomy:.*/autonomy: act-reversibly/' {{home.AgentFile}}
            "$0" run inbox --json --home {{home.Path}}
            """;
        var ended = await UnderAsync(["--size", "3000000", "--tmpfs", home.Path], script);

        Assert.True(ended.ExitCode == 1, $"{ended.ExitCode}: {ended.Errors}");
        Assert.Equal("failed", ended.Json.GetProperty("state").GetString());
        Assert.Contains(
            "No space is left",
            ended.Json.GetProperty("error").GetString(),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.Equal(before, await Flood.InventoryAsync(maildir));
    }

    [Fact]
    public async Task A_read_only_home_is_said()
    {
        using var home = new Home();
        await Shipped.JsonAsync(home, "doctor");

        var ended = await UnderAsync(["--ro-bind", home.Path, home.Path], $"\"$0\" up --home {home.Path}");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("read-only", ended.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_database_is_said_and_works_again_when_it_is_free()
    {
        using var home = new Home();
        await Shipped.JsonAsync(home, "order \"never delete mail from ana@corp.example\"");
        await using (var other = Open(home))
        {
            await ExecuteAsync(other, "BEGIN EXCLUSIVE");
            var ended = await Shipped.RunAsync(home, "orders remove o1 --json");
            Assert.Equal(1, ended.ExitCode);
            Assert.Contains("Another program holds", ended.Output + ended.Errors, StringComparison.OrdinalIgnoreCase);
            await ExecuteAsync(other, "ROLLBACK");
        }

        await Shipped.JsonAsync(home, "orders remove o1");
    }

    [Fact]
    public async Task A_corrupted_database_is_noticed_and_the_last_backup_offered_and_restored()
    {
        using var home = new Home();
        var backup = Path.Combine(home.Path, "backups", "before.zip");
        await Shipped.JsonAsync(home, "orders list");
        await Shipped.JsonAsync(home, $"backup {backup}");
        foreach (var wal in Directory.GetFiles(home.Path, "meshclaw.db-*"))
        {
            File.Delete(wal);
        }

        var bytes = await File.ReadAllBytesAsync(home.Database);
        Array.Fill<byte>(bytes, 0xA5, 100, bytes.Length - 100);
        await File.WriteAllBytesAsync(home.Database, bytes);

        var ended = await Shipped.RunAsync(home, "up");
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("meshclaw restore", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("before.zip", ended.Errors, StringComparison.Ordinal);

        await Shipped.JsonAsync(home, $"restore {backup} --yes");
        await Shipped.JsonAsync(home, "orders list");
    }

    [Theory]
    [InlineData("UPDATE audit SET body = replace(body, '{', '{ ') WHERE seq = 2", 2)]
    [InlineData("DELETE FROM audit WHERE seq = 2", 2)]
    [InlineData(
        "UPDATE audit SET seq = -1 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = -1",
        2
    )]
    public async Task An_audit_line_that_was_altered_removed_or_swapped_is_named(string tampering, int bad)
    {
        using var home = new Home();
        for (var i = 0; i < 3; i++)
        {
            await Shipped.JsonAsync(home, "stop");
            await Shipped.JsonAsync(home, "resume");
        }

        Assert.True(KillTests.Verification(await Shipped.JsonAsync(home, "audit verify")).Ok);
        await using (var other = Open(home))
        {
            await ExecuteAsync(other, tampering);
        }

        var found = await Shipped.JsonAsync(home, "audit verify", exitCode: 1);

        Assert.False(found.GetProperty("ok").GetBoolean());
        Assert.Equal(bad, found.GetProperty("badSequence").GetInt32());
    }

    private static async Task<Shipped.Ended> UnderAsync(string[] mounts, string script)
    {
        using var home = new Home();
        string[] command = ["bwrap", "--dev-bind", "/", "/", .. mounts, "sh", "-c", script];
        using var running = Shipped.StartUnder(command, home, "");
        return await running.EndAsync();
    }

    private static SqliteConnection Open(Home home)
    {
        var connection = new SqliteConnection($"Data Source={home.Database};Pooling=False");
        connection.Open();
        return connection;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
