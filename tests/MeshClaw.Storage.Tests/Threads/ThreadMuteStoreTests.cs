using MeshClaw.Core.Mail.Threads;
using MeshClaw.Policy;
using MeshClaw.Storage.Threads;

namespace MeshClaw.Storage.Tests.Threads;

public sealed class ThreadMuteStoreTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_is_listed_newest_first_by_account_and_once_for_a_key()
    {
        await using var home = await Home.CreateAsync();
        var store = new SqliteThreadMuteStore(home.Database);

        var first = await store.AddAsync(Mute("Lunch"), "k1", None);
        var again = await store.AddAsync(Mute("Other words"), "k1", None);
        var second = await store.AddAsync(Mute("Party", "mail/home", "Reading"), "k2", None);

        Same(new ThreadMute(1, Mute("Lunch"), Home.Start, null, 0, null), first);
        Same(first, again);
        Assert.Equal([second.Id, first.Id], (await store.ListAsync(null, None)).Select(m => m.Id));
        Same(second, Assert.Single(await store.ListAsync(new ConnectionName("mail/home"), None)));
        Same(first, await store.FindByKeyAsync("k1", None));
        Assert.Null(await store.FindByKeyAsync("k3", None));
        Assert.Null(await store.FindAsync(9, None));
    }

    [Fact]
    public async Task What_came_later_is_counted_with_why_the_last_one_stayed()
    {
        await using var home = await Home.CreateAsync();
        var store = new SqliteThreadMuteStore(home.Database);
        var mute = await store.AddAsync(Mute("Lunch"), "k1", None);
        await store.AddAsync(Mute("Party"), "k2", None);

        await store.CountAsync(mute.Id, null, None);
        await store.CountAsync(mute.Id, "it is about money", None);
        await store.CountAsync(mute.Id, null, None);

        Same(mute with { Filed = 2, Stayed = "it is about money" }, await store.FindAsync(mute.Id, None));
        Assert.Equal(0, (await store.FindAsync(2, None))?.Filed);
    }

    [Fact]
    public async Task One_that_ended_is_kept_but_not_listed_and_can_hold_again()
    {
        await using var home = await Home.CreateAsync();
        var store = new SqliteThreadMuteStore(home.Database);
        var mute = await store.AddAsync(Mute("Lunch"), "k1", None);

        home.Time.Advance(TimeSpan.FromHours(1));
        await store.SetAsync(mute.Id, false, None);
        home.Time.Advance(TimeSpan.FromHours(1));
        await store.SetAsync(mute.Id, false, None);

        Assert.Empty(await store.ListAsync(null, None));
        Same(mute with { Ended = Home.Start.AddHours(1) }, await store.FindAsync(mute.Id, None));
        await store.SetAsync(mute.Id, true, None);
        Same(mute, Assert.Single(await store.ListAsync(null, None)));
    }

    [Fact]
    public async Task All_of_it_is_there_after_the_database_was_opened_again()
    {
        await using var home = await Home.CreateAsync();
        var store = new SqliteThreadMuteStore(home.Database);
        var mute = await store.AddAsync(Mute("Lunch", to: "Reading"), "k1", None);
        await store.CountAsync(mute.Id, null, None);

        await home.ReopenAsync();

        store = new SqliteThreadMuteStore(home.Database);
        Same(mute with { Filed = 1 }, Assert.Single(await store.ListAsync(Home.Mail, None)));
        Assert.Equal("t2", (await store.AddAsync(Mute("Party"), "k2", None)).Name);
    }

    private static NewThreadMute Mute(string subject, string connection = "mail/work", string? to = null) =>
        new(
            new ConnectionName(connection),
            ["lunch.1@corp.example", "lunch.2@corp.example"],
            ["ana@corp.example", "bo@corp.example"],
            subject,
            to
        );

    // Two arrays with the same members are two for a record.
    private static void Same(ThreadMute expected, ThreadMute? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.What.Ids, actual.What.Ids);
        Assert.Equal(expected.What.People, actual.What.People);
        Assert.Equal(expected, actual with { What = expected.What });
        Assert.Equal(
            (expected.What.Connection, expected.What.Subject, expected.What.To),
            (actual.What.Connection, actual.What.Subject, actual.What.To)
        );
    }
}
