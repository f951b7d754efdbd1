using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Secrets;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

/// <summary>What synchronisation keeps to, whatever the server can do.</summary>
public abstract class ImapSyncContract
{
    private protected abstract SyncedMailbox Open();

    [Fact]
    public async Task First_round_finds_every_folder_and_message()
    {
        await using var box = Open();
        await box.AddAsync("INBOX", "one", "Seen", 1);
        await box.AddAsync("INBOX", "two", "Flagged Answered", 2);
        await box.AddAsync("Work/Invoices", "three", "", 3);
        await box.AddAsync("Junk", "four", "Draft", 4);

        var result = await box.SyncAsync();

        await box.AssertTrueAsync();
        Assert.Equal((4, 0, 0), (result.New, result.Moved, result.Removed));
        Assert.Empty(box.Arrivals); // It always lay there.
        Assert.All(await box.Index.FoldersAsync(Driver.Connection, default), f => Assert.True(f.Complete));
    }

    [Fact]
    public async Task Words_are_those_of_the_message()
    {
        await using var box = Open();
        var id = await box.Mailbox.AddAsync(
            "INBOX",
            TestMailbox.Message(
                "Ana Duarte <Ana@Corp.Example>",
                "Re: budget",
                "See you at noon.",
                "b@corp.example",
                "References: <a@corp.example>\r\nCc: bo@corp.example\r\nList-Id: All <all.corp.example>\r\n"
            ),
            "",
            DateTimeOffset.UnixEpoch.AddDays(20_000)
        );

        await box.SyncAsync();

        var mail = box.Index[(await box.FindAsync("INBOX", id))!.Value]; // It was added.
        Assert.Equal(
            new MailWords
            {
                MessageId = "b@corp.example",
                Thread = "a@corp.example",
                From = "ana@corp.example",
                FromName = "Ana Duarte",
                Recipients = "Robin Vega robin@corp.example bo@corp.example",
                List = "all.corp.example",
                Subject = "Re: budget",
                Text = "See you at noon.",
            },
            mail.Words! with
            {
                Text = mail.Words.Text.Trim(),
            }
        );
    }

    [Fact]
    public async Task What_another_client_does_is_followed()
    {
        await using var box = Open();
        var ids = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            ids.Add(await box.AddAsync("INBOX", $"m{i}", i == 0 ? "Seen" : "", i));
        }

        await box.SyncAsync();
        await box.Mailbox.FlagAsync("INBOX", ids[1], "Seen");
        await box.Mailbox.FlagAsync("INBOX", ids[2], "Flagged");
        await box.Mailbox.RemoveAsync("INBOX", ids[3]);
        await box.AddAsync("INBOX", "new", "", 60);
        await box.Mailbox.RemoveAsync("INBOX", ids[7]);

        var result = await box.SyncAsync();

