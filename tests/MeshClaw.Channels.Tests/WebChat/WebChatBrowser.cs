using System.Globalization;
using MeshClaw.Channels.Tests.Contract;
using MeshClaw.Channels.WebChat;
using MeshClaw.Core.Channels;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Channels.Tests.WebChat;

/// <summary>The owner's browser before the room: posts what was not taken once more under the same key, and sees what the room shows.</summary>
internal sealed class WebChatBrowser : IChatPlatform
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private readonly WebChatRoom _room;
    private readonly CancellationTokenSource _closed = new();
    private TaskCompletionSource _online = Completed();
    private Task _posting = Task.CompletedTask;
    private WebChatPost? _last;
    private int _keys;
    private int _acknowledged;

    public WebChatBrowser() => _room = new WebChatRoom(_clock);

    public string Person => WebChatRoom.Owner;

    public ChatPlace Direct => WebChatRoom.Place;

    public ChatPlace? Group => null;

    public int Acknowledged => _acknowledged;

    public int Typing => (int)_room.Typings;

    public int PressesAnswered => 0;

    public ChatPlace? ThreadIn(ChatPlace place) => null;

    public IChannel NewChannel(TimeProvider time) => new WebChatChannel(_room);

    // What nobody takes yet is posted in the background: it was said all the same.
    public async Task<string> SayAsync(Said said)
    {
        var post = _last = PostOf(said);
        _posting = PostAfterAsync(_posting, post);
        if (_room.IsListening)
        {
            await _posting;
        }

        return post.Key;
    }

    // The requests of a browser overtake each other: what was said later comes in first, and was said at its own time.
    public async Task SayReorderedAsync(Said first, Said second)
    {
        await SayAsync(first);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await SayAsync(second);
    }

    public Task ChangeAsync(string message, string text) => Task.CompletedTask; // The page offers no such thing.

    public async Task PressAsync(string message, string label)
    {
        var button = _room.Messages.Single(m => m.Id == message).Buttons.Single(b => b.Label == label);
        Assert.True(await _room.PressAsync(NextKey(), message, button.Value, CancellationToken.None));
    }

    public Task AgainAsync() => PostAfterAsync(_posting, _last!); // Something was said before.

    public IReadOnlyList<Seen> SeenIn(ChatPlace place) =>
        [
            .. _room
                .Messages.Where(m => !m.IsOwner && place == Direct)
                .Select(m => new Seen(
                    m.Id,
                    m.Text,
                    [.. m.Buttons.Select(b => b.Label)],
                    m.Edits,
                    m.ReplyTo,
                    m.Files is [var file] ? [.. _room.FileOf(file.Id)!.Value.Content] : null // It was sent just now.
                )),
        ];

    public Task BreakAsync()
    {
        _online = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return Task.CompletedTask;
    }

    public Task MendAsync()
    {
        _online.SetResult();
        return Task.CompletedTask;
    }

    public void LimitNext(int calls, TimeSpan retryAfter) => throw NotElsewhere();

    public void TalkNonsense() => throw NotElsewhere();

    public Task RevokeAsync() => throw NotElsewhere();

    public void Block(ChatPlace place) => throw NotElsewhere();

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _posting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closed.Dispose();
    }

    private WebChatPost PostOf(Said said) =>
        new(
            NextKey(),
            said.Text,
            said.File is { } file ? [new OutboundFile(file.Name, file.MediaType, [.. file.Content])] : []
        );

    private async Task PostAfterAsync(Task before, WebChatPost post)
    {
        await before;
        while (true)
        {
            await _online.Task;
            try
            {
                await _room.SayAsync(post, _closed.Token);
                Interlocked.Increment(ref _acknowledged);
                return;
            }
            catch (IOException)
            {
                await Task.Yield(); // It was not stored: once more.
            }
        }
    }

    private string NextKey() => "k" + Interlocked.Increment(ref _keys).ToString(CultureInfo.InvariantCulture);

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private static NotSupportedException NotElsewhere() => new("The room is in this process: see IsElsewhere.");
}
