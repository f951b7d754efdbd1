using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Storage.MailIndex;
using Microsoft.Data.Sqlite;
using static MeshClaw.Storage.Tests.MailIndex.IndexHome;

namespace MeshClaw.Storage.Tests.MailIndex;

public sealed class BatchTests : IAsyncLifetime
{
    private readonly IndexHome _home = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task A_batch_brings_messages_and_the_folders_state()
    {
        var batch = Batch("INBOX", Mail(1, "one"), Mail(2, "two")) with { Cursor = "c1", Total = 7 };

        var written = await _home.ApplyAsync(batch);

        Assert.Equal((2, 0), (written.New.Count, written.Moved));
        Assert.Equal([new IndexedFolder("INBOX", "1", "c1", false, 2, 7)], await _home.Index.FoldersAsync(Work, None));
        Assert.Equal([new IndexProgress(Work, 1, 0, 2, 7)], await _home.Index.ProgressAsync(None));
        var hit = Assert.Single((await _home.Index.SearchAsync(new MailQuery { Words = ["two"] }, None)).Hits);
        Assert.Equal(
            new MailHit(
                written.New[1],
                Work,
                new MailLocation("INBOX", "2", "1"),
                MailMarks.None,
                Start.AddMinutes(2),
                "ana@corp.example",
                "Ana",
                "Subject 2",
                "two"
            ),
            hit
        );
    }

    [Fact]
    public async Task A_batch_written_twice_changes_nothing_more()
    {
        var batch = Batch("INBOX", Mail(1, "one"), Mail(2, "two")) with { Cursor = "c1", Total = 2, Complete = true };
        await _home.ApplyAsync(batch);

        var again = await _home.ApplyAsync(batch);

        Assert.Equal((0, 0), (again.New.Count, again.Moved));
        Assert.Equal([new IndexedFolder("INBOX", "1", "c1", true, 2, 2)], await _home.Index.FoldersAsync(Work, None));
        Assert.Equal("2 1", await _home.FindAsync("in:INBOX"));
    }

