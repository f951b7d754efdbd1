using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;

namespace MeshClaw.Connectors.Tests.Mail;

/// <summary>What became of a change that was cut off: half of it is done here by another program.</summary>
public abstract partial class MailStoreContract
{
    [Fact]
    public async Task Reconciling_before_anything_happened_says_so()
    {
        var row = await PreparedMoveAsync();

        Assert.IsType<Reconciliation.NotHappened>(await Driver.ReconcileAsync(row));
        Assert.Single(await Mailbox.ReadAsync("INBOX"));
    }

    [Fact]
    public async Task Reconciling_after_the_move_finds_the_copy_and_its_undo()
    {
        await AddAsync("the one", folder: "Reading"); // A twin that was there before.
        var row = await PreparedMoveAsync();
        await Mailbox.MoveAsync("INBOX", (await Mailbox.ReadAsync("INBOX")).Single().Id, "Reading");

        var found = Assert.IsType<Reconciliation.Happened>(await Driver.ReconcileAsync(row));

        var back = (await Driver.DoAsync(Driver.Connector.UndoRequest(row! with { Undo = found.Undo })!)).Single();
        Assert.Equal(ActionState.Done, back.State);
        Assert.Single(await Mailbox.ReadAsync("INBOX"));
        Assert.Single(await Mailbox.ReadAsync("Reading"));
    }

    [Fact]
    public async Task Reconciling_a_half_done_move_finishes_it_where_it_may()
    {
        var row = await PreparedMoveAsync();
        await Mailbox.CopyAsync("INBOX", (await Mailbox.ReadAsync("INBOX")).Single().Id, "Reading");

        var left = await Driver.ReconcileAsync(row, mayComplete: false);
        Assert.Single(await Mailbox.ReadAsync("INBOX"));
        var done = await Driver.ReconcileAsync(row, mayComplete: true);

        Assert.Single(await Mailbox.ReadAsync("Reading"));
        if (Copies)
        {
            Assert.IsType<Reconciliation.Unclear>(left);
            Assert.IsType<Reconciliation.Happened>(done);
            Assert.Empty(await Mailbox.ReadAsync("INBOX"));
        }
        else
        {
            // A server that moves at once leaves nothing half done: the other one is somebody else's copy.
            Assert.IsType<Reconciliation.NotHappened>(done);
            Assert.Single(await Mailbox.ReadAsync("INBOX"));
        }
    }

    [Fact]
    public async Task Reconciling_a_message_that_went_elsewhere_says_where()
    {
        var row = await PreparedMoveAsync();
        await Mailbox.MoveAsync("INBOX", (await Mailbox.ReadAsync("INBOX")).Single().Id, "Somewhere");

        Assert.Contains(
            "'Somewhere'",
            Assert.IsType<Reconciliation.Unclear>(await Driver.ReconcileAsync(row)).WhatToDo,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Reconciling_a_message_that_is_nowhere_is_unclear()
    {
        var row = await PreparedMoveAsync();
        await Mailbox.RemoveAsync("INBOX", (await Mailbox.ReadAsync("INBOX")).Single().Id);
        await AddAsync("the one", folder: "Reading", minutes: 5); // Same words and Message-ID, but another time: not the one.

        Assert.IsType<Reconciliation.Unclear>(await Driver.ReconcileAsync(row));
    }

    [Fact]
    public async Task Reconciling_counts_one_copy_once()
    {
        await AddAsync("one");
        await AddAsync("two", minutes: 1);
        var at = (await Driver.ListAsync()).Messages.Select(m => m.Location).ToList();
        var (_, rows) = await Driver.PrepareAsync(Driver.Move(at[0], "Reading"), Driver.Move(at[1], "Reading"));
        await Mailbox.MoveAsync("INBOX", at[0].Id, "Reading");

        var found = await Driver.Connector.ReconcileAsync([.. rows.Select(r => r!)], true, default);

        Assert.IsType<Reconciliation.Happened>(found[0]);
        Assert.IsType<Reconciliation.NotHappened>(found[1]);
    }

    [Fact]
    public async Task Reconciling_flags_reads_them()
    {
        await AddAsync("x");
        var at = (await Driver.ListAsync()).Messages[0].Location;
        var (_, rows) = await Driver.PrepareAsync(Driver.Flag(at, ["flagged"], []));

        Assert.IsType<Reconciliation.NotHappened>(await Driver.ReconcileAsync(rows[0]));
        await Mailbox.FlagAsync("INBOX", at.Id, "Flagged");
        Assert.NotNull(Assert.IsType<Reconciliation.Happened>(await Driver.ReconcileAsync(rows[0])).Undo);
    }

    private protected async Task<JournalEntry?> PreparedMoveAsync()
    {
        await AddAsync("the one");
        var at = (await Driver.ListAsync()).Messages.Single().Location;
        var (_, rows) = await Driver.PrepareAsync(Driver.Move(at, "Reading"));
        return rows[0];
    }
}
