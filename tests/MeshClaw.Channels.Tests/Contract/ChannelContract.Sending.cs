using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Tests.Contract;

/// <content>Sending.</content>
public abstract partial class ChannelContract
{
    [Fact]
    public async Task What_is_sent_is_seen_as_it_is()
    {
        // Markup, mentions and links of several platforms: none of them may take effect.
        const string Said =
            "*a* _b_ `c` <!channel> <@U1> @everyone &amp; [x](https://evil.example) https://evil.example 👋\nend";
        var message = await Channel.SendAsync(Text(Said), Token);

        var seen = Assert.Single(Platform.SeenIn(Platform.Direct));
        Assert.Equal((message, Said, 0), (seen.Message, seen.Text, seen.Edits));
    }

    [Fact]
    public async Task The_longest_text_goes_out_whole_and_a_longer_one_not_at_all()
    {
        var longest = new string('x', Channel.Traits.MaxText);
        await Channel.SendAsync(Text(longest), Token);
        var refused = await Assert.ThrowsAsync<ChannelException>(() => Channel.SendAsync(Text(longest + "y"), Token));

        Assert.Equal(ChannelFault.Invalid, refused.Fault);
        Assert.Equal(longest, Assert.Single(Platform.SeenIn(Platform.Direct)).Text);
    }

    [Fact]
    public async Task A_message_can_answer_another()
    {
        var said = await Platform.SayAsync(new Said("question"));
        await Channel.SendAsync(Text("answer") with { ReplyTo = said }, Token);

        Assert.Equal(said, Assert.Single(Platform.SeenIn(Platform.Direct)).ReplyTo);
    }

    [Fact]
    public async Task A_message_is_changed_in_place_and_once_more_to_the_same()
    {
        if (!Channel.Traits.CanEdit)
        {
            return;
        }

        var message = await Channel.SendAsync(Text("…"), Token);
        await Channel.EditAsync(message, Text("It is done."), Token);
        await Channel.EditAsync(message, Text("It is done."), Token);

        var seen = Assert.Single(Platform.SeenIn(Platform.Direct));
        Assert.Equal((message, "It is done."), (seen.Message, seen.Text));
    }

    [Fact]
    public async Task Buttons_are_shown_and_a_press_comes_back()
    {
        if (Channel.Traits.MaxButtons == 0)
        {
            return;
        }

        Listen();
        OutboundButton[] all =
        [
            new("Approve", "y.1.abc"),
            new("Deny", "n.1.abc", IsDanger: true),
            new("More", "m.1.abc"),
        ];
        var offered = all[..Math.Min(all.Length, Channel.Traits.MaxButtons)];
        var message = await Channel.SendAsync(Text("May I?") with { Buttons = [.. offered] }, Token);
        Assert.Equal(offered.Select(b => b.Label), Assert.Single(Platform.SeenIn(Platform.Direct)).Buttons);
        await Platform.PressAsync(message, "Deny");
        var pressed = await OneAsync();
        await Channel.AnswerPressAsync(pressed, "Denied", Token);

        Assert.Equal(
            (DeliveryKind.Pressed, "n.1.abc", Platform.Person, (string?)message, Platform.Direct),
            (pressed.Kind, pressed.Button, pressed.Sender, pressed.Message, pressed.Place)
        );
        Assert.Equal(PressesAreAnswered ? 1 : 0, Platform.PressesAnswered);
        if (Channel.Traits.CanEdit)
        {
            await Channel.EditAsync(message, Text("Denied."), Token);
            Assert.Empty(Assert.Single(Platform.SeenIn(Platform.Direct)).Buttons);
        }
    }

    [Fact]
    public async Task A_file_is_sent_with_its_text()
    {
        if (Channel.Traits.MaxFile == 0)
        {
            return;
        }

        byte[] content = [1, 2, 3, 0, 255];
        await Channel.SendAsync(
            Text("the list") with
            {
                File = new OutboundFile("list.txt", "text/plain", [.. content]),
            },
            Token
        );

        var seen = Assert.Single(Platform.SeenIn(Platform.Direct));
        Assert.Equal("the list", seen.Text);
        Assert.Equal(content, seen.File);
    }

