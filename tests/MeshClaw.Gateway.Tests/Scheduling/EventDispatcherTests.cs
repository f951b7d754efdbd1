using MeshClaw.Core.Events;
using MeshClaw.Gateway.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshClaw.Gateway.Tests.Scheduling;

/// <summary>How another feature hangs its own events into the table: one handler, one kind.</summary>
public sealed class EventDispatcherTests
{
    private const string Asleep = "when: []";

    [Fact]
    public async Task A_one_off_event_reaches_the_handler_of_its_kind_at_its_time_and_once()
    {
        await using var clockwork = await Clockwork.StartAsync(Asleep);
        var due = Clockwork.Six.AddDays(4).AddHours(11);
        var snooze = new Recorder("snooze.over", _ => new EventOutcome.Closed("shown"));
        var dispatcher = Dispatcher(
            clockwork,
            snooze,
            new Recorder("follow-up.due", _ => throw new InvalidOperationException())
        );
        await EnqueueAsync(clockwork, "snooze.over", due);
        Assert.Equal(due, await clockwork.Services.Events.NextAsync(Clockwork.Token));

        await TakeAsync(dispatcher);
        Assert.Empty(snooze.Taken);
        clockwork.Time.SetUtcNow(due);
        await TakeAsync(dispatcher);
        await TakeAsync(dispatcher);

        Assert.Equal((due, "{}", 0), Assert.Single(snooze.Taken.Select(t => (t.Due, t.Payload, t.Attempts))));
    }

    [Fact]
    public async Task What_a_handler_puts_off_comes_then()
    {
        await using var clockwork = await Clockwork.StartAsync(Asleep);
        var later = Clockwork.Six.AddHours(1);
        var handler = new Recorder(
            "k",
            _ => clockwork.Time.GetUtcNow() < later ? new EventOutcome.Later(later) : new EventOutcome.Closed("done")
        );
        var dispatcher = Dispatcher(clockwork, handler);
        await EnqueueAsync(clockwork, "k", Clockwork.Six);

        await TakeAsync(dispatcher);
        await TakeAsync(dispatcher);
        Assert.Single(handler.Taken);
        clockwork.Time.SetUtcNow(later);
        await TakeAsync(dispatcher);

        Assert.Equal([0, 0], handler.Taken.Select(t => t.Attempts));
        Assert.Null(await clockwork.Services.Events.NextAsync(Clockwork.Token));
    }

    [Fact]
    public async Task What_a_handler_fails_at_comes_again_five_times_and_is_given_up()
    {
        await using var clockwork = await Clockwork.StartAsync(Asleep);
        var handler = new Recorder("k", _ => throw new InvalidOperationException("broken"));
        var dispatcher = Dispatcher(clockwork, handler);
        await EnqueueAsync(clockwork, "k", Clockwork.Six);

        for (var i = 0; i < 10; i++)
        {
            await TakeAsync(dispatcher);
            clockwork.Time.Advance(TimeSpan.FromMinutes(11));
        }

        Assert.Equal([0, 1, 2, 3, 4], handler.Taken.Select(t => t.Attempts));
        Assert.Null(await clockwork.Services.Events.NextAsync(Clockwork.Token));
    }

    [Fact]
    public async Task What_nothing_handles_is_closed()
    {
        await using var clockwork = await Clockwork.StartAsync(Asleep);
        await EnqueueAsync(clockwork, "unknown", Clockwork.Six);

        await clockwork.RoundAsync();

        Assert.Null(await clockwork.Services.Events.NextAsync(Clockwork.Token));
    }

    [Fact]
    public async Task The_loop_sleeps_no_longer_than_to_the_next_event()
    {
        await using var clockwork = await Clockwork.StartAsync(Asleep);
        await EnqueueAsync(clockwork, "unknown", Clockwork.Six.AddSeconds(17));

        Assert.Equal(TimeSpan.FromSeconds(17), await clockwork.RoundAsync());
        Assert.Equal(GatewayScheduler.Longest, await clockwork.RoundAsync(Clockwork.Six.AddSeconds(18)));
    }

    private static EventDispatcher Dispatcher(Clockwork clockwork, params IEventHandler[] handlers) =>
        new(clockwork.Services.Events, handlers, clockwork.Time, NullLogger<EventDispatcher>.Instance);

    private static async Task TakeAsync(EventDispatcher dispatcher)
    {
        await dispatcher.TakeDueAsync(Clockwork.Token);
        await dispatcher.SettleAsync();
    }

    private static Task<bool> EnqueueAsync(Clockwork clockwork, string kind, DateTimeOffset due) =>
        clockwork.Services.Events.EnqueueAsync(kind, "mail/work", $"{kind}/{due:O}", "{}", due, Clockwork.Token);

    private sealed class Recorder(string kind, Func<EventRecord, EventOutcome> outcome) : IEventHandler
    {
        public List<EventRecord> Taken { get; } = [];

        public string Kind => kind;

        public Task<EventOutcome> HandleAsync(EventRecord taken, CancellationToken cancellationToken)
        {
            Taken.Add(taken);
            return Task.FromResult(outcome(taken));
        }
    }
}
