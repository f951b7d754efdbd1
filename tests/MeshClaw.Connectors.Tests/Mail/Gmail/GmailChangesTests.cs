using MeshClaw.Connectors.Mail.Gmail;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Tests.Mail.Sync;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Testing;
using static MeshClaw.Testing.TestMailbox;

namespace MeshClaw.Connectors.Tests.Mail.Gmail;

/// <summary>The index holds what Gmail does, by history and by lists; against the wire, and the emulator with its 21 digits.</summary>
[Collection<SharedGmail>]
public sealed class GmailChangesTests(GmailEmulator emulator) : IDisposable
{
    private static readonly DateTimeOffset s_received = new(2026, 11, 16, 7, 30, 5, TimeSpan.Zero);

    private readonly GmailFake _gmail = new();
    private readonly NaiveMailIndex _index = new();

    [Fact]
    public async Task The_first_time_everything_is_read_and_words_once()
    {
        var mailbox = _gmail.Mailbox();
        await FillAsync(mailbox, 60);
        await mailbox.CopyAsync("", await AddAsync(mailbox, "Work", "in two places", 100), "Reading");

        var news = await Changes(mailbox).SynchroniseAsync(_index, default);

        Assert.Equal(61, news.Count);
        await AssertSameAsync(mailbox);
        Assert.Equal(61, _gmail.Log.Count(l => l.Contains("format=raw", StringComparison.Ordinal)));
        Assert.All(await FoldersAsync(), f => Assert.Equal((true, f.Known), (f.Complete, f.Total)));
    }

    [Fact]
    public async Task Nothing_new_costs_a_look_at_the_history_alone()
    {
        var mailbox = _gmail.Mailbox();
        await FillAsync(mailbox, 3);
        await Changes(mailbox).SynchroniseAsync(_index, default);
        _gmail.Log.Clear();

        Assert.Empty(await Changes(mailbox).SynchroniseAsync(_index, default));

        Assert.Equal(["labels", "history", "labels"], _gmail.Log.Select(l => l.Split('/')[^1].Split('?')[0]));
    }

