using CsCheck;
using MeshClaw.Channels.Tests.Contract;
using MeshClaw.Channels.WhatsApp;
using MeshClaw.Core.Channels;
using MeshClaw.Testing.WhatsApp;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Channels.Tests.WhatsApp;

/// <summary>What goes out, and what becomes of it.</summary>
public sealed class WhatsAppSendingTests : IAsyncDisposable
{
    private readonly HeldInbox _inbox = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
    private readonly WhatsAppPlatform _platform;
    private readonly WhatsAppChannel _channel;
    private readonly WhatsAppChannel _withTemplate;

    public WhatsAppSendingTests()
    {
        _platform = new WhatsAppPlatform(_inbox);
        _platform.Server.Templates["agent_news:en_US"] = "News of your agent: {{1}} Write to it for more.";
        _withTemplate = _platform.NewChannel(_time, "agent_news:en_US");
        _channel = _platform.NewChannel(_time, template: null);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private WhatsAppServer Server => _platform.Server;

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _withTemplate.DisposeAsync();
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task Outside_the_window_nothing_goes_out_without_a_template()
    {
        _time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));

        var closed = await Assert.ThrowsAsync<ChannelException>(() => _channel.SendAsync(Text("hello"), Token));

        Assert.Equal(ChannelFault.WindowClosed, closed.Fault);
        Assert.Empty(Server.Sent);
    }

    [Fact]
    public async Task Within_the_window_a_template_is_not_used()
    {
        _time.Advance(TimeSpan.FromHours(24));

        await _withTemplate.SendAsync(Text("hello"), Token);

        Assert.Equal("hello", Assert.Single(Server.Sent).Text);
    }

    [Fact]
    public async Task Outside_the_window_the_template_carries_the_text_on_one_line()
    {
        _time.Advance(TimeSpan.FromHours(25));

        var id = await _withTemplate.SendAsync(Text("Two\n\n\tlines      here"), Token);

        var sent = Assert.Single(Server.Sent);
        Assert.Equal((id, "t/1"), (sent.Id, sent.Data));
        Assert.Equal("News of your agent: Two lines here Write to it for more.", sent.Text);
    }

    [Fact]
    public async Task Of_what_does_not_fit_into_the_template_it_tells_and_the_message_waits()
    {
        _time.Advance(TimeSpan.FromHours(25));
        var message = Text(string.Concat(Enumerable.Repeat("word ", 400))) with
        {
            Buttons = [new OutboundButton("Yes", "y")],
            File = new OutboundFile("list.txt", "text/plain", [1]),
        };
        var waits = await Assert.ThrowsAsync<ChannelException>(() => _withTemplate.SendAsync(message, Token));

        Assert.Equal(ChannelFault.WindowClosed, waits.Fault);
        var notice = Assert.Single(Server.Sent);
        var parameter = notice.Text["News of your agent: ".Length..^" Write to it for more.".Length];
        Assert.StartsWith("word word", parameter, StringComparison.Ordinal);
        Assert.Matches(@"…\ \[Write to me, and the rest comes: \d+ more characters, buttons, a file\.\]$", parameter);
        Assert.InRange(parameter.Length, 600, WhatsAppTemplate.MaxParameter);
        await Server.PushStatusAsync(notice, "delivered");
        Assert.Empty(_inbox.Receipts); // The message itself is not there.

        Server.OpenWindow(WhatsAppPlatform.PersonId);
        await _withTemplate.SendAsync(message, Token);
        Assert.Equal([0, 0, 0, 1], Server.Sent.Select(m => m.Buttons.Count));
    }

    [Fact]
    public void A_parameter_says_all_that_is_missing_and_keeps_its_length() =>
        Gen.Select(Gen.Char["ab \n\t*_👋"[..8]].Array[0, 1500], Gen.Bool, Gen.Bool)
            .Sample(
                (characters, hasButton, hasFile) =>
                {
                    var message = Text(new string(characters)) with
                    {
                        Buttons = hasButton ? [new OutboundButton("Yes", "y")] : [],
                        File =
                            hasFile || characters.All(char.IsWhiteSpace)
                                ? new OutboundFile("a.txt", "text/plain", [1])
                                : null,
                    };
                    var (text, isWhole) = WhatsAppTemplate.Parameter(message);

                    Assert.InRange(text.Length, 1, WhatsAppTemplate.MaxParameter);
                    Assert.DoesNotMatch(@"[\n\r\t]| {5}", text);
                    Assert.Equal(hasButton, text.Contains("buttons", StringComparison.Ordinal));
                    Assert.Equal(message.File is not null, text.Contains("a file", StringComparison.Ordinal));
                    Assert.Equal(text.Contains("more characters", StringComparison.Ordinal), text.Contains('…'));
                    Assert.Equal(!text.Contains("the rest comes", StringComparison.Ordinal), isWhole);
                },
                iter: 500
            );

    [Fact]
    public async Task A_window_that_is_known_to_be_over_is_not_tried()
    {
        Server.FailsLater = true; // The platform would take it, and lose it afterwards.
        await _platform.SayAsync(new Said("hello"));
        _time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));

        var closed = await Assert.ThrowsAsync<ChannelException>(() => _channel.SendAsync(Text("late"), Token));

        Assert.Equal(ChannelFault.WindowClosed, closed.Fault);
        Assert.Empty(Server.Failed);
    }

    [Fact]
    public async Task What_fails_after_it_was_accepted_is_told_by_its_key_with_the_reason()
    {
        Server.FailsLater = true;
        _time.Advance(TimeSpan.FromHours(25));
        var id = await _channel.SendAsync(Text("late"), Token);
        await Server.PushStatusAsync(Assert.Single(Server.Failed), "failed", WhatsAppError.ReEngagement);

        var receipt = Assert.Single(_inbox.Receipts);
        Assert.Equal(("t/1", id), (receipt.Key, receipt.Message));
        Assert.Equal(
            "WhatsApp says: More than 24 hours have passed since the recipient last replied to the sender number. (code 131047)",
            receipt.Failure
        );
    }

    [Fact]
    public async Task Statuses_are_receipts_and_never_messages()
    {
        var id = await _channel.SendAsync(Text("hello"), Token);
        foreach (var status in (string[])["sent", "delivered", "read", "a_status_of_next_year"])
        {
            await Server.PushStatusAsync(Server.Sent[0], status);
        }

        Assert.Empty(_inbox.Accepted);
        Assert.Equal(Enumerable.Repeat(new ChannelReceipt("t/1", id, null), 3), _inbox.Receipts);
    }

    [Fact]
    public async Task A_long_card_is_a_text_and_its_buttons_under_the_first_line()
    {
        var text = "Send 300 mails?\n" + new string('x', 2000);
        var message = await _channel.SendAsync(Card(text), Token);

        Assert.Equal([text, "Send 300 mails?"], Server.Sent.Select(m => m.Text));
        Assert.Equal((message, Server.Sent[0].Id), (Server.Sent[1].Id, Server.Sent[1].ReplyTo));
        Assert.Equal([0, 1], Server.Sent.Select(m => m.Buttons.Count));
        Assert.Equal(["t/1.0", "t/1"], Server.Sent.Select(m => m.Data));
        await Server.PushStatusAsync(Server.Sent[0], "delivered");
        Assert.Empty(_inbox.Receipts); // The card is not there before its buttons are.
    }

    [Theory]
    [InlineData(1024, 1)]
    [InlineData(1025, 2)]
    public async Task A_card_is_one_message_up_to_what_stands_beside_buttons(int length, int messages)
    {
        await _channel.SendAsync(Card(new string('x', length)), Token);

        Assert.Equal(messages, Server.Sent.Count);
    }

    [Fact]
    public async Task A_card_that_failed_midway_goes_on_with_its_buttons()
    {
        var card = Card("Send?\n" + new string('x', 2000)) with
        {
            Buttons = [new OutboundButton("Yes", new string('v', 257))],
        };
        await Assert.ThrowsAsync<ChannelException>(() => _channel.SendAsync(card, Token));
        await _channel.SendAsync(card with { Buttons = [new OutboundButton("Yes", "v")] }, Token);

        Assert.Equal([0, 1], Server.Sent.Select(m => m.Buttons.Count));
        Assert.Equal(Server.Sent[0].Id, Server.Sent[1].ReplyTo);
    }

    [Fact]
    public async Task Previews_of_links_are_off()
    {
        await _channel.SendAsync(Text("https://evil.example"), Token);

        Assert.False((bool?)Server.Sent[0].Json["text"]!["preview_url"] ?? true);
    }

    [Theory]
    [InlineData("notes.md", "text/markdown", "document", "text/plain")]
    [InlineData("photo.jpg", "image/jpeg", "image", "image/jpeg")]
    [InlineData("plan.pdf", "application/pdf", "document", "application/pdf")]
    public async Task A_file_goes_as_what_WhatsApp_takes_it_for(string name, string type, string kind, string sentAs)
    {
        await _channel.SendAsync(Text("") with { File = new OutboundFile(name, type, [1, 2]) }, Token);

        Assert.Equal(kind, (string?)Server.Sent[0].Json["type"]);
        var upload = System.Text.Encoding.Latin1.GetString(
            Server.Heard.Single(h => h.Line.EndsWith("/media", StringComparison.Ordinal)).Body
        );
        Assert.Contains($"Content-Type: {sentAs}", upload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_WhatsApp_does_not_take_is_refused_before_it_is_sent()
    {
        OutboundButton[] four = [.. Enumerable.Range(0, 4).Select(i => new OutboundButton($"{i}", $"{i}"))];
        foreach (
            var wrong in new[]
            {
                Text(""),
                Text("?") with
                {
                    Buttons = [.. four],
                },
                Text("?") with
                {
                    Buttons = [new OutboundButton(new string('x', 21), "v")],
                },
                Text("?") with
                {
                    Buttons = [new OutboundButton("Yes", "1"), new OutboundButton("Yes", "2")],
                },
                Text("?") with
                {
                    File = new OutboundFile("a.exe", "application/x-msdownload", [1]),
                },
                Text("?") with
                {
                    Place = new ChatPlace(WhatsAppPlatform.PersonId, "7"),
                },
            }
        )
        {
            var refused = await Assert.ThrowsAsync<ChannelException>(() => _channel.SendAsync(wrong, Token));
            Assert.Equal(ChannelFault.Invalid, refused.Fault);
        }

        Assert.Empty(Server.Heard);
    }

    [Fact]
    public async Task A_file_that_is_not_the_announced_one_is_not_taken()
    {
        var media = Server.InboundFile("text/plain", [1, 2]);
        var file = new ChannelFile((string)media["id"]!, "a.txt", "text/plain", null);
        Server.AnnouncesOtherHash = true;

        var refused = await Assert.ThrowsAsync<ChannelException>(() => _channel.ReadFileAsync(file, 10, Token));

        Assert.Equal(ChannelFault.Unexpected, refused.Fault);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/files/1")]
    [InlineData("https://fbsbx.com.evil.example/1")]
    [InlineData("https://u@lookaside.fbsbx.com/1")]
    [InlineData("file:///etc/passwd")]
    public async Task The_token_goes_to_no_other_host(string url)
    {
        var media = Server.InboundFile("text/plain", [1, 2]);
        var file = new ChannelFile((string)media["id"]!, "a.txt", "text/plain", null);
        Server.FileUrl = url;

        var refused = await Assert.ThrowsAsync<ChannelException>(() => _channel.ReadFileAsync(file, 10, Token));

        Assert.Equal(ChannelFault.Unexpected, refused.Fault);
        Assert.Single(Server.Heard);
    }

    [Fact]
    public async Task Limits_without_a_header_wait_as_documented_or_say_nothing()
    {
        Server.LimitNext(1, default, WhatsAppError.Pair);
        var pair = await Assert.ThrowsAsync<ChannelException>(() => _channel.SendAsync(Text("one"), Token));
        Server.LimitNext(1, default, WhatsAppError.Throughput);
        var all = await Assert.ThrowsAsync<ChannelException>(() => _channel.SendAsync(Text("two"), Token));

        Assert.Equal((ChannelFault.RateLimited, TimeSpan.FromSeconds(6)), (pair.Fault, pair.RetryAfter));
        Assert.Equal((ChannelFault.RateLimited, null), (all.Fault, all.RetryAfter));
    }

    [Fact]
    public async Task The_account_tells_its_number_and_where_to_write_to_it()
    {
        var account = await _channel.CheckAsync(Token);

        Assert.Equal(
            new ChannelAccount(
                WhatsAppServer.NumberId,
                "Lucky Shrub (+1 555-078-3881)",
                new Uri("https://wa.me/15550783881")
            ),
            account
        );
    }

    private Outbound Card(string text) => Text(text) with { Buttons = [new OutboundButton("Approve", "y.1.abc")] };

    private static Outbound Text(string text) =>
        new()
        {
            Key = "t/1",
            Place = new ChatPlace(WhatsAppPlatform.PersonId),
            Text = text,
        };
}
