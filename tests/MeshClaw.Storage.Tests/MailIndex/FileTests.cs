using MeshClaw.Core.Mail.Index;
using MeshClaw.Storage.Backups;
using Microsoft.Data.Sqlite;
using static MeshClaw.Storage.Tests.MailIndex.IndexHome;

namespace MeshClaw.Storage.Tests.MailIndex;

public sealed class FileTests : IAsyncLifetime
{
    private readonly IndexHome _home = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task Nothing_is_opened_before_it_is_used()
    {
        Assert.False(File.Exists(_home.File));

        Assert.Empty(await _home.Index.FoldersAsync(Work, None));

        Assert.True(File.Exists(_home.File));
    }

    [Fact]
    public async Task Only_its_owner_can_read_it()
    {
        await _home.ArriveAsync("INBOX", Mail(1));

        foreach (var file in Directory.GetFiles(_home.Folder, "mail.db*"))
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        await _home.ApplyAsync(Batch("INBOX", Mail(1, "budget")) with { Cursor = "c1" });

        await _home.ReopenAsync();

        Assert.Equal(
            ("1", "c1"),
            (await _home.FindAsync("budget"), (await _home.Index.FoldersAsync(Work, None))[0].Cursor)
        );
    }

    [Theory]
    [InlineData("PRAGMA user_version = 99")]
    [InlineData("PRAGMA user_version = 0")]
    public async Task A_file_of_another_version_is_begun_anew(string sql)
    {
        await _home.ArriveAsync("INBOX", Mail(1, "budget"));
        await _home.Index.DisposeAsync();
        Sql(sql);

        await _home.ReopenAsync();

        Assert.Empty(await _home.Index.FoldersAsync(Work, None));
        await _home.ArriveAsync("INBOX", Mail(2, "budget"));
        Assert.Equal("2", await _home.FindAsync("budget"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_begun_anew()
    {
        File.WriteAllText(_home.File, new string('x', 10_000));

        await _home.ArriveAsync("INBOX", Mail(2, "budget"));

        Assert.Equal("2", await _home.FindAsync("budget"));
    }

    [Fact]
    public async Task Damage_found_while_in_use_is_said_and_then_all_begins_anew()
    {
        await _home.ArriveAsync("INBOX", [.. Enumerable.Range(1, 2000).Select(n => Mail(n, $"budget {n}"))]);
        await _home.Index.DisposeAsync();
        Spoil();
        await _home.ReopenAsync();

        var failure = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            for (var n = 1; n <= 2000; n++)
            {
                await _home.FindAsync($"budget {n}");
                await _home.Index.FindAsync(Work, new("INBOX", $"{n}", "1"), None);
            }
        });

        Assert.Equal(StorageFault.Corrupt, failure.Fault);
        // A batch that counts on what was there would hide it for good.
        await Assert.ThrowsAsync<StorageException>(() =>
            _home.ApplyAsync(Batch("INBOX", Mail(9)) with { Cursor = "c9" })
        );
        Assert.Empty(await _home.Index.FoldersAsync(Work, None));
        await _home.ArriveAsync("INBOX", Mail(9, "budget"));
        Assert.Equal("9", await _home.FindAsync("budget"));
    }

    [Fact]
    public async Task A_forgotten_account_is_found_no_more_and_leaves_no_words()
    {
        await _home.ArriveAsync("INBOX", Mail(1, "xylophone"), Mail(2, "gone before"));
        await _home.ApplyAsync(Batch("INBOX") with { Removed = ["2"] });
        await _home.ApplyAsync(Batch("INBOX", Mail(1, "budget")) with { Connection = Second });

        await _home.Index.ForgetAsync(Work, None);

        Assert.Equal(("", "1"), (await _home.FindAsync("xylophone"), await _home.FindAsync("")));
        Assert.Equal([new IndexProgress(Second, 1, 0, 1, 0)], await _home.Index.ProgressAsync(None));
        Assert.Equal(
            (1L, 1L, 1L),
            (Sql("SELECT count(*) FROM mails"), Sql("SELECT count(*) FROM texts"), Sql("SELECT count(*) FROM accounts"))
        );
        await _home.Index.ForgetAsync(Second, None);
        Assert.False(File.Exists(_home.File));
    }

    [Fact]
    public async Task A_round_that_began_before_its_account_was_forgotten_writes_nothing()
    {
        await _home.ArriveAsync("INBOX", Mail(1));
        await _home.Index.ForgetAsync(Work, None);

        await Assert.ThrowsAsync<StorageException>(() => _home.ArriveAsync("INBOX", Mail(2)));

        Assert.Empty(await _home.Index.FoldersAsync(Work, None));
        await _home.ArriveAsync("INBOX", Mail(1));
        Assert.Equal("1", await _home.FindAsync(""));
    }

    [Fact]
    public async Task A_message_that_lies_nowhere_is_kept_for_a_week()
    {
        var id = (await _home.ArriveAsync("INBOX", Mail(1, "budget"), Mail(2, "stays"))).New[0];
        await _home.ApplyAsync(Batch("INBOX") with { Removed = ["1"] });

        _home.Time.Advance(TimeSpan.FromDays(5.9));
        Assert.Equal(0, await _home.Index.TidyAsync(None));
        Assert.Single(await _home.Index.KnownAsync(Work, [Mark(1)], None));
        _home.Time.Advance(TimeSpan.FromDays(0.2));
        Assert.Empty(await _home.Index.KnownAsync(Work, [Mark(1)], None));
        var again = await _home.ArriveAsync("Archive", Mail(1) with { Words = null });
        Assert.Equal((0, 1), (again.New.Count, again.Moved));
        _home.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await _home.Index.TidyAsync(None));
        Assert.Equal([new("Archive", "1", "1")], await _home.Index.FindAsync(id, None));

        await _home.ApplyAsync(Batch("Archive") with { Removed = ["1"] });
        _home.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(1, await _home.Index.TidyAsync(None));

        Assert.Equal((1L, 1L), (Sql("SELECT count(*) FROM mails"), Sql("SELECT count(*) FROM texts")));
        Assert.Equal("2", await _home.FindAsync(""));
        Assert.Equal(["Subject 2"], await _home.SubjectsAsync(new MailQuery { Without = ["nothing"] }));
    }

    [Fact]
    public void No_backup_has_it() => Assert.False(HomeContent.IsAllowed("mail.db"));

    /// <summary>Writes over the inner pages, not the first ones: the file opens and breaks later.</summary>
    private void Spoil()
    {
        using var file = File.OpenWrite(_home.File);
        file.Position = 20 * 4096;
        while (file.Position < file.Length)
        {
            file.Write(new byte[4096]);
        }
    }

    private object? Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_home.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