        await box.AssertTrueAsync();
        Assert.Equal(1, result.New);
        var arrivals = Assert.Single(box.Arrivals);
        Assert.Equal("new", box.Index[Assert.Single(arrivals.Mails)].Words!.Subject); // New mails bring words.
    }

    [Fact]
    public async Task Round_without_changes_writes_nothing()
    {
        await using var box = Open();
        await box.AddAsync("INBOX", "one");
        await box.AddAsync("Archive", "two");
        await box.SyncAsync();
        await box.SyncAsync();
        box.Index.Batches.Clear();

        await box.SyncAsync();

        Assert.All(
            box.Index.Batches,
            b => Assert.Equal((0, 0, 0), (b.Arrivals.Count, b.Changed.Count, b.Removed.Count))
        );
    }

    [Fact]
    public async Task Moves_by_another_client_keep_the_mail()
    {
        await using var box = Open();
        var (one, two) = (await box.AddAsync("INBOX", "one"), await box.AddAsync("INBOX", "two"));
        await box.SyncAsync();
        var (first, second) = (await box.FindAsync("INBOX", one), await box.FindAsync("INBOX", two));
        await box.Mailbox.MoveAsync("INBOX", one, "Archive");
        await box.Mailbox.MoveAsync("INBOX", two, "Work/New");

        var result = await box.SyncAsync();

        await box.AssertTrueAsync();
        Assert.Equal((0, 2), (result.New, result.Moved));
        Assert.Equal("Archive", Assert.Single(await box.Index.FindAsync(first!.Value, default)).Folder); // Found above.
        Assert.Equal("Work/New", Assert.Single(await box.Index.FindAsync(second!.Value, default)).Folder);
        Assert.Empty(box.Arrivals);
    }

    [Fact]
    public async Task Folder_that_is_gone_is_forgotten_and_its_mail_found_where_it_went()
    {
        await using var box = Open();
        var id = await box.AddAsync("Work/Old", "one");
        await box.SyncAsync();
        var mail = await box.FindAsync("Work/Old", id);
        await box.Mailbox.MoveAsync("Work/Old", id, "Archive");
        await box.DeleteFolderAsync("Work/Old");

        await box.SyncAsync();

        await box.AssertTrueAsync();
        Assert.Equal("Archive", Assert.Single(await box.Index.FindAsync(mail!.Value, default)).Folder); // Found above.
    }

    [Fact]
    public async Task New_UIDVALIDITY_keeps_the_mails()
    {
        await using var box = Open();
        var (one, two) = (await box.AddAsync("Work", "one", minute: 1), await box.AddAsync("Work", "two", minute: 2));
        var keep = await box.AddAsync("INBOX", "three");
        await box.SyncAsync();
        var before = new[] { await box.FindAsync("Work", one), await box.FindAsync("Work", two) };
        await box.RenumberAsync("Work");

        var result = await box.SyncAsync();

        await box.AssertTrueAsync();
        Assert.Equal((0, 2), (result.New, result.Moved));
        var places = await box.Index.PlacesAsync(Driver.Connection, "Work", null, 10, default);
        var after = new List<MailId?>();
        foreach (var place in places)
        {
            after.Add(await box.FindAsync("Work", place.Id));
        }

        Assert.Equal(before, after);
        Assert.NotNull(await box.FindAsync("INBOX", keep));
        Assert.Empty(box.Arrivals);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(9)]
    public async Task Death_at_any_batch_loses_that_batch_at_the_most(int batch)
    {
        await using var box = Open();
        await box.FloodAsync("INBOX", 900);
        await box.FloodAsync("Archive", 300);
        box.Index.DiesAt = batch;
        await Assert.ThrowsAsync<IOException>(() => box.SyncAsync());
        var written = box.Index.Batches.Sum(b => b.Arrivals.Count);
        box.Index.DiesAt = int.MaxValue;
        await box.RestartAsync();
        await box.AddAsync("INBOX", "came meanwhile");

        var result = await box.SyncAsync();

        await box.AssertTrueAsync();
        Assert.Equal(1201 - written, result.New);
    }

    [Fact]
    public async Task Newest_of_a_folder_is_read_first_and_the_inbox_before_others()
    {
        await using var box = Open();
        await box.FloodAsync("INBOX", 600);
        await box.FloodAsync("Archive", 10);

        await box.SyncAsync();

        var order = box.Index.Batches.SelectMany(b => b.Arrivals.Select(a => (b.Folder, Uid: int.Parse(a.Id, null))));
        Assert.Equal(
            Enumerable.Range(1, 600).Reverse().Select(u => ("INBOX", u)),
            order.Where(o => o.Folder == "INBOX")
        );
        Assert.Equal("INBOX", order.First().Folder);
    }

    [Fact]
    public async Task Mail_that_comes_during_a_long_first_round_does_not_wait_for_its_end()
    {
        await using var box = Open();
        await box.FloodAsync("INBOX", 700);
        await box.FloodAsync("Archive", 700);
        await box.RestartAsync(mostAtOnce: 300);
        box.Index.Written = async batch =>
        {
            if (batch.Folder == "Archive" && batch.Arrivals.Count > 0)
            {
                box.Index.Written = static _ => Task.CompletedTask;
                await box.AddAsync("INBOX", "came meanwhile");
            }
        };

        await box.SyncAsync();

        await box.AssertTrueAsync();
        var read = box.Index.Batches.Where(b => b.Arrivals.Count > 0).ToList();
        var folders = read.Select(b => b.Folder).Aggregate(new List<string>(), Runs);
        Assert.Equal(["INBOX", "Archive", "INBOX", "Archive", "INBOX", "Archive"], folders);
        var came = read.FindIndex(b => b.Arrivals.Any(a => a.Words?.Subject == "came meanwhile"));
        Assert.InRange(came, 1, read.Count - 3); // Before most of what is old.

        static List<string> Runs(List<string> runs, string folder) =>
            runs.LastOrDefault() == folder ? runs : [.. runs, folder];
    }

    [Fact]
    public async Task Marks_are_those_of_the_connector()
    {
        await using var box = Open();
        string[] odd =
        [
            TestMailbox.Message("a@x.example", "plain", "text"),
            "no header at all\r\nnor here\r\n",
            "Subject: folded\r\n  over lines\r\n\tand tabs\r\n\r\nbody\r\n",
            "From: a@x.example\r\nthis is no header\r\nSubject: after\r\n\r\nbody\r\n",
            "\r\nSubject: in the body\r\n",
            "Subject: \xff\xfe raw bytes\r\nX-Empty:\r\n\r\n",
            "Subject: long\r\nX-Long: "
                + new string('x', 300_000)
                + "\r\n\r\nbody "
                + new string('y', 300_000)
                + "\r\n",
        ];
        await box.Mailbox.ReadAsync("INBOX"); // Makes it.
        foreach (var message in odd)
        {
            box.Deliver("INBOX", message, DateTimeOffset.UnixEpoch.AddDays(20_000));
        }

        await box.SyncAsync();

        var places = await box.Index.PlacesAsync(Driver.Connection, "INBOX", null, 100, default);
        Assert.Equal(odd.Length, places.Count);
        var account = box.Account();
        await using var store = new ImapStore(new ImapSession(account, new Secret(DovecotServer.Password)), account);
        var version = (await store.StateAsync("INBOX", default))!.Version; // There is an inbox.
        var traces = await store.TraceAsync([.. places.Select(p => new MailLocation("INBOX", p.Id, version))], default);
        foreach (var (place, trace) in places.Zip(traces))
        {
            Assert.Equal(trace!.Mark, box.Index[(await box.FindAsync("INBOX", place.Id))!.Value].Mark); // Both are there.
        }
    }
}
