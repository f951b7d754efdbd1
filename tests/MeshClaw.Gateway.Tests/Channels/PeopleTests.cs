using MeshClaw.Core.Channels;
using MeshClaw.Gateway.Channels;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Gateway.Tests.Channels;

public sealed class PeopleTests
{
    private static readonly ChannelName s_chat = new("chat");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_paired_is_known_by_channel_and_id_alone_and_until_removed()
    {
        await using var home = new SafetyHome();
        var store = new SqlitePeople(home.Database);
        var people = new People(store);
        Assert.Null(await people.FindAsync(s_chat, "1001", Token));

        var person = await PairAsync(people, store);

        Assert.Equal(person, await people.FindAsync(s_chat, "1001", Token));
        Assert.Equal(person, await people.FindAsync(person.Id, Token));
        Assert.Null(await people.FindAsync(s_chat, "Robin", Token));
        Assert.Null(await people.FindAsync(new ChannelName("chat/other"), "1001", Token));

        Assert.True(await people.RemoveAsync(person.Id, Token));
        Assert.False(await people.RemoveAsync(person.Id, Token));
        Assert.Null(await people.FindAsync(s_chat, "1001", Token));
        Assert.Null(await people.FindAsync(person.Id, Token));
        Assert.Empty(await people.ListAsync(Token));
    }

    [Fact]
    public async Task Rights_that_change_hold_at_once()
    {
        await using var home = new SafetyHome();
        var store = new SqlitePeople(home.Database);
        var people = new People(store);
        await PairAsync(people, store);
        Assert.True((await people.FindAsync(s_chat, "1001", Token))!.May(ChannelRights.Administer)); // Just paired.

        await PairAsync(people, store, ChannelRights.Ask | ChannelRights.Stop);

        var person = (await people.FindAsync(s_chat, "1001", Token))!; // Just paired.
        Assert.Equal(
            (true, true, false, false),
            (
                person.May(ChannelRights.Ask),
                person.May(ChannelRights.Stop),
                person.May(ChannelRights.Approve),
                person.May(ChannelRights.Administer)
            )
        );
    }

    [Fact]
    public async Task What_was_read_before_somebody_was_removed_is_not_remembered_after_it()
    {
        await using var home = new SafetyHome();
        var store = new SqlitePeople(home.Database);
        var person = await PairAsync(new People(store), store);
        var (read, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var people = new People(store)
        {
            Read = async cancellationToken =>
            {
                var all = await store.ListAsync(cancellationToken);
                read.TrySetResult();
                await go.Task;
                return all;
            },
        };
        var finding = people.FindAsync(s_chat, "1001", Token);
        await read.Task;

        await people.RemoveAsync(person.Id, Token);
        go.SetResult();
        await finding;

        Assert.Null(await people.FindAsync(s_chat, "1001", Token));
    }

    private static async Task<ChannelPerson> PairAsync(
        People people,
        SqlitePeople store,
        ChannelRights rights = ChannelRights.All
    )
    {
        var code = await store.NewCodeAsync(s_chat, rights, Token);
        return (await people.PairAsync(s_chat, SafetyHome.Says(code), Token))!; // It is the code.
    }
}
