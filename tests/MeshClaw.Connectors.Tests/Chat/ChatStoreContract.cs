using MeshClaw.Connectors.Chat.Stores;

namespace MeshClaw.Connectors.Tests.Chat;

/// <summary>What every store of chat owes the connector; a new platform's proof is a subclass that says where to find one.</summary>
public abstract class ChatStoreContract
{
    /// <summary>A store, with the owner and one other in a place that nothing was said in.</summary>
    private protected abstract ChatStoreStand Stand();

    [Fact]
    public async Task What_is_posted_is_found_with_its_key_its_author_and_its_exact_words()
    {
        await using var stand = Stand();
        const string Words = "a < b & c > d *x* @here\nnext 😀";

        var id = await stand.Store.PostAsync(new ChatPosting(stand.Place, Words, "key1"), default);

        var found = await stand.Store.FindAsync(stand.Place, id, default);
        var me = await stand.Store.WhoAmIAsync(default);
        Assert.Equal((id, me.User, Words), (found!.Id, found.Author, found.Text)); // It was posted.
        Assert.Contains("key1", found.Keys);
        Assert.False(found.IsNotice);
    }

    [Fact]
    public async Task Pages_give_the_newest_first_and_everything_once()
    {
        await using var stand = Stand();
        var said = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            said.Add(stand.OtherSays("x"));
        }

        var seen = new List<string>();
        string? before = null;
        do
        {
            var page = await stand.Store.ReadAsync(stand.Place, new ChatRange(2) { Before = before }, default);
            seen.AddRange(page.Messages.Select(m => m.Id));
            before = page.Next;
        } while (before is not null);

        Assert.Equal(said.AsEnumerable().Reverse(), seen);
        var after = await stand.Store.ReadAsync(stand.Place, new ChatRange(10) { After = said[2] }, default);
        Assert.Equal([said[4], said[3]], after.Messages.Select(m => m.Id));
    }

    [Fact]
    public async Task Others_messages_are_not_changed_and_what_is_not_there_is_null()
    {
        await using var stand = Stand();
        var theirs = stand.OtherSays("theirs");

        await Assert.ThrowsAsync<ChatRefusedException>(() =>
            stand.Store.EditAsync(new ChatEdit(stand.Place, theirs, "mine", false, "k"), default)
        );
        await Assert.ThrowsAsync<ChatRefusedException>(() => stand.Store.DeleteAsync(stand.Place, theirs, default));

        Assert.Equal("theirs", (await stand.Store.FindAsync(stand.Place, theirs, default))!.Text); // Still there.
        Assert.Null(await stand.Store.FindAsync(stand.Place, "1.000001", default));
        Assert.Null(await stand.Store.FindPlaceAsync("C0NOWHERE1", default));
        Assert.Null(await stand.Store.FindPersonAsync("U0NOBODY01", default));
    }

    [Fact]
    public async Task An_own_message_changes_with_a_new_version_and_goes()
    {
        await using var stand = Stand();
        var id = await stand.Store.PostAsync(new ChatPosting(stand.Place, "one", "k1"), default);

        await stand.Store.EditAsync(new ChatEdit(stand.Place, id, "two", false, "k2"), default);
        var changed = await stand.Store.FindAsync(stand.Place, id, default);
        await stand.Store.DeleteAsync(stand.Place, id, default);

        Assert.Equal("two", changed!.Text); // It was there.
        Assert.Contains("k2", changed.Keys);
        Assert.Null(await stand.Store.FindAsync(stand.Place, id, default));
    }

    [Fact]
    public async Task A_reaction_says_whether_it_changed_anything()
    {
        await using var stand = Stand();
        var id = stand.OtherSays("x");

        bool[] changed =
        [
            await stand.Store.ReactAsync(stand.Place, id, "eyes", true, default),
            await stand.Store.ReactAsync(stand.Place, id, "eyes", true, default),
            await stand.Store.ReactAsync(stand.Place, id, "eyes", false, default),
            await stand.Store.ReactAsync(stand.Place, id, "eyes", false, default),
        ];

        Assert.Equal([true, false, true, false], changed);
    }

    [Fact]
    public async Task What_waits_is_listed_until_it_is_taken_back()
    {
        await using var stand = Stand();
        var at = DateTimeOffset.FromUnixTimeSeconds(stand.Now.AddHours(1).ToUnixTimeSeconds());

        var id = await stand.Store.ScheduleAsync(new ChatPosting(stand.Place, "a & b", "k"), at, default);
        Assert.Equal([new ChatScheduled(id, at, "a & b")], await stand.Store.ListScheduledAsync(stand.Place, default));
        await stand.Store.UnscheduleAsync(stand.Place, id, default);

        Assert.Empty(await stand.Store.ListScheduledAsync(stand.Place, default));
        await Assert.ThrowsAsync<ChatRefusedException>(() => stand.Store.UnscheduleAsync(stand.Place, id, default));
    }

    [Fact]
    public async Task The_owners_places_and_who_is_in_them_are_listed()
    {
        await using var stand = Stand();
        var me = await stand.Store.WhoAmIAsync(default);

        var places = await stand.Store.ListPlacesAsync(null, 100, default);
        var members = await stand.Store.ListMembersAsync(stand.Place, 10, default);

        Assert.Equal(stand.Place, Assert.Single(places.Items).Id);
        Assert.Equal(2, members.Count);
        Assert.Contains(me.User, members);
    }
}

/// <summary>A store to be tested, and the other end of it.</summary>
internal sealed record ChatStoreStand(
    IChatStore Store,
    string Place,
    Func<string, string> OtherSays,
    DateTimeOffset Now,
    IAsyncDisposable World
) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <summary>The contract on Slack.</summary>
public sealed class SlackChatStoreTests : ChatStoreContract
{
    private protected override ChatStoreStand Stand()
    {
        var world = new ChatWorld();
        return new ChatStoreStand(
            world.Store,
            ChatWorld.General,
            text => world.Say(ChatWorld.Ana, text),
            world.Time.GetUtcNow(),
            world
        );
    }
}