    [Fact]
    public async Task What_others_did_comes_with_the_history()
    {
        var mailbox = _gmail.Mailbox();
        var ids = await FillAsync(mailbox, 8);
        await Changes(mailbox).SynchroniseAsync(_index, default);
        await ChangeAsync(mailbox, ids);
        _gmail.Log.Clear();

        var news = await Changes(mailbox).SynchroniseAsync(_index, default);

        Assert.Single(news);
        await AssertSameAsync(mailbox);
        Assert.Equal(1, _gmail.Log.Count(l => l.Contains("format=raw", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_history_that_gmail_forgot_is_made_up_for_by_lists()
    {
        var mailbox = _gmail.Mailbox();
        var ids = await FillAsync(mailbox, 8);
        await Changes(mailbox).SynchroniseAsync(_index, default);
        await ChangeAsync(mailbox, ids);
        _gmail.ForgetHistory();
        _gmail.Log.Clear();

        var news = await Changes(mailbox).SynchroniseAsync(_index, default);

        Assert.Single(news);
        await AssertSameAsync(mailbox);
        Assert.Equal(1, _gmail.Log.Count(l => l.Contains("format=raw", StringComparison.Ordinal)));
        _gmail.Log.Clear();
        Assert.Empty(await Changes(mailbox).SynchroniseAsync(_index, default));
        Assert.DoesNotContain(_gmail.Log, l => l.Contains("/messages", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_deleted_leaves_its_other_folders_by_lists_too()
    {
        var mailbox = _gmail.Mailbox();
        var id = await AddAsync(mailbox, "Work", "one", 0);
        await Changes(mailbox).SynchroniseAsync(_index, default);
        await mailbox.CopyAsync("", id, "MeshClaw Holding");
        _gmail.ForgetHistory();

        await Changes(mailbox).SynchroniseAsync(_index, default);

        await AssertSameAsync(mailbox);
        Assert.Equal(["MeshClaw Holding"], _index.Places.Select(p => p.Folder));
    }

    [Fact]
    public async Task Killed_at_any_batch_it_goes_on_and_ends_the_same()
    {
        var mailbox = _gmail.Mailbox();
        await FillAsync(mailbox, 120);
        for (var dies = 1; dies < 5; dies++)
        {
            _index.DiesAt = dies;
            await Assert.ThrowsAsync<IOException>(() => Changes(mailbox).SynchroniseAsync(_index, default));
        }

        _index.DiesAt = int.MaxValue;
        await Changes(mailbox).SynchroniseAsync(_index, default);

        await AssertSameAsync(mailbox);
        Assert.Equal(120, _index.Batches.Sum(b => b.Arrivals.Count(a => a.Words is not null)));
    }

    [Fact]
    public async Task A_label_that_is_renamed_or_removed_takes_its_folder_along()
    {
        var mailbox = _gmail.Mailbox();
        await AddAsync(mailbox, "Work", "one", 0);
        await Changes(mailbox).SynchroniseAsync(_index, default);
        _gmail.RenameLabel("Work", "Job");

        await Changes(mailbox).SynchroniseAsync(_index, default);

        await AssertSameAsync(mailbox);
        Assert.DoesNotContain("Work", (await FoldersAsync()).Select(f => f.Name));
    }

    [Fact]
    public async Task History_ids_of_21_digits_stay_text()
    {
        var mailbox = await emulator.NewMailboxAsync();
        var ids = await FillAsync(mailbox, 8);
        using var http = new HttpClient();
        await Changes(mailbox, http).SynchroniseAsync(_index, default);
        Assert.All(await FoldersAsync(), f => Assert.InRange(f.Cursor!.Length, 20, 21)); // Complete ones have one.
        await ChangeAsync(mailbox, ids);

        var news = await Changes(mailbox, http).SynchroniseAsync(_index, default);

        Assert.Single(news);
        await AssertSameAsync(mailbox, http);
    }

    public void Dispose() => _gmail.Dispose();

    // A mark, a move, a removal, an arrival, one that comes and goes, and one that goes and comes back.
    private static async Task ChangeAsync(GmailMailbox mailbox, List<string> ids)
    {
        await mailbox.FlagAsync("INBOX", ids[0], "Seen");
        await mailbox.MoveAsync("INBOX", ids[1], "Reading");
        await mailbox.RemoveAsync("INBOX", ids[2]);
        await AddAsync(mailbox, "INBOX", "new", 50);
        await mailbox.RemoveAsync("INBOX", await AddAsync(mailbox, "INBOX", "short", 51));
        await mailbox.MoveAsync("INBOX", ids[3], "Trash");
        await mailbox.MoveAsync("INBOX", ids[4], "Archive");
        await mailbox.MoveAsync("Archive", ids[4], "INBOX");
        await mailbox.FlagAsync("INBOX", ids[5], "Flagged");
    }

    private static async Task<List<string>> FillAsync(GmailMailbox mailbox, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            ids.Add(await AddAsync(mailbox, "INBOX", $"m{i}", i));
        }

        return ids;
    }

    private static Task<string> AddAsync(GmailMailbox mailbox, string folder, string subject, int minutes) =>
        mailbox.AddAsync(
            folder,
            Message("Ana <ana@corp.example>", subject, "Hello there"),
            minutes % 3 == 0 ? "Flagged" : "",
            s_received.AddMinutes(minutes)
        );

    private async Task AssertSameAsync(GmailMailbox mailbox, HttpClient? http = null)
    {
        await using var store = new GmailStore(GmailStores.Account(mailbox.Address), Api(mailbox, http));
        var there = new List<(string, string, MailMarks)>();
        foreach (var folder in await store.FoldersAsync(counts: false, default))
        {
            foreach (var trace in await store.ArrivalsAsync(folder.Name, null, default))
            {
                var marks =
                    (trace.Flags.HasFlag(MailFlags.Seen) ? MailMarks.Seen : MailMarks.None)
                    | (trace.Flags.HasFlag(MailFlags.Flagged) ? MailMarks.Flagged : MailMarks.None);
                there.Add((folder.Name, trace.Location.Id, marks));
            }
        }

        Assert.Equal(there.Order(), _index.Places.Order());
    }

    private Task<IReadOnlyList<IndexedFolder>> FoldersAsync() => _index.FoldersAsync(Driver.Connection, default);

    private GmailChanges Changes(GmailMailbox mailbox, HttpClient? http = null) =>
        GmailChanges.Of(GmailStores.Account(mailbox.Address), Api(mailbox, http));

    private GmailApi Api(GmailMailbox mailbox, HttpClient? http) =>
        new(
            GmailStores.Account(mailbox.Address),
            mailbox.Root,
            http ?? _gmail.Client(),
            new FixedTokens(mailbox.Token),
            TimeProvider.System
        );
}
