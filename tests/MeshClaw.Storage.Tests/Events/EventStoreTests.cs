using MeshClaw.Core.Events;

namespace MeshClaw.Storage.Tests.Events;

public sealed class EventStoreTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_key_gets_in_once_also_after_it_was_closed()
    {
        await using var home = await Home.CreateAsync();
        Assert.True(await AddAsync(home, "k", Home.Start));
        Assert.False(await AddAsync(home, "k", Home.Start));
        var taken = await home.Events.TakeAsync(s_lease, Home.None);
        await home.Events.CompleteAsync(taken!.Id, "done", Home.None); // Written above.
        Assert.False(await AddAsync(home, "k", Home.Start));
        Assert.Null(await home.Events.TakeAsync(s_lease, Home.None));
    }

    [Fact]
    public async Task The_oldest_due_is_taken_and_comes_again_after_its_lease()
    {
        await using var home = await Home.CreateAsync();
        await AddAsync(home, "later", Home.Start.AddMinutes(1));
        await AddAsync(home, "second", Home.Start);
        await AddAsync(home, "first", Home.Start.AddMinutes(-1));

        var first = await home.Events.TakeAsync(s_lease, Home.None);
        Assert.Equal(new EventRecord(3, "schedule.due", "inbox", "first", "{}", Home.Start.AddMinutes(-1), 0), first);
        Assert.Equal("second", (await home.Events.TakeAsync(s_lease, Home.None))?.Key);
        Assert.Null(await home.Events.TakeAsync(s_lease, Home.None));

        home.Time.Advance(s_lease);
        Assert.Equal(first! with { Attempts = 1 }, await home.Events.TakeAsync(s_lease, Home.None)); // Taken above.
    }

    [Fact]
    public async Task Two_takers_never_get_the_same()
    {
        await using var home = await Home.CreateAsync();
        for (var i = 0; i < 50; i++)
        {
            await AddAsync(home, $"k{i}", Home.Start);
        }

        var taken = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => Task.Run(() => home.Events.TakeAsync(s_lease, Home.None)))
        );

        Assert.Equal(50, taken.OfType<EventRecord>().Select(e => e.Id).Distinct().Count());
        Assert.Equal(10, taken.Count(e => e is null));
    }

    [Fact]
    public async Task Old_closed_events_are_cleaned_but_the_newest_the_latest_of_each_source_and_the_open_ones()
    {
        await using var home = await Home.CreateAsync();
        for (var i = 0; i < 3; i++)
        {
            await AddAsync(home, $"k{i}", Home.Start.AddMinutes(i - 5));
            var taken = await home.Events.TakeAsync(s_lease, Home.None);
            await home.Events.CompleteAsync(taken!.Id, "done", Home.None); // Written above.
        }

        await home.Events.EnqueueAsync("mail.received", "mail/work", "open", "{}", Home.Start, Home.None);
        Home.Sql(
            home.Folder,
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
            INSERT INTO events (kind, source, key, payload, due, free, completed)
            SELECT 'newer', 'x', 'newer ' || i, '{}', '2026', '2026', '2026' FROM n
            """
        );
        home.Time.Advance(TimeSpan.FromDays(61));
        await home.ReopenAsync();

        Assert.Equal(1002L, Home.Sql(home.Folder, "SELECT count(*) FROM events"));
        Assert.Equal(Home.Start.AddMinutes(-3), await home.Events.LastDueAsync("schedule.due", "inbox", Home.None));
        Assert.Null(await home.Events.LastDueAsync("schedule.due", "other", Home.None));
        Assert.Equal("open", (await home.Events.TakeAsync(s_lease, Home.None))?.Key);
    }

    private static Task<bool> AddAsync(Home home, string key, DateTimeOffset due) =>
        home.Events.EnqueueAsync("schedule.due", "inbox", key, "{}", due, Home.None);
}
