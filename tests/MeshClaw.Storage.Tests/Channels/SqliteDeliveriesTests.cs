using MeshClaw.Core.Channels;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Storage.Tests.Channels;

public sealed class SqliteDeliveriesTests
{
    [Fact]
    public async Task A_delivery_comes_once_in_a_channel_however_often_it_is_delivered()
    {
        await using var home = await Home.CreateAsync();
        var deliveries = new SqliteDeliveries(home.Database);
        var (one, two) = (Talk.Says("One", id: "a"), Talk.Says("Two", id: "b"));

        var first = await deliveries.AddAsync(Talk.Chat, [(one, 1), (one, 1)], null, Home.None);
        var second = await deliveries.AddAsync(Talk.Chat, [(one, 1), (two, 1)], null, Home.None);
        var other = await deliveries.AddAsync(Talk.Other, [(one, 1)], null, Home.None);

        Assert.Equal(["One"], first.Select(d => d.Delivery.Text));
        Assert.Equal(["Two"], second.Select(d => d.Delivery.Text));
        Assert.Single(other);
        Assert.True(await deliveries.KnowsAsync(Talk.Chat, "a", Home.None));
        Assert.False(await deliveries.KnowsAsync(Talk.Other, "b", Home.None));
    }

    [Fact]
    public async Task What_is_not_answered_waits_over_a_restart_with_all_that_was_said()
    {
        await using var home = await Home.CreateAsync();
        var said = Talk.Says("Hello") with
        {
            Place = new ChatPlace("group", "7"),
            IsGroup = true,
            IsAddressed = false,
            Files = [new ChannelFile("f1", "a.pdf", "application/pdf", 12)],
        };
        var added = await new SqliteDeliveries(home.Database).AddAsync(Talk.Chat, [(said, 3)], null, Home.None);
        await home.ReopenAsync();

        var waiting = Assert.Single(await new SqliteDeliveries(home.Database).WaitingAsync(Home.None));

        Assert.Equal((added[0].Id, Talk.Chat, 3L), (waiting.Id, waiting.Channel, waiting.Person));
        Assert.Equal(said with { Files = [] }, waiting.Delivery with { Files = [] });
        Assert.Equal(said.Files.AsEnumerable(), waiting.Delivery.Files);
    }

    [Fact]
    public async Task The_cursor_moves_in_the_transaction_of_what_it_stands_behind()
    {
        await using var home = await Home.CreateAsync();
        var deliveries = new SqliteDeliveries(home.Database);
        await deliveries.AddAsync(Talk.Chat, [(Talk.Says("One", id: "a"), 1)], "1", Home.None);
        home.Sql("CREATE TRIGGER broken BEFORE INSERT ON channel_cursors BEGIN SELECT RAISE(ABORT, 'no cursor'); END");

        await Assert.ThrowsAnyAsync<Exception>(() =>
            deliveries.AddAsync(Talk.Chat, [(Talk.Says("Two", id: "b"), 1)], "2", Home.None)
        );

        Assert.Equal("1", await deliveries.CursorAsync(Talk.Chat, Home.None));
        Assert.False(await deliveries.KnowsAsync(Talk.Chat, "b", Home.None));
        Assert.Null(await deliveries.CursorAsync(Talk.Other, Home.None));
    }

    [Fact]
    public async Task An_answer_is_queued_with_the_end_of_what_it_answers_and_once()
    {
        await using var home = await Home.CreateAsync();
        var deliveries = new SqliteDeliveries(home.Database);
        var outbox = new SqliteOutbox(home.Database);
        var added = await deliveries.AddAsync(Talk.Chat, [(Talk.Says("Secret words"), 1)], null, Home.None);

        Assert.True(await deliveries.CompleteAsync(added[0].Id, "said", Talk.Chat, [Talk.Message("k1")], Home.None));
        Assert.False(await deliveries.CompleteAsync(added[0].Id, "said", Talk.Chat, [Talk.Message("k2")], Home.None));

        Assert.Empty(await deliveries.WaitingAsync(Home.None));
        Assert.Equal(1, await outbox.OpenAsync(Talk.Chat, Home.None));
        Assert.False(await outbox.HasAsync(Talk.Chat, "k2", Home.None));
        Assert.Equal("", Home.Sql(home.Folder, "SELECT content FROM channel_deliveries"));
    }
}
