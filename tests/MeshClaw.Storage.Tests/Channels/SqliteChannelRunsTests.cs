using MeshClaw.Core.Channels;
using MeshClaw.Core.Turns;
using MeshClaw.Policy;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Storage.Tests.Channels;

public sealed class SqliteChannelRunsTests
{
    private static readonly RunId s_run = new(7);

    [Fact]
    public async Task A_delivery_that_became_a_turn_is_closed_and_its_place_goes_on_in_the_conversation()
    {
        await using var home = await Home.CreateAsync();
        var asked = await AskedAsync(home);

        var run = await new SqliteChannelRuns(home.Database).BeginAsync(
            asked,
            s_run,
            new ConversationId(5),
            "m9",
            Home.None
        );

        await home.ReopenAsync();
        var runs = new SqliteChannelRuns(home.Database);
        var wanted = new ChannelRun(s_run, Talk.Chat, new ChatPlace("direct", "7"), 3, "m9", 0, "");
        Assert.Equal(wanted, run);
        Assert.Equal([wanted], await runs.ListAsync(Home.None));
        Assert.Empty(await new SqliteDeliveries(home.Database).WaitingAsync(Home.None));
        var place = await new SqlitePlaces(home.Database).ReadAsync(Talk.Chat, wanted.Place, Home.None);
        Assert.Equal(new ConversationId(5), place.Conversation);
        Assert.Equal(wanted, await runs.BeginAsync(asked, s_run, new ConversationId(5), "m10", Home.None));
    }

    [Fact]
    public async Task Where_two_tell_at_once_one_of_them_does()
    {
        await using var home = await Home.CreateAsync();
        var runs = new SqliteChannelRuns(home.Database);
        var outbox = new SqliteOutbox(home.Database);
        var run = await runs.BeginAsync(await AskedAsync(home), s_run, new ConversationId(5), null, Home.None);

        var told = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i => runs.TellAsync(run, $"h{i}", [Talk.Message($"k{i}")], isOver: false, Home.None))
        );

        Assert.Single(told, t => t);
        Assert.Equal(1, await outbox.OpenAsync(Talk.Chat, Home.None));
        var winner = Array.IndexOf(told, true);
        Assert.True(await outbox.HasAsync(Talk.Chat, $"k{winner}", Home.None));
        Assert.Equal(run with { Told = 1, Last = $"h{winner}" }, await runs.FindAsync(s_run, Home.None));
    }

    [Fact]
    public async Task What_is_over_is_told_and_forgotten_in_one()
    {
        await using var home = await Home.CreateAsync();
        var runs = new SqliteChannelRuns(home.Database);
        var run = await runs.BeginAsync(await AskedAsync(home), s_run, new ConversationId(5), null, Home.None);

        Assert.True(await runs.TellAsync(run, "h", [Talk.Message("k")], isOver: true, Home.None));
        Assert.False(await runs.TellAsync(run, "h", [Talk.Message("k2")], isOver: true, Home.None));

        Assert.Null(await runs.FindAsync(s_run, Home.None));
        Assert.Equal(1, await new SqliteOutbox(home.Database).OpenAsync(Talk.Chat, Home.None));
    }

    private static async Task<StoredDelivery> AskedAsync(Home home)
    {
        var said = Talk.Says("Hello") with { Place = new ChatPlace("direct", "7") };
        return (await new SqliteDeliveries(home.Database).AddAsync(Talk.Chat, [(said, 3)], null, Home.None))[0];
    }
}
