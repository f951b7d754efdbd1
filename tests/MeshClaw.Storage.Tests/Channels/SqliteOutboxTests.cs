using MeshClaw.Core.Channels;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Storage.Tests.Channels;

public sealed class SqliteOutboxTests
{
    [Fact]
    public async Task Messages_go_out_in_the_order_in_which_they_were_queued_over_a_restart()
    {
        await using var home = await Home.CreateAsync();
        var outbox = new SqliteOutbox(home.Database);
        await outbox.PutAsync(Talk.Chat, Talk.Message("b"), Home.None);
        await outbox.PutAsync(Talk.Other, Talk.Message("x"), Home.None);
        await outbox.PutAsync(Talk.Chat, Talk.Message("a"), Home.None);
        await home.ReopenAsync();
        outbox = new SqliteOutbox(home.Database);

        Assert.Equal(2, await outbox.OpenAsync(Talk.Chat, Home.None));
        Assert.Equal(["b", "a"], await DrainAsync(outbox));
        Assert.Equal(0, await outbox.OpenAsync(Talk.Chat, Home.None));
    }

    [Fact]
    public async Task The_same_key_is_one_message_that_changes()
    {
        await using var home = await Home.CreateAsync();
        var outbox = new SqliteOutbox(home.Database);
        await outbox.PutAsync(Talk.Chat, Talk.Message("a", "One"), Home.None);
        await outbox.PutAsync(Talk.Chat, Talk.Message("a", "Two"), Home.None);

        var next = await NextAsync(outbox);
        Assert.Equal(("Two", 2L, null), (next.Queued.Message.Text, next.Wanted, next.Sent));
        await outbox.BeginAsync(next.Id, Home.None);
        await outbox.SentAsync(next.Id, "m1", next.Wanted, Home.None);
        Assert.Null(await outbox.NextAsync(Talk.Chat, 0, Home.None));
        Assert.Equal("", Home.Sql(home.Folder, "SELECT content FROM channel_messages"));

        await outbox.PutAsync(Talk.Chat, Talk.Message("a", "Three"), Home.None);
        var change = await NextAsync(outbox);
        Assert.Equal(("Three", "m1"), (change.Queued.Message.Text, change.Sent));
        Assert.Equal(("sending", null), await outbox.FateAsync(Talk.Chat, "a", Home.None));
    }

    [Fact]
    public async Task A_draft_that_was_shown_becomes_the_final_text()
    {
        await using var home = await Home.CreateAsync();
        var outbox = new SqliteOutbox(home.Database);
        await outbox.PutAsync(Talk.Chat, Talk.Message("a", "…") with { IsDraft = true }, Home.None);
        var draft = await NextAsync(outbox);
        await outbox.BeginAsync(draft.Id, Home.None);
        await outbox.PutAsync(Talk.Chat, Talk.Message("a", "All of it"), Home.None); // While the draft is on its way.
        await outbox.SentAsync(draft.Id, "m1", draft.Wanted, Home.None);

        var final = await NextAsync(outbox);

        Assert.True(draft.Queued.IsDraft);
        Assert.Equal(("All of it", "m1", false), (final.Queued.Message.Text, final.Sent, final.Queued.IsDraft));
        await outbox.SentAsync(final.Id, "m1", final.Wanted, Home.None);
        Assert.Null(await outbox.NextAsync(Talk.Chat, 0, Home.None));
    }

    [Fact]
    public async Task A_draft_that_comes_after_the_final_text_changes_nothing()
    {
        await using var home = await Home.CreateAsync();
        var outbox = new SqliteOutbox(home.Database);
        var draft = Talk.Message("a", "…") with { IsDraft = true };
        await outbox.PutAsync(Talk.Chat, draft, Home.None);
        Assert.Equal((true, null), await outbox.DraftAsync(Talk.Chat, "a", Home.None));
        await outbox.PutAsync(Talk.Chat, Talk.Message("a", "All of it"), Home.None);

        await outbox.PutAsync(Talk.Chat, draft, Home.None);

        var next = await NextAsync(outbox);
        Assert.Equal(("All of it", false, 2L), (next.Queued.Message.Text, next.Queued.IsDraft, next.Wanted));
        await outbox.SentAsync(next.Id, "m1", next.Wanted, Home.None);
        await outbox.PutAsync(Talk.Chat, draft, Home.None);
        Assert.Equal((false, "m1"), await outbox.DraftAsync(Talk.Chat, "a", Home.None));
        Assert.Null(await outbox.NextAsync(Talk.Chat, 0, Home.None));
    }

    [Fact]
    public async Task What_was_being_sent_when_a_process_died_is_told_as_such()
    {
        await using var home = await Home.CreateAsync();
        var outbox = new SqliteOutbox(home.Database);
        await outbox.PutAsync(Talk.Chat, Talk.Message("a"), Home.None);
        await outbox.BeginAsync((await NextAsync(outbox)).Id, Home.None);
        await home.ReopenAsync();
        outbox = new SqliteOutbox(home.Database);

        var next = await NextAsync(outbox);
        Assert.Equal((Home.Start, 1), (next.WasSending, next.Attempts));

        await outbox.PutBackAsync(next.Id, Home.None);
        Assert.Null((await NextAsync(outbox)).WasSending);
    }

