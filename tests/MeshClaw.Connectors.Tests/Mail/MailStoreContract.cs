using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Testing;
using static MeshClaw.Testing.TestMailbox;

namespace MeshClaw.Connectors.Tests.Mail;

/// <summary>What every store of mail does. A store's proof is a class that says how to open one.</summary>
public abstract partial class MailStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset s_received = new(2026, 11, 16, 7, 30, 5, TimeSpan.Zero);

    private protected virtual (TestMailbox Mailbox, MailConnector Connector) Open() =>
        throw new NotSupportedException("A store says how it is opened.");

    private protected virtual Task<(TestMailbox Mailbox, MailConnector Connector)> OpenAsync() =>
        Task.FromResult(Open());

    private protected TestMailbox Mailbox { get; private set; } = null!; // Set before each test.

    private protected Driver Driver { get; private set; } = null!; // Set before each test.

    /// <summary>Whether a move that broke may be in both places.</summary>
    private protected virtual bool Copies => true;

    /// <summary>Waits until what was added can be searched for, where that takes a while.</summary>
    private protected virtual Task IndexAsync() => Task.CompletedTask;

    /// <summary>Whether messages of one folder that are the same to the last byte are one to the store.</summary>
    private protected virtual bool TwinsAreOne => false;

    /// <summary>Whether messages that look the same go one after the other, since only their looks would tell the copies apart.</summary>
    private protected virtual bool TwinsWait => true;

    public async ValueTask InitializeAsync()
    {
        (Mailbox, var connector) = await OpenAsync();
        Driver = new Driver(connector);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Driver.Connector.DisposeAsync();
        await Mailbox.DisposeAsync();
    }

    [Fact]
    public async Task A_message_is_given_to_the_last_byte_unless_it_is_too_long_or_gone()
    {
        await AddAsync("Subject", flags: "", minutes: 0);
        var at = (await Driver.ListAsync()).Messages.Single().Location;
        var raw = (await Mailbox.ReadAsync("INBOX")).Single().Raw;
        var store = Driver.Connector.Store;

        var bytes = await store.RawAsync(at, 1_000_000, default);

        Assert.Equal(raw.ReplaceLineEndings(), System.Text.Encoding.UTF8.GetString(bytes!).ReplaceLineEndings());
        Assert.Equal(bytes, await store.RawAsync(at, bytes!.Length, default));
        Assert.Null(await store.RawAsync(at, bytes.Length - 1, default));
        Assert.Null(await store.RawAsync(at with { Version = "999" }, 1_000_000, default));
    }

    [Fact]
    public async Task Lists_pages_newest_first_and_leaves_flags_alone()
    {
        for (var i = 0; i < 7; i++)
        {
            await AddAsync($"Subject {i}", flags: i == 3 ? "Flagged" : "", minutes: i);
        }

        var before = await Mailbox.ReadAsync("INBOX");
        var subjects = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Driver.ListAsync(limit: 3, cursor: cursor);
            Assert.Equal(7, page.Total);
            subjects.AddRange(page.Messages.Select(m => m.Subject));
            Assert.All(page.Messages, m => Assert.Equal("Hello there", m.Text));
            cursor = page.Next;
        } while (cursor is not null);

        Assert.Equal(
            ["Subject 6", "Subject 5", "Subject 4", "Subject 3", "Subject 2", "Subject 1", "Subject 0"],
            subjects
        );
        var first = (await Driver.ListAsync(headersOnly: true)).Messages[3];
        Assert.Equal(("Subject 3", "", true, false), (first.Subject, first.Text, first.Flagged, first.Seen));
        Assert.Equal(s_received.AddMinutes(3), first.Received);
        await Driver.ReadAsync<MailMessage>(
            MailTools.Read,
            new
            {
                folder = "INBOX",
                id = first.Location.Id,
                version = first.Location.Version,
            }
        );
        Assert.Equal(before, await Mailbox.ReadAsync("INBOX"));
    }

    [Fact]
    public async Task Of_a_large_message_the_beginning_is_read()
    {
        await AddAsync(
            "large",
            text: "The beginning. " + string.Concat(Enumerable.Repeat("0123456789 0123456789\r\n", 50_000))
        );

        var message = (await Driver.ListAsync()).Messages.Single();

        Assert.InRange(message.Size, 1_000_000, 2_000_000);
        Assert.StartsWith("The beginning. 0123", message.Text, StringComparison.Ordinal);
        Assert.Equal(MailMessage.MaxText, message.Text.Length, 100.0);
    }

    [Fact]
    public async Task Folders_have_counts_and_uses()
    {
        await AddAsync("one");
        await AddAsync("two", flags: "Seen", minutes: 1);
        await AddAsync("three", folder: "Papierkorb");
        await AddAsync("four", folder: "Kunden/Firma", flags: "Seen");

        var folders = await Driver.ReadAsync<MailFolderList>(MailTools.Folders, new { });

        Assert.Equal(new MailFolderInfo("INBOX", null, 2, 1), folders.Folders[0]);
        Assert.Contains(new MailFolderInfo("Papierkorb", "\\Trash", 1, 1), folders.Folders);
        Assert.Contains(new MailFolderInfo("Kunden/Firma", null, 1, 0), folders.Folders);
    }

    [Fact]
    public async Task Search_finds_words_of_header_and_text()
    {
        await AddAsync("Invoice 17", minutes: 0);
        await AddAsync("Lunch", minutes: 1, text: "the invoice is paid");
        await AddAsync("Other", minutes: 2);
        await IndexAsync();

        var page = await Driver.ReadAsync<MailPage>(MailTools.Search, new { text = "invoice" });

        Assert.Equal(["Lunch", "Invoice 17"], page.Messages.Select(m => m.Subject));
        Assert.Equal((2, null), (page.Total, page.Next));
    }

    [Fact]
    public async Task Facts_come_from_the_store_as_it_is_now()
    {
        await AddAsync(
            "Sale",
            from: "\"Shop\u202E\" <News@Shop.Example>",
            more: "Sender: list@mailer.example\r\nList-Id: <x.shop.example>\r\n"
        );
        var at = (await Driver.ListAsync()).Messages[0].Location;
        await Mailbox.FlagAsync("INBOX", at.Id, "Flagged");

        var target = (await Driver.DescribeAsync(Driver.On(MailTools.Delete, at)))[0].Targets.Single();

        Assert.Equal(["news@shop.example", "list@mailer.example"], target.Facts.From);
        Assert.Equal(TargetKinds.Newsletter | TargetKinds.Unread | TargetKinds.Flagged, target.Facts.Kinds);
        Assert.Equal(("INBOX", "Sale", s_received), (target.Facts.Folder, target.Facts.Subject, target.Facts.Received));
        Assert.Equal("Shop <news@shop.example>: Sale", target.Facts.Title);
        Assert.Equal(at.Version, target.Version);
    }

    [Theory]
    [InlineData("Reading", Verbs.Move)]
    [InlineData("Papierkorb", Verbs.Move | Verbs.Delete)]
    [InlineData("Trash", Verbs.Move | Verbs.Delete)]
    [InlineData("Junk", Verbs.Move | Verbs.Delete)]
    [InlineData("MeshClaw Holding", Verbs.Move | Verbs.Delete)]
    [InlineData("Archive", Verbs.Move | Verbs.Archive)]
    [InlineData("Corbeille/2026", Verbs.Move | Verbs.Delete)]
    public async Task Moving_says_what_it_means(string to, Verbs verbs)
    {
        await AddAsync("x");
        var at = (await Driver.ListAsync()).Messages[0].Location;

        var calls = await Driver.DescribeAsync(
            Driver.Move(at, to),
            Driver.On(MailTools.Archive, at),
            Driver.Flag(at, ["seen"], [])
        );

        Assert.Equal([verbs, Verbs.Archive, Verbs.Flag], calls.Select(c => c.Verbs));
    }

    [Fact]
    public async Task Moving_into_a_trash_inside_the_archive_deletes()
    {
        await AddAsync("x");
        await AddAsync("y", folder: "Archive");
        var at = (await Driver.ListAsync()).Messages[0].Location;

        var calls = await Driver.DescribeAsync(Driver.Move(at, "Archive/Trash"));

        Assert.Equal(Verbs.Move | Verbs.Delete, calls.Single().Verbs);
    }

    [Fact]
    public async Task A_move_and_its_undo_keep_every_byte_flag_and_date()
    {
        await AddAsync("Grüße", flags: "Answered Flagged Seen", text: "ünïcödé\r\n.\r\n>From me");
        var before = (await Mailbox.ReadAsync("INBOX")).Single();
        var at = (await Driver.ListAsync()).Messages[0].Location;

        var row = (await Driver.DoAsync(Driver.Move(at, "Reading/Later"))).Single();

        Assert.Equal(ActionState.Done, row.State);
        Assert.Empty(await Mailbox.ReadAsync("INBOX"));
        var moved = (await Mailbox.ReadAsync("Reading/Later")).Single();
        Assert.Equal(before, moved with { Id = before.Id });
        var back = (await Driver.DoAsync(Driver.Connector.UndoRequest(row)!)).Single();
        Assert.Equal(ActionState.Done, back.State);
        Assert.Empty(await Mailbox.ReadAsync("Reading/Later"));
        Assert.Equal(before, (await Mailbox.ReadAsync("INBOX")).Single() with { Id = before.Id });
    }

    [Fact]
    public async Task Deleting_holds_and_archiving_archives()
    {
        await AddAsync("old", flags: "Seen");
        await AddAsync("done", flags: "Seen", minutes: 1);
        var before = await Mailbox.ReadAsync("INBOX");
        var listed = (await Driver.ListAsync()).Messages;

        var rows = await Driver.DoAsync(
            Driver.On(MailTools.Delete, listed[1].Location),
            Driver.On(MailTools.Archive, listed[0].Location)
        );

        Assert.All(rows, r => Assert.Equal(ActionState.Done, r.State));
        Assert.Equal(before[0], (await Mailbox.ReadAsync("MeshClaw Holding")).Single() with { Id = before[0].Id });
        Assert.Equal(before[1], (await Mailbox.ReadAsync("Archive")).Single() with { Id = before[1].Id });
    }

    [Fact]
    public async Task Flags_change_and_undo_takes_back_only_what_changed()
    {
        await AddAsync("x", flags: "Flagged");
        var at = (await Driver.ListAsync()).Messages[0].Location;

        var row = (await Driver.DoAsync(Driver.Flag(at, ["seen", "flagged"], ["answered"]))).Single();

        Assert.Equal("Flagged Seen", (await Mailbox.ReadAsync("INBOX")).Single().Flags);
        await Driver.DoAsync(Driver.Connector.UndoRequest(row)!);
        Assert.Equal("Flagged", (await Mailbox.ReadAsync("INBOX")).Single().Flags);
    }

    [Fact]
    public async Task A_message_that_is_gone_is_an_outcome_and_no_error()
    {
        await AddAsync("x");
        await AddAsync("stays", minutes: 1);
        var listed = (await Driver.ListAsync()).Messages;
        var calls = await Driver.DescribeAsync(
            Driver.Move(listed[1].Location, "Reading"),
            Driver.Move(listed[0].Location, "Reading")
        );
        var prepared = await Driver.Connector.PrepareAsync(calls, default);
        await Mailbox.RemoveAsync("INBOX", listed[1].Location.Id);

        var outcomes = await Driver.ExecuteAsync([.. calls.Zip(prepared, (c, p) => (c, ((Preparation.Ready)p).Note))]);

        Assert.IsType<CallOutcome.Failed>(outcomes[0]);
        Assert.IsType<CallOutcome.Done>(outcomes[1]);
        Assert.IsType<Preparation.Gone>((await Driver.Connector.PrepareAsync([calls[0]], default))[0]);
        Assert.Null((await Driver.DescribeAsync(Driver.Move(listed[1].Location, "Reading")))[0].Targets[0].Facts.From);
        await Assert.ThrowsAsync<ToolException>(() =>
            Driver.ReadAsync<MailMessage>(
                MailTools.Read,
                new
                {
                    folder = "INBOX",
                    id = listed[1].Location.Id,
                    version = listed[1].Location.Version,
                }
            )
        );
    }

    [Fact]
    public async Task A_folder_that_counts_anew_makes_its_messages_gone()
    {
        await AddAsync("x");
        var at = (await Driver.ListAsync()).Messages[0].Location;

        var (preparations, _) = await Driver.PrepareAsync(
            Driver.Move(at with { Version = at.Version + "1" }, "Reading")
        );

        Assert.IsType<Preparation.Gone>(preparations[0]);
    }

    [Fact]
    public async Task Twins_go_one_after_the_other_and_come_back_to_their_own()
    {
        await AddAsync("same");
        await AddAsync("same");
        await AddAsync("other", messageId: "same@x");
        await AddAsync("another", messageId: "same@x");
        var listed = (await Driver.ListAsync()).Messages;
        ToolRequest[] moves = [.. listed.Select(m => Driver.Move(m.Location, "Reading"))];

        var (preparations, _) = await Driver.PrepareAsync(moves);
        var rows = await Driver.DoAsync(moves);

        var all = TwinsAreOne ? 3 : 4;
        Assert.Equal(TwinsWait && !TwinsAreOne ? 1 : 0, preparations.Count(p => p is Preparation.Deferred));
        Assert.Equal(all, rows.Select(r => r.Undo).Distinct().Count());
        Assert.Equal(all, (await Mailbox.ReadAsync("Reading")).Length);
        foreach (var row in rows)
        {
            Assert.Equal(ActionState.Done, (await Driver.DoAsync(Driver.Connector.UndoRequest(row)!)).Single().State);
        }

        Assert.Equal(all, (await Mailbox.ReadAsync("INBOX")).Length);
        Assert.Empty(await Mailbox.ReadAsync("Reading"));
    }

    [Fact]
    public async Task A_batch_is_of_one_kind()
    {
        for (var i = 0; i < 4; i++)
        {
            await AddAsync($"m{i}", minutes: i);
        }

        var at = (await Driver.ListAsync()).Messages.Select(m => m.Location).ToList();

        var (preparations, _) = await Driver.PrepareAsync(
            Driver.Move(at[0], "Reading"),
            Driver.Move(at[1], "Elsewhere"),
            Driver.Move(at[2], "Reading"),
            Driver.Flag(at[3], ["seen"], [])
        );

        Assert.Equal([false, true, false, true], preparations.Select(p => p is Preparation.Deferred));
        Assert.Empty(await Mailbox.ReadAsync("Reading"));
        Assert.DoesNotContain("Reading", await Mailbox.FoldersAsync());
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("/etc")]
    [InlineData("a//b")]
    [InlineData("")]
    public async Task A_name_that_is_no_folder_is_refused(string folder)
    {
        var failure = await Assert.ThrowsAsync<ToolException>(() => Driver.ListAsync(folder));

        Assert.Contains("folder", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_named() =>
        Assert.Contains(
            "'Nowhere'",
            (await Assert.ThrowsAsync<ToolException>(() => Driver.ListAsync("Nowhere"))).Message,
            StringComparison.Ordinal
        );

    private protected async Task<string> AddAsync(
        string subject,
        string flags = "",
        int minutes = 0,
        string folder = "INBOX",
        string from = "Ana <ana@corp.example>",
        string text = "Hello there",
        string? messageId = null,
        string more = ""
    ) =>
        await Mailbox.AddAsync(
            folder,
            Bytes(Message(from, subject, text, messageId, more)),
            flags,
            s_received.AddMinutes(minutes)
        );

    // One char for each byte of the message's UTF-8.
    private static string Bytes(string text) =>
        System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
