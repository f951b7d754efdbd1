using MeshClaw.Core.Events;

namespace MeshClaw.Storage.Tests.Events;

/// <summary>Events that wait, are put off, gathered and called off, and clocks that are set.</summary>
public sealed class EventTimesTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_one_off_event_waits_for_its_time_across_a_restart_and_comes_once()
    {
        await using var home = await Home.CreateAsync();
        var due = Home.Start.AddDays(4);
        Assert.True(await AddAsync(home, "snooze/1", due));
        Assert.Equal(due, await home.Events.NextAsync(Home.None));
        Assert.Null(await home.Events.TakeAsync(s_lease, Home.None));

        home.Time.SetUtcNow(due.AddHours(3));
        await home.ReopenAsync();

        var taken = await home.Events.TakeAsync(s_lease, Home.None);
        Assert.Equal(("snooze/1", due), (taken?.Key, taken?.Due));
        Assert.Null(await home.Events.TakeAsync(s_lease, Home.None));
    }

    [Fact]
    public async Task An_event_is_called_off_by_its_key_while_it_is_open()
    {
        await using var home = await Home.CreateAsync();
        await AddAsync(home, "k", Home.Start.AddDays(1));

        Assert.True(await home.Events.CancelAsync("k", "answered", Home.None));
        Assert.False(await home.Events.CancelAsync("k", "answered", Home.None));
        Assert.False(await home.Events.CancelAsync("other", "answered", Home.None));

        Assert.Null(await home.Events.NextAsync(Home.None));
        Assert.Empty(await home.Events.ListOpenAsync("schedule.due", Home.None));
    }

    [Fact]
    public async Task An_event_that_was_put_off_comes_then_as_if_it_had_not_been_taken()
    {
        await using var home = await Home.CreateAsync();
        await AddAsync(home, "k", Home.Start);
        var taken = (await home.Events.TakeAsync(s_lease, Home.None))!; // Written above.
        var until = Home.Start.AddHours(8);

        await home.Events.PostponeAsync(taken.Id, until, Home.None);

        Assert.Equal(
            [new OpenEvent(taken with { Due = until }, until)],
            await home.Events.ListOpenAsync("schedule.due", Home.None)
        );
        home.Time.SetUtcNow(until.AddMinutes(-1));
        Assert.Null(await home.Events.TakeAsync(s_lease, Home.None));
        home.Time.SetUtcNow(until);
        Assert.Equal(taken with { Due = until }, await home.Events.TakeAsync(s_lease, Home.None));
    }

    [Fact]
    public async Task A_renewed_lease_keeps_an_event_in_hand_without_another_attempt()
    {
        await using var home = await Home.CreateAsync();
        await AddAsync(home, "k", Home.Start);
        var taken = (await home.Events.TakeAsync(s_lease, Home.None))!; // Written above.
        home.Time.Advance(s_lease * 0.9);
        await home.Events.RenewAsync([taken.Id], s_lease, Home.None);
        home.Time.Advance(s_lease * 0.9);
        Assert.Null(await home.Events.TakeAsync(s_lease, Home.None));

        home.Time.Advance(s_lease);
        Assert.Equal(taken with { Attempts = 1 }, await home.Events.TakeAsync(s_lease, Home.None));
    }

    [Fact]
    public async Task A_lease_from_a_clock_that_was_ahead_is_none()
    {
        await using var home = await Home.CreateAsync();
        await AddAsync(home, "k", Home.Start);
        home.Time.SetUtcNow(Home.Start.AddYears(1));
        var taken = (await home.Events.TakeAsync(s_lease, Home.None))!; // Written above.
        home.Time.AdjustTime(Home.Start.AddMinutes(1));

        Assert.Equal(taken with { Attempts = 1 }, await home.Events.TakeAsync(s_lease, Home.None));
        Assert.Null(await home.Events.TakeAsync(s_lease, Home.None));
    }

    [Fact]
    public async Task The_last_due_time_is_one_that_has_come()
    {
        await using var home = await Home.CreateAsync();
        await AddAsync(home, "k1", Home.Start.AddHours(-1));
        await AddAsync(home, "k2", Home.Start.AddYears(1));

        Assert.Equal(Home.Start.AddHours(-1), await home.Events.LastDueAsync("schedule.due", "inbox", Home.None));
    }

    [Fact]
    public async Task Gathering_closes_the_one_and_grows_the_other_once()
    {
        await using var home = await Home.CreateAsync();
        foreach (var key in new[] { "a", "b", "c" })
        {
            await home.Events.EnqueueAsync("raw", "mail/work", key, key, Home.Start, Home.None);
        }

        for (var i = 1; await home.Events.TakeAsync(s_lease, Home.None) is { Kind: "raw" } raw; i++)
        {
            await GatherAsync(home, raw, i);
            await GatherAsync(home, raw, i); // A second time does nothing: it is closed.
        }

        var open = Assert.Single(await home.Events.ListOpenAsync("gathered", Home.None));
        Assert.Equal(("abc", Home.Start.AddMinutes(3), open.Event.Due), (open.Event.Payload, open.Free, open.Free));
        Assert.Empty(await home.Events.ListOpenAsync("raw", Home.None));
    }

    [Fact]
    public async Task What_is_gathered_does_not_grow_once_it_was_taken()
    {
        await using var home = await Home.CreateAsync();
        await home.Events.EnqueueAsync("raw", "mail/work", "a", "a", Home.Start, Home.None);
        await GatherAsync(home, (await home.Events.TakeAsync(s_lease, Home.None))!, 0); // Written above.
        Assert.Equal("a", (await home.Events.TakeAsync(s_lease, Home.None))?.Payload);

        await home.Events.EnqueueAsync("raw", "mail/work", "b", "b", Home.Start, Home.None);
        await GatherAsync(home, (await home.Events.TakeAsync(s_lease, Home.None))!, 0); // Written above.

        Assert.Equal("b", (await home.Events.TakeAsync(s_lease, Home.None))?.Payload);
    }

    [Fact]
    public async Task The_bell_rings_for_a_new_event_and_not_for_one_that_was_there()
    {
        await using var home = await Home.CreateAsync();
        var bell = new EventBell();
        var events = new MeshClaw.Storage.Events.SqliteEventStore(home.Database, bell);
        Assert.False(bell.Rung.IsCompleted);

        await events.EnqueueAsync("k", "s", "key", "{}", Home.Start, Home.None);
        Assert.True(bell.Rung.IsCompleted);
        bell.Hush();
        await events.EnqueueAsync("k", "s", "key", "{}", Home.Start, Home.None);
        Assert.False(bell.Rung.IsCompleted);
    }

    private static Task GatherAsync(Home home, EventRecord raw, int minutes) =>
        home.Events.GatherAsync(
            raw,
            "gathered",
            [
                new EventGathering(
                    "gathered",
                    "inbox",
                    open => (open?.Payload + raw.Payload, Home.Start.AddMinutes(minutes))
                ),
            ],
            Home.None
        );

    private static Task<bool> AddAsync(Home home, string key, DateTimeOffset due) =>
        home.Events.EnqueueAsync("schedule.due", "inbox", key, "{}", due, Home.None);
}