    [Fact]
    public async Task A_cursor_that_a_batch_does_not_give_stays_and_so_does_completeness()
    {
        await _home.ApplyAsync(Batch("INBOX", Mail(1)) with { Cursor = "c1", Complete = true });

        await _home.ApplyAsync(Batch("INBOX", Mail(2)) with { Total = 2 });

        Assert.Equal([new IndexedFolder("INBOX", "1", "c1", true, 2, 2)], await _home.Index.FoldersAsync(Work, None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_move_keeps_the_message_whichever_folder_tells_first(bool goneFirst)
    {
        var id = (await _home.ArriveAsync("INBOX", Mail(1, "budget"))).New[0];
        var leaves = Batch("INBOX") with { Removed = ["1"] };
        var arrives = Batch("Archive", Mail(1, id: "40") with { Words = null, Marks = MailMarks.Seen });

        await _home.ApplyAsync(goneFirst ? leaves : arrives);
        await _home.ApplyAsync(goneFirst ? arrives : leaves);

        Assert.Equal([new MailLocation("Archive", "40", "1")], await _home.Index.FindAsync(id, None));
        Assert.Equal(
            ("40", ""),
            (await _home.FindAsync("budget in:Archive"), await _home.FindAsync("budget in:INBOX"))
        );
        Assert.Equal("40", await _home.FindAsync("is:read in:Archive"));
    }

    [Fact]
    public async Task A_move_is_counted_as_one_and_is_nothing_new()
    {
        await _home.ArriveAsync("INBOX", Mail(1), Mail(2));

        var moved = await _home.ArriveAsync("Archive", Mail(1, id: "9") with { Words = null }, Mail(3));

        Assert.Equal((1, 1), (moved.New.Count, moved.Moved));
    }

    [Fact]
    public async Task A_new_version_drops_places_and_finds_the_same_messages_again()
    {
        var before = await _home.ApplyAsync(
            Batch("INBOX", Mail(1, "budget"), Mail(2)) with
            {
                Cursor = "c1",
                Complete = true,
            }
        );

        await _home.ApplyAsync(Batch("INBOX") with { Version = "2" });
        var between = (Assert.Single(await _home.Index.FoldersAsync(Work, None)), await _home.FindAsync("budget"));
        var after = await _home.ApplyAsync(
            Batch("INBOX", Mail(1, id: "71") with { Words = null }) with
            {
                Version = "2",
            }
        );

        Assert.Equal((new IndexedFolder("INBOX", "2", null, false, 0, 0), ""), between);
        Assert.Equal((0, 1), (after.New.Count, after.Moved));
        Assert.Equal([new MailLocation("INBOX", "71", "2")], await _home.Index.FindAsync(before.New[0], None));
        Assert.Null(await _home.Index.FindAsync(Work, new MailLocation("INBOX", "1", "1"), None));
        Assert.Equal("71", await _home.FindAsync("budget"));
    }

    [Fact]
    public async Task Twins_are_one_message_in_two_places()
    {
        var id = (await _home.ArriveAsync("INBOX", Mail(1, "budget"), Mail(1, id: "2"))).New.Single();
        await _home.ArriveAsync("Archive", Mail(1, id: "5", marks: MailMarks.Flagged) with { Words = null });

        Assert.Equal(3, (await _home.Index.FindAsync(id, None)).Count);
        Assert.Equal("1", await _home.FindAsync("budget"));
        Assert.Equal("5", await _home.FindAsync("budget is:flagged"));
        await _home.ApplyAsync(Batch("INBOX") with { Removed = ["1", "2"] });
        Assert.Equal("5", await _home.FindAsync("budget"));
    }

    [Fact]
    public async Task The_same_mark_in_another_account_is_another_message()
    {
        var here = await _home.ArriveAsync("INBOX", Mail(1, "budget"));
        var there = await _home.ApplyAsync(Batch("INBOX", Mail(1, "budget")) with { Connection = Second });

        Assert.NotEqual(here.New.Single(), there.New.Single());
        Assert.Equal("1 1", await _home.FindAsync("budget"));
        Assert.Equal("1", await _home.FindAsync("budget account:mail/home"));
        Assert.Empty(await _home.Index.KnownAsync(new("mail/other"), [Mark(1)], None));
        Assert.Equal([Mark(1)], await _home.Index.KnownAsync(Work, [Mark(1), Mark(2)], None));
    }

    [Fact]
    public async Task An_id_that_another_message_has_now_says_where_that_one_lies()
    {
        var first = (await _home.ArriveAsync("INBOX", Mail(1, "first"))).New[0];

        var second = (await _home.ArriveAsync("INBOX", Mail(2, "second", id: "1"))).New[0];

        Assert.Empty(await _home.Index.FindAsync(first, None));
        Assert.Equal(second, await _home.Index.FindAsync(Work, new MailLocation("INBOX", "1", "1"), None));
        Assert.Equal(1, (await _home.Index.FoldersAsync(Work, None))[0].Known);
    }

    [Fact]
    public async Task Marks_change_and_ids_that_are_not_known_are_passed_over()
    {
        await _home.ArriveAsync("INBOX", Mail(1), Mail(2));

        await _home.ApplyAsync(
            Batch("INBOX") with
            {
                Changed = [new("2", MailMarks.Seen), new("3", MailMarks.Seen)],
                Removed = ["4"],
            }
        );

        Assert.Equal(("1", "2"), (await _home.FindAsync("is:unread"), await _home.FindAsync("is:read")));
        Assert.Equal(2, (await _home.Index.FoldersAsync(Work, None))[0].Known);
    }

    [Fact]
    public async Task Nothing_is_written_when_an_unknown_message_has_no_words()
    {
        var failure = await Assert.ThrowsAsync<ArgumentException>(() =>
            _home.ApplyAsync(Batch("INBOX", Mail(1), Mail(2) with { Words = null }) with { Cursor = "c1" })
        );

        Assert.Contains("mail/work INBOX 2", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await _home.Index.FoldersAsync(Work, None));
        Assert.Equal("", await _home.FindAsync(""));
    }

    [Fact]
    public async Task A_cancelled_batch_leaves_the_last_one()
    {
        await _home.ApplyAsync(Batch("INBOX", Mail(1)) with { Cursor = "c1" });
        using var cancel = new CancellationTokenSource();
        var arrivals = new CancellingList(cancel, [Mail(2), Mail(3), Mail(4)]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _home.Index.ApplyAsync(Batch("INBOX") with { Arrivals = arrivals, Cursor = "c2" }, cancel.Token)
        );

        Assert.Equal([new IndexedFolder("INBOX", "1", "c1", false, 1, 0)], await _home.Index.FoldersAsync(Work, None));
        Assert.Equal("1", await _home.FindAsync(""));
    }

    [Fact]
    public async Task Half_a_batch_is_seen_by_nobody_and_gone_when_its_process_is()
    {
        await _home.ApplyAsync(Batch("INBOX", Mail(1)) with { Cursor = "c1" });
        await _home.Index.DisposeAsync();
        // A process that was killed within a transaction: with so small a cache, what it wrote stands in the log already, without its end.
        var killed = Tests.Home.NewFolder();
        await using (var other = new SqliteConnection($"Data Source={_home.File};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = """
                PRAGMA cache_size = 1; BEGIN; DELETE FROM places; DELETE FROM mails; UPDATE folders SET cursor = 'c2';
                CREATE TABLE spill (data); INSERT INTO spill VALUES (zeroblob(100000)), (zeroblob(100000));
                """;
            command.ExecuteNonQuery();
            foreach (var file in Directory.GetFiles(_home.Folder))
            {
                File.Copy(file, Path.Combine(killed, Path.GetFileName(file)));
            }
        }

        Assert.True(new FileInfo(Path.Combine(killed, "mail.db-wal")).Length > 100_000);
        await using var index = new SqliteMailIndex(killed, _home.Time);

        Assert.Equal("c1", (await index.FoldersAsync(Work, None)).Single().Cursor);
        Assert.Single((await index.SearchAsync(new MailQuery(), None)).Hits);
        await index.DisposeAsync();
        Directory.Delete(killed, recursive: true);
    }

    [Fact]
    public async Task Places_come_in_the_order_of_numbers_and_in_pages()
    {
        await _home.ArriveAsync("INBOX", [.. new[] { 10, 9, 100, 1, 2 }.Select(n => Mail(n))]);
        await _home.ArriveAsync("INBOX", Mail(200, id: "1700.M1.host"), Mail(201, id: "007"));

        var all = new List<string>();
        IReadOnlyList<IndexedPlace> page;
        do
        {
            page = await _home.Index.PlacesAsync(Work, "INBOX", all.LastOrDefault(), 2, None);
            all.AddRange(page.Select(p => p.Id));
        } while (page.Count == 2);

        Assert.Equal(["1", "2", "9", "10", "100", "007", "1700.M1.host"], all);
        Assert.Empty(await _home.Index.PlacesAsync(Work, "Nowhere", null, 10, None));
    }

    [Fact]
    public async Task Folders_that_are_not_named_are_removed_with_their_places()
    {
        await _home.ArriveAsync("INBOX", Mail(1, "one"));
        await _home.ArriveAsync("Old", Mail(2, "two"), Mail(1, id: "7") with { Words = null });

        await _home.Index.RemoveFoldersExceptAsync(Work, ["INBOX", "New"], None);
        var between = await _home.FindAsync("two");
        await _home.ArriveAsync("New", Mail(2, id: "8") with { Words = null });

        Assert.Equal(("", "1", "8"), (between, await _home.FindAsync("one"), await _home.FindAsync("two in:New")));
        Assert.Equal(["INBOX", "New"], (await _home.Index.FoldersAsync(Work, None)).Select(f => f.Name));
    }

    /// <summary>Cancels once the second one was taken.</summary>
    private sealed class CancellingList(CancellationTokenSource cancel, IndexedMail[] mails)
        : IReadOnlyList<IndexedMail>
    {
        public IndexedMail this[int index] => mails[index];
        public int Count => mails.Length;

        public IEnumerator<IndexedMail> GetEnumerator()
        {
            for (var i = 0; i < mails.Length; i++)
            {
                if (i == 2)
                {
                    cancel.Cancel();
                }

                yield return mails[i];
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
