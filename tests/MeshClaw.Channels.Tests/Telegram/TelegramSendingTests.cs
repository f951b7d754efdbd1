using MeshClaw.Core.Channels;
using MeshClaw.Testing.Telegram;

namespace MeshClaw.Channels.Tests.Telegram;

public sealed class TelegramSendingTests : IAsyncDisposable
{
    private readonly TelegramPlatform _telegram = new();
    private readonly IChannel _channel;

    public TelegramSendingTests() => _channel = _telegram.NewChannel(TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_in_a_group_is_woken_by_what_is_sent()
    {
        const string Said = "👋 @ana and @bob_99, mail to ana@example.org";
        await _channel.SendAsync(To(Said, _telegram.Group), Token);

        var post = Assert.Single(_telegram.Server.PostsIn(_telegram.Forum));
        Assert.Equal(Said, post.Text);
        Assert.Equal(["code 3 4", "code 12 7"], Entities(post));
    }

    [Fact]
    public async Task More_names_than_Telegram_reads_are_shown_as_code_together()
    {
        var said = string.Join(' ', Enumerable.Range(0, 101).Select(i => $"@name{i:D3}"));
        await _channel.SendAsync(To(said, _telegram.Group), Token);

        Assert.Equal([$"code 0 {said.Length}"], Entities(Assert.Single(_telegram.Server.PostsIn(_telegram.Forum))));
    }

    [Fact]
    public async Task Links_have_no_preview_and_what_is_silent_makes_no_sound()
    {
        await _channel.SendAsync(To("https://evil.example") with { IsSilent = true }, Token);
        var message = await _channel.SendAsync(To("…"), Token);
        await _channel.EditAsync(message, To("https://evil.example"), Token);

        Assert.Equal(
            [(true, true), (true, false)],
            _telegram.Server.PostsIn(_telegram.Ana).Select(p => (p.IsWithoutPreview, p.IsSilent))
        );
    }

    [Fact]
    public async Task A_text_beside_a_file_may_be_as_long_as_it_says_and_is_changed_in_place()
    {
        var longest = new string('x', _channel.Traits.MaxCaption!.Value);
        var file = new OutboundFile("a.txt", "text/plain", [1]);
        var message = await _channel.SendAsync(To(longest) with { File = file }, Token);
        await _channel.EditAsync(message, To("shorter"), Token);
        await _channel.EditAsync(message, To("shorter"), Token);
        var refused = await Assert.ThrowsAsync<ChannelException>(() =>
            _channel.SendAsync(To(longest + "y") with { File = file }, Token)
        );

        Assert.Equal(ChannelFault.Invalid, refused.Fault);
        var post = Assert.Single(_telegram.Server.PostsIn(_telegram.Ana));
        Assert.Equal(("shorter", 1), (post.Text, post.Edits));
    }

    [Fact]
    public async Task A_group_that_became_a_supergroup_says_which()
    {
        _telegram.Forum.MovedTo = -100777;

        var moved = await Assert.ThrowsAsync<ChannelException>(() =>
            _channel.SendAsync(To("hello", _telegram.Group), Token)
        );

        Assert.Equal(ChannelFault.Invalid, moved.Fault);
        Assert.Contains("-100777", moved.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "Internal Server Error", ChannelFault.Unreachable)]
    [InlineData(401, "Unauthorized", ChannelFault.Refused)]
    [InlineData(404, "Not Found", ChannelFault.Refused)]
    [InlineData(400, "Bad Request: chat not found", ChannelFault.Invalid)]
    [InlineData(403, "Forbidden: bot was kicked from the group chat", ChannelFault.Invalid)]
    [InlineData(413, "Request Entity Too Large", ChannelFault.Invalid)]
    [InlineData(418, "I'm a teapot", ChannelFault.Unexpected)]
    public async Task A_refusal_is_made_once_and_says_what_to_do(int code, string description, ChannelFault fault)
    {
        _telegram.Server.RefuseNext("sendMessage", code, description);

        var refused = await Assert.ThrowsAsync<ChannelException>(() => _channel.SendAsync(To("hello"), Token));

        Assert.Equal(fault, refused.Fault);
        Assert.DoesNotContain(_telegram.Server.Token, refused.ToString(), StringComparison.Ordinal);
        Assert.Single(_telegram.Server.Calls);
    }

    [Fact]
    public async Task Where_it_asks_for_less_it_is_not_asked_again_by_itself()
    {
        _telegram.Server.LimitNext("sendMessage", 1);

        await Assert.ThrowsAsync<ChannelException>(() => _channel.SendAsync(To("hello"), Token));

        Assert.Equal(["sendMessage"], _telegram.Server.Calls);
    }

    [Fact]
    public async Task A_press_that_nobody_waits_for_any_more_is_answered_all_the_same()
    {
        var pressed = new Delivery
        {
            Id = "1/4382",
            Place = _telegram.Direct,
            Sender = "1001",
            Sent = Updates.Now,
        };

        await _channel.AnswerPressAsync(pressed, new string('x', 300), Token);

        Assert.Equal(0, _telegram.Server.PressesAnswered);
    }

    [Fact]
    public async Task It_tells_where_to_begin_to_talk()
    {
        var account = await _channel.CheckAsync(Token);

        Assert.Equal(
            new ChannelAccount("123456", "Mesh (@mesh_test_bot)", new Uri("https://t.me/mesh_test_bot")),
            account
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _telegram.DisposeAsync();
    }

    private Outbound To(string text, ChatPlace? place = null) =>
        new()
        {
            Key = "t/1",
            Place = place ?? _telegram.Direct,
            Text = text,
        };

    private static IEnumerable<string> Entities(TelegramPost post) =>
        post.Entities.Select(e => $"{e!["type"]} {e["offset"]} {e["length"]}");
}
