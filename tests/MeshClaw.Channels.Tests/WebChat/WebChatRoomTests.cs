using MeshClaw.Channels.Tests.Contract;
using MeshClaw.Channels.WebChat;
using MeshClaw.Core.Channels;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Channels.Tests.WebChat;

/// <summary>What the room keeps, and what browsers see of it.</summary>
public sealed class WebChatRoomTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private readonly WebChatRoom _room;
    private readonly WebChatChannel _channel;

    public WebChatRoomTests() => (_room, _channel) = Make();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync() => await _channel.DisposeAsync();

    [Fact]
    public async Task What_a_browser_missed_comes_after_its_last_event_as_it_is_now()
    {
        await SendAsync("one");
        var two = await SendAsync("two");
        var seen = (await ReadAsync(_room, null, 3)).OfType<WebChatEvent.Said>().ToList();
        Assert.Equal(["one", "two"], seen.Select(s => s.Message.Text));

        await _channel.EditAsync(two, Text("two, better"), Token);
        await _channel.EditAsync(two, Text("two, best"), Token);
        await SendAsync("three");
        var missed = await ReadAsync(_room, seen[^1].Id, 2);

        Assert.Equal(["two, best", "three"], missed.Cast<WebChatEvent.Said>().Select(s => s.Message.Text));
    }

    [Fact]
    public async Task A_browser_of_an_earlier_room_begins_anew()
    {
        await SendAsync("old");
        var last = (WebChatEvent.Said)(await ReadAsync(_room, null, 2))[1];
        var (next, channel) = Make();
        var id = await channel.SendAsync(Text("new"), Token);

        var events = await ReadAsync(next, last.Id, 2);

        Assert.IsType<WebChatEvent.Reset>(events[0]);
        Assert.Equal("new", ((WebChatEvent.Said)events[1]).Message.Text);
        Assert.NotEqual(last.Message.Id, id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("x.y")]
    [InlineData("x.1")]
    public async Task A_last_event_that_makes_no_sense_begins_anew(string after) =>
        Assert.IsType<WebChatEvent.Reset>((await ReadAsync(_room, after, 1))[0]);

    [Fact]
    public async Task The_newest_500_are_kept()
    {
        for (var i = 0; i < WebChatRoom.MostMessages + 10; i++)
        {
            await SendAsync($"m{i}");
        }

        Assert.Equal(WebChatRoom.MostMessages, _room.Messages.Count);
        Assert.Equal("m10", _room.Messages[0].Text);
    }

    [Fact]
    public async Task A_change_of_what_is_not_there_any_more_is_shown_as_it_is_now()
    {
        await _channel.EditAsync("earlier-7", Text("It is done."), Token);

        var shown = Assert.Single(_room.Messages);
        Assert.Equal(("earlier-7", "It is done."), (shown.Id, shown.Text));
    }

    [Fact]
    public async Task What_was_going_out_when_a_process_died_goes_out_again()
    {
        await SendAsync("cut off");
        var (_, next) = Make();

        Assert.Equal(new SentState.NotSent(), await next.FindAsync(Text("cut off"), _time.GetUtcNow(), Token));
    }

    [Fact]
    public async Task Of_what_may_have_been_dropped_meanwhile_it_does_not_tell()
    {
        var began = _time.GetUtcNow();
        for (var i = 0; i <= WebChatRoom.MostMessages; i++)
        {
            await SendAsync($"m{i}");
        }

        var lost = Text("m0") with { Key = "t/other" };
        Assert.Equal(new SentState.Unknown(), await _channel.FindAsync(lost, began, Token));
    }

    [Fact]
    public async Task There_is_one_chat()
    {
        var other = Text("hello") with { Place = new ChatPlace("somebody") };

        var refused = await Assert.ThrowsAsync<ChannelException>(() => _channel.SendAsync(other, Token));

        Assert.Equal(ChannelFault.Invalid, refused.Fault);
        Assert.Empty(_room.Messages);
    }

    [Fact]
    public async Task An_answer_never_stands_before_what_it_answers()
    {
        using var ending = new CancellationTokenSource();
        var inbox = new AnsweringInbox(_channel);
        var listening = _channel.ListenAsync(inbox, ending.Token);

        await _room.SayAsync(new WebChatPost("k1", "question", []), Token);

        Assert.Equal(["question", "answer"], _room.Messages.Select(m => m.Text));
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
        Assert.False(_room.IsListening);
    }

    [Fact]
    public async Task A_button_that_is_gone_cannot_be_pressed()
    {
        using var ending = new CancellationTokenSource();
        var inbox = new HeldInbox();
        _ = _channel.ListenAsync(inbox, ending.Token);
        var message = await _channel.SendAsync(Text("May I?") with { Buttons = [new("Approve", "y.1")] }, Token);

        Assert.False(await _room.PressAsync("k1", message, "y.2", Token));
        Assert.True(await _room.PressAsync("k2", message, "y.1", Token));
        await _channel.EditAsync(message, Text("Approved."), Token);
        Assert.False(await _room.PressAsync("k3", message, "y.1", Token));

        Assert.Equal(["k2"], inbox.Accepted.Select(d => d.Id));
        await ending.CancelAsync();
    }

    [Fact]
    public async Task The_newest_files_are_kept()
    {
        for (var i = 0; i < 6; i++)
        {
            var file = new OutboundFile("f.bin", "application/octet-stream", [.. new byte[7 * 1024 * 1024]]);
            await _channel.SendAsync(Text("") with { File = file }, Token);
        }

        var kept = _room.Messages.Select(m => _room.FileOf(m.Files[0].Id) is not null);
        Assert.Equal([false, false, true, true, true, true], kept);
    }

    private (WebChatRoom, WebChatChannel) Make()
    {
        var room = new WebChatRoom(_time);
        return (room, new WebChatChannel(room));
    }

    private Task<string> SendAsync(string text) => _channel.SendAsync(Text(text), Token);

    private static Outbound Text(string text) =>
        new()
        {
            Key = "t/1",
            Place = WebChatRoom.Place,
            Text = text,
        };

    private static async Task<List<WebChatEvent>> ReadAsync(WebChatRoom room, string? after, int count)
    {
        var events = new List<WebChatEvent>();
        await foreach (var happened in room.WatchAsync(after, Token))
        {
            events.Add(happened);
            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }

    /// <summary>Answers before it returns, as a quick gateway does.</summary>
    private sealed class AnsweringInbox(WebChatChannel channel) : IChannelInbox
    {
        public async Task AcceptAsync(
            ChannelName name,
            IReadOnlyList<Delivery> deliveries,
            string? cursor,
            CancellationToken cancellationToken
        ) => await channel.SendAsync(Text("answer"), cancellationToken);

        public Task AcceptReceiptAsync(ChannelName name, ChannelReceipt receipt, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<string?> ReadCursorAsync(ChannelName name, CancellationToken cancellationToken) =>
            Task.FromResult<string?>(null);

        public void Tell(ChannelName name, string? trouble) { }
    }
}