    [Fact]
    public async Task It_shows_that_it_writes()
    {
        // To an answer: some platforms show it under a message of the person alone.
        Listen();
        await Platform.SayAsync(new Said("question"));
        await OneAsync();
        await Channel.ShowTypingAsync(Platform.Direct, Token);

        Assert.Equal(ShowsTyping ? 1 : 0, Platform.Typing);
    }

    [Fact]
    public async Task Too_many_calls_are_told_with_how_long_to_wait()
    {
        if (!IsElsewhere)
        {
            return;
        }

        Platform.LimitNext(1, TimeSpan.FromSeconds(7));

        var limited = await Assert.ThrowsAsync<ChannelException>(() => Channel.SendAsync(Text("one"), Token));
        await Channel.SendAsync(Text("two"), Token);

        Assert.Equal(
            (ChannelFault.RateLimited, TellsToWait(TimeSpan.FromSeconds(7))),
            (limited.Fault, limited.RetryAfter)
        );
        Assert.Equal("two", Assert.Single(Platform.SeenIn(Platform.Direct)).Text);
    }

    [Fact]
    public async Task Who_blocked_the_agent_gets_nothing_and_it_is_told()
    {
        if (!IsElsewhere)
        {
            return;
        }

        Platform.Block(Platform.Direct);

        var refused = await Assert.ThrowsAsync<ChannelException>(() => Channel.SendAsync(Text("hello"), Token));

        Assert.Equal(ChannelFault.Invalid, refused.Fault);
    }

    [Fact]
    public async Task What_a_platform_does_not_document_is_never_taken_for_success()
    {
        if (!IsElsewhere)
        {
            return;
        }

        var message = await Channel.SendAsync(Text("before"), Token);
        Platform.TalkNonsense();

        foreach (
            var call in new Func<Task>[]
            {
                () => Channel.CheckAsync(Token),
                () => Channel.SendAsync(Text("hello"), Token),
                () => Channel.Traits.CanEdit ? Channel.EditAsync(message, Text("after"), Token) : SkipAsync(),
            }
        )
        {
            Assert.Equal(ChannelFault.Unexpected, (await Assert.ThrowsAsync<ChannelException>(call)).Fault);
        }

        static Task SkipAsync() => throw new ChannelException(ChannelFault.Unexpected, "It cannot edit.");
    }

    [Fact]
    public async Task While_the_platform_is_away_sending_says_so()
    {
        if (!IsElsewhere)
        {
            return;
        }

        await Platform.BreakAsync();
        var away = await Assert.ThrowsAsync<ChannelException>(() => Channel.SendAsync(Text("one"), Token));
        await Platform.MendAsync();
        await Channel.SendAsync(Text("two"), Token);

        Assert.Equal(ChannelFault.Unreachable, away.Fault);
        Assert.Equal("two", Assert.Single(Platform.SeenIn(Platform.Direct)).Text);
    }

    [Fact]
    public async Task After_a_crash_it_tells_what_went_out_or_that_it_cannot()
    {
        var before = _time.GetUtcNow();
        var message = await Channel.SendAsync(Text("out") with { Key = "t/out" }, Token);
        await using var next = Platform.NewChannel(_time);

        var sent = await next.FindAsync(Text("out") with { Key = "t/out" }, before, Token);
        var other = await next.FindAsync(Text("never") with { Key = "t/never" }, before, Token);

        if (Channel.Traits.CanFind)
        {
            Assert.Equal(new SentState.Sent(message), sent);
            Assert.Equal(new SentState.NotSent(), other);
        }
        else
        {
            Assert.Equal((new SentState.Unknown(), new SentState.Unknown()), (sent, other));
        }
    }

    /// <summary>How long the platform says to wait where it wants that long: some tell whole minutes.</summary>
    private protected virtual TimeSpan? TellsToWait(TimeSpan wanted) => wanted;

    /// <summary>Whether the platform shows that somebody writes.</summary>
    private protected virtual bool ShowsTyping => true;

    /// <summary>Whether the platform waits for an answer to a press by a call of its own.</summary>
    private protected virtual bool PressesAreAnswered => true;
}