    [Theory]
    [InlineData(null, "sent")]
    [InlineData("Blocked.", "failed")]
    public async Task A_receipt_tells_what_became_of_what_was_being_sent(string? failure, string state)
    {
        await using var home = await Home.CreateAsync();
        var outbox = new SqliteOutbox(home.Database);
        await outbox.PutAsync(Talk.Chat, Talk.Message("a"), Home.None);
        await outbox.BeginAsync((await NextAsync(outbox)).Id, Home.None);

        await outbox.TakeReceiptAsync(Talk.Other, new ChannelReceipt("a", "m1", failure), Home.None);
        Assert.Equal(("sending", null), await outbox.FateAsync(Talk.Chat, "a", Home.None));
        await outbox.TakeReceiptAsync(Talk.Chat, new ChannelReceipt("a", "m1", failure), Home.None);

        Assert.Equal((state, failure), await outbox.FateAsync(Talk.Chat, "a", Home.None));
        Assert.Null(await outbox.NextAsync(Talk.Chat, 0, Home.None));
        Assert.Equal(failure is null ? "m1" : null, (await outbox.DraftAsync(Talk.Chat, "a", Home.None)).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_closed_while_it_was_being_sent_keeps_the_next_from_nothing(bool byReceipt)
    {
        await using var home = await Home.CreateAsync();
        var outbox = new SqliteOutbox(home.Database);
        var person = await Talk.PairAsync(home);
        await outbox.PutAsync(Talk.Chat, Talk.Message("a", "…", person.Chat) with { IsDraft = true }, Home.None);
        await outbox.PutAsync(Talk.Chat, Talk.Message("b"), Home.None);
        var sending = await NextAsync(outbox);
        await outbox.BeginAsync(sending.Id, Home.None);
        await outbox.PutAsync(Talk.Chat, Talk.Message("a", "All of it", person.Chat), Home.None);

        await (
            byReceipt
                ? outbox.TakeReceiptAsync(Talk.Chat, new ChannelReceipt("a", "m1", null), Home.None)
                : new SqlitePeople(home.Database).RemoveAsync(person.Id, Home.None)
        );
        await outbox.SentAsync(sending.Id, "m1", sending.Wanted, Home.None);

        Assert.Equal("b", (await NextAsync(outbox)).Queued.Message.Key);
    }

    [Fact]
    public async Task What_is_held_keeps_others_from_nothing_and_goes_out_when_its_people_write()
    {
        await using var home = await Home.CreateAsync();
        var outbox = new SqliteOutbox(home.Database);
        await outbox.PutAsync(Talk.Chat, Talk.Message("a", chat: "quiet"), Home.None);
        await outbox.PutAsync(Talk.Chat, Talk.Message("b", chat: "loud"), Home.None);
        await outbox.HoldAsync((await NextAsync(outbox)).Id, Home.None);

        Assert.Equal("b", (await NextAsync(outbox)).Queued.Message.Key);
        Assert.Equal(("held", null), await outbox.FateAsync(Talk.Chat, "a", Home.None));
        Assert.Equal(2, await outbox.OpenAsync(Talk.Chat, Home.None));

        var deliveries = new SqliteDeliveries(home.Database);
        await deliveries.AddAsync(Talk.Chat, [(Talk.Says("Hi", chat: "loud"), 1)], null, Home.None);
        Assert.Equal("b", (await NextAsync(outbox)).Queued.Message.Key);
        await deliveries.AddAsync(Talk.Chat, [(Talk.Says("Hi", chat: "quiet"), 1)], null, Home.None);
        Assert.Equal(["a", "b"], await DrainAsync(outbox));
    }

    [Fact]
    public async Task What_failed_stays_failed_and_says_why()
    {
        await using var home = await Home.CreateAsync();
        var outbox = new SqliteOutbox(home.Database);
        await outbox.PutAsync(Talk.Chat, Talk.Message("a"), Home.None);
        await outbox.FailAsync((await NextAsync(outbox)).Id, "The chat is gone.", Home.None);

        Assert.Null(await outbox.NextAsync(Talk.Chat, 0, Home.None));
        Assert.Equal(("failed", "The chat is gone."), await outbox.FateAsync(Talk.Chat, "a", Home.None));
        Assert.Equal(0, await outbox.OpenAsync(Talk.Chat, Home.None));
        Assert.Null(await outbox.FateAsync(Talk.Chat, "nothing", Home.None));
    }

    private static async Task<OutboxMessage> NextAsync(SqliteOutbox outbox) =>
        (await outbox.NextAsync(Talk.Chat, 0, Home.None))!; // The tests queued it.

    private static async Task<List<string>> DrainAsync(SqliteOutbox outbox)
    {
        var keys = new List<string>();
        while (await outbox.NextAsync(Talk.Chat, 0, Home.None) is { } next)
        {
            await outbox.SentAsync(next.Id, "m", next.Wanted, Home.None);
            keys.Add(next.Queued.Message.Key);
        }

        return keys;
    }
}
