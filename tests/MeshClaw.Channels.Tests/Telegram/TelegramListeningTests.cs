using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshClaw.Core.Channels;
using MeshClaw.Testing;
using MeshClaw.Testing.Telegram;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Channels.Tests.Telegram;

public sealed class TelegramListeningTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Updates.Now);
    private readonly TelegramPlatform _telegram = new();
    private readonly BatchInbox _inbox = new();
    private readonly CancellationTokenSource _end = new();
    private readonly IChannel _channel;
    private Task _listening = Task.CompletedTask;

    public TelegramListeningTests() => _channel = _telegram.NewChannel(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_updates_are_handed_over_at_once_with_the_stop_among_them()
    {
        for (var i = 0; i < 120; i++)
        {
            _telegram.Server.Say(_telegram.Ana, 1001, new TelegramSaying(i == 50 ? "STOP" : $"message {i}"));
        }

        Listen();
        await PassAsync(() => _inbox.Batches.Sum(b => b.Count) == 120 && _telegram.Server.Pending == 0);

        Assert.Equal([100, 20], _inbox.Batches.Select(b => b.Count));
        Assert.Equal("STOP", _inbox.Batches[0][50].Text);
        Assert.Equal(120, _telegram.Server.Acknowledged);
    }

    [Fact]
    public async Task What_cannot_be_read_is_passed_over_and_blocks_nothing()
    {
        _telegram.Server.Put(new JsonObject { ["message"] = new JsonObject { ["date"] = "never" } });
        _telegram.Server.Say(_telegram.Ana, 1001, new TelegramSaying("before"));
        _telegram.Server.Put(new JsonObject { ["message"] = 7 });
        _telegram.Server.Put(new JsonObject { ["something_new"] = new JsonObject() });
        _telegram.Server.Say(_telegram.Ana, 1001, new TelegramSaying("after"));

        Listen();
        await PassAsync(() => _inbox.Batches.Count > 0);

        Assert.Equal(["before", "after"], Assert.Single(_inbox.Batches).Select(d => d.Text));
    }

    [Fact]
    public async Task Two_that_read_the_same_bot_are_told()
    {
        Listen();
        await PassAsync(() => _telegram.Server.Calls.Count(c => c == "getUpdates") >= 2 && _telegram.Server.IsPolled);
        await StealAsync();
        Assert.Contains("Another program", _inbox.Trouble, StringComparison.Ordinal);

        await PassAsync(() => _inbox.Trouble is null);
        Assert.True(_telegram.Server.IsPolled || _telegram.Server.Calls[^1] == "getUpdates");
    }

    [Fact]
    public async Task Too_many_questions_are_followed_by_the_wait_that_was_asked_for()
    {
        _telegram.Server.LimitNext("getUpdates", 300);
        Listen();
        await Eventually.HoldsAsync(() => _inbox.Trouble is not null);
        var calls = _telegram.Server.Calls.Count;

        _time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(calls, _telegram.Server.Calls.Count);
        await PassAsync(() => _inbox.Trouble is null);

        Assert.True(_telegram.Server.Calls.Count > calls);
    }

    [Fact]
    public async Task Numbers_that_go_on_lower_after_a_quiet_week_are_heard()
    {
        Listen();
        _telegram.Server.Say(_telegram.Ana, 1001, new TelegramSaying("high"));
        await PassAsync(() => _telegram.Server is { Acknowledged: 1, IsPolled: true });
        await StealAsync();
        await PassAsync(() => _inbox.Trouble is null && _telegram.Server.IsPolled); // By now "high" is confirmed, and the answer was heard.
        await StealAsync();
        var update = Updates.Message("low");
        update["update_id"] = 12L;
        _telegram.Server.Put(update);
        await PassAsync(() => _inbox.Batches.Count == 2);

        Assert.Equal("low", _inbox.Batches[1][0].Text);
    }

    [Fact]
    public async Task A_webhook_of_before_is_taken_away_and_what_waits_there_is_kept()
    {
        using var client = new HttpClient();
        var set = new Uri(
            _telegram.Server.Root,
            $"/bot{_telegram.Server.Token}/setWebhook?url={Uri.EscapeDataString(TelegramPlatform.Url)}"
        );
        Assert.Equal("""{"ok":true,"result":true}""", await client.GetStringAsync(set, Token));
        _telegram.Server.Say(_telegram.Ana, 1001, new TelegramSaying("waited"));

        Listen();
        await PassAsync(() => _inbox.Batches.Count == 1);

        Assert.Null(_telegram.Server.Webhook);
        Assert.Equal("waited", _inbox.Batches[0][0].Text);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await _listening;
            _end.Token.ThrowIfCancellationRequested();
        });
        await _channel.DisposeAsync();
        await _telegram.DisposeAsync();
        _end.Dispose();
    }

    // Another program asks with the same token, and so ends the question that waits.
    private async Task StealAsync()
    {
        using var other = new HttpClient();
        await other.GetStringAsync(new Uri(_telegram.Server.Root, $"/bot{_telegram.Server.Token}/getUpdates"), Token);
        await Eventually.HoldsAsync(() => _inbox.Trouble is not null);
    }

    private void Listen() => _listening = Task.Run(() => _channel.ListenAsync(_inbox, _end.Token), Token);

    private Task PassAsync(Func<bool> until, [CallerArgumentExpression(nameof(until))] string what = "") =>
        Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return until();
            },
            what
        );
}

/// <summary>An inbox that keeps each call apart.</summary>
internal sealed class BatchInbox : IChannelInbox
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<IReadOnlyList<Delivery>> _batches = new();

    public IReadOnlyList<IReadOnlyList<Delivery>> Batches => [.. _batches];

    public volatile string? Trouble;

    public Task AcceptAsync(
        ChannelName channel,
        IReadOnlyList<Delivery> deliveries,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        _batches.Enqueue(deliveries);
        return Task.CompletedTask;
    }

    public Task AcceptReceiptAsync(ChannelName channel, ChannelReceipt receipt, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Telegram tells nothing of what was sent.");

    public Task<string?> ReadCursorAsync(ChannelName channel, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Telegram keeps the place itself.");

    public void Tell(ChannelName channel, string? trouble) => Trouble = trouble;
}
