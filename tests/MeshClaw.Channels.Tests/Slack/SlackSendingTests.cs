using System.Text.Json.Nodes;
using MeshClaw.Channels.Slack;
using MeshClaw.Core.Channels;
using MeshClaw.Testing.Slack;

namespace MeshClaw.Channels.Tests.Slack;

public sealed class SlackSendingTests : IAsyncLifetime
{
    /// <summary>Every special form of docs.slack.dev/messaging/formatting-message-text, and some that are not.</summary>
    public static TheoryData<string> SpecialForms { get; } =
        new(
            "<!channel>",
            "<!here>",
            "<!here|here>",
            "<!everyone>",
            "<!subteam^SAZ94GDB8>",
            "<@U0OWNER0001>",
            "<@U0OWNER0001|ana>",
            "<#C0GENERAL01>",
            "<#C0GENERAL01|general>",
            "<https://evil.example|your bank>",
            "<mailto:a@evil.example|ana>",
            "<!date^1392734382^{date}^https://evil.example|soon>",
            "@channel @here @everyone @ana #general",
            "https://evil.example www.evil.example a@evil.example",
            "*bold* _it_ ~gone~ `code` ```block``` > quote :tada: :octagonal_sign:",
            "&lt;!channel&gt; &amp;lt;!channel&amp;gt;",
            "<!chan\u200bnel> <<!channel>> <!channel"
        );

    private readonly SlackScene _scene = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [MemberData(nameof(SpecialForms))]
    public async Task Nothing_that_is_sent_mentions_links_or_is_markup(string text)
    {
        var button = new OutboundButton(text[..Math.Min(30, text.Length)], "v.1");
        var sent = await _scene.Channel.SendAsync(Message(text) with { Buttons = [button] }, Token);
        await _scene.Channel.SendAsync(
            Message(text) with
            {
                File = new OutboundFile(text, "text/plain", [1]),
                Key = "a/file",
            },
            Token
        );
        var changed = await _scene.Channel.SendAsync(Message("…"), Token);
        await _scene.Channel.EditAsync(changed, Message(text), Token);

        var posts = _scene.Workspace.Conversations[SlackPlatform.DirectChat].Posts;
        Assert.Equal(3, posts.Count);
        foreach (var post in posts)
        {
            var seen = SlackSight.Of(post.Wire);
            Assert.Equal(text, seen.Text);
            Assert.Empty(seen.Woken);
            Assert.Empty(seen.Links);
            // And so it is where only the text is shown, in notifications.
            var bare = (JsonObject)post.Wire.DeepClone();
            bare.Remove("blocks");
            var notified = SlackSight.Of(bare);
            Assert.Empty(notified.Woken);
            Assert.Empty(notified.Links);
            Assert.Contains(notified.Text, new[] { text, "" });
        }

        Assert.Equal(
            button.Label,
            Assert.Single(SlackSight.Of(_scene.Workspace.Find(SlackPlatform.DirectChat, sent)!.Wire).Buttons)
        );
        Assert.All(
            _scene.Server.Heard.Where(h => h.Method is "chat.postMessage" or "chat.update"),
            h =>
            {
                Assert.Equal(
                    ("false", "false", "false", "false", "\"none\""),
                    (
                        h.Arguments["mrkdwn"]!.ToJsonString(),
                        h.Arguments["link_names"]!.ToJsonString(),
                        h.Arguments["unfurl_links"]!.ToJsonString(),
                        h.Arguments["unfurl_media"]!.ToJsonString(),
                        h.Arguments["parse"]!.ToJsonString()
                    )
                );
            }
        );
    }

    // The counter-proof: sent carelessly, the fake shows it.
    [Fact]
    public void What_is_sent_unescaped_would_be_seen()
    {
        var careless = SlackSight.Of(
            new JsonObject { ["text"] = "<!channel> <@U1> *a* <https://evil.example|your bank>" }
        );

        Assert.Equal(["channel", "U1"], careless.Woken);
        Assert.Equal(["https://evil.example"], careless.Links);
        Assert.Equal("(mention) (mention) a your bank", careless.Text);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\"")]
    [InlineData("\n")]
    [InlineData("&")]
    [InlineData("<")]
    [InlineData("語")]
    [InlineData("👋")]
    public async Task The_longest_text_of_any_character_fits_and_can_be_changed(string character)
    {
        var text = string.Concat(Enumerable.Repeat(character, SlackBlocks.MaxText / character.Length));
        var message = await _scene.Channel.SendAsync(Message(text), Token);
        await _scene.Channel.EditAsync(message, Message(text), Token);

        var post = _scene.Workspace.Find(SlackPlatform.DirectChat, message)!;
        Assert.Equal(text, SlackSight.Of(post.Wire).Text);
        var words = post.Wire["blocks"]![0]!["elements"]![0]!["elements"]!.AsArray();
        Assert.All(words, w => Assert.InRange(((string)w!["text"]!).Length, 1, 3000));
    }

    [Fact]
    public async Task Half_a_character_is_no_reason_to_fail()
    {
        var message = await _scene.Channel.SendAsync(Message("cut 👋"[..5]), Token);

        Assert.Equal("cut \ufffd", SlackSight.Of(_scene.Workspace.Find(SlackPlatform.DirectChat, message)!.Wire).Text);
    }

    [Fact]
    public async Task Only_an_own_message_with_its_key_is_found()
    {
        var since = _scene.Time.GetUtcNow();
        _scene.Workspace.Post(
            SlackPlatform.DirectChat,
            SlackPlatform.Owner,
            new JsonObject
            {
                ["text"] = "forged",
                ["metadata"] = new JsonObject
                {
                    ["event_type"] = SlackBlocks.EventType,
                    ["event_payload"] = new JsonObject { ["key"] = "a/1" },
                },
            },
            null
        );
        await _scene.Channel.SendAsync(Message("another") with { Key = "a/11" }, Token);

        Assert.Equal(new SentState.NotSent(), await _scene.Channel.FindAsync(Message("mine"), since, Token));
    }

    [Fact]
    public async Task It_is_found_in_a_thread_behind_many_others_after_a_change_and_with_a_file()
    {
        var since = _scene.Time.GetUtcNow();
        var thread = _scene.Platform.ThreadIn(_scene.Platform.Direct)!;
        var message = await _scene.Channel.SendAsync(Message("mine") with { Place = thread }, Token);
        await _scene.Channel.EditAsync(message, Message("changed") with { Place = thread }, Token);
        var file = Message("with a file") with
        {
            Key = "a/2",
            File = new OutboundFile("a.txt", "text/plain", [1]),
            ReplyTo = thread.Thread,
        };
        var sent = await _scene.Channel.SendAsync(file, Token);
        for (var i = 0; i < 450; i++)
        {
            _scene.Workspace.Type(SlackPlatform.DirectChat, SlackPlatform.Owner, $"{i}", thread.Thread);
        }

        Assert.Equal(
            new SentState.Sent(message),
            await _scene.Channel.FindAsync(Message("") with { Place = thread }, since, Token)
        );
        Assert.Equal(new SentState.Sent(sent), await _scene.Channel.FindAsync(file, since, Token));
        Assert.True(_scene.Server.Heard.Count(h => h.Method == "conversations.replies") >= 6); // Three pages each.
    }

    [Fact]
    public async Task In_a_thread_it_shows_that_it_writes_until_it_has_written()
    {
        var thread = _scene.Platform.ThreadIn(_scene.Platform.Group!)!;
        await _scene.Channel.ShowTypingAsync(thread, Token);
        Assert.Equal([$"{thread.Chat}/{thread.Thread}: is writing…"], _scene.Workspace.Statuses);
        await _scene.Channel.SendAsync(Message("done") with { Place = thread }, Token);

        Assert.Empty(_scene.Workspace.Statuses);
    }

    [Fact]
    public async Task A_workspace_without_statuses_loses_nothing()
    {
        _scene.Workspace.AddToken(SlackPlatform.BotToken, SlackPlatform.Bot); // Without any scope.

        await _scene.Channel.ShowTypingAsync(new ChatPlace(SlackPlatform.DirectChat, "1.000000"), Token);
    }

    [Fact]
    public async Task A_scope_that_is_missing_is_named()
    {
        _scene.Workspace.AddToken(SlackPlatform.BotToken, SlackPlatform.Bot);

        var refused = await Assert.ThrowsAsync<ChannelException>(() => _scene.Channel.SendAsync(Message("a"), Token));

        Assert.Equal(ChannelFault.Refused, refused.Fault);
        Assert.Contains("chat:write", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("C0NOWHERE01")]
    [InlineData("C0PRIVATE01")]
    [InlineData("C0OTHERS001")]
    public async Task Where_it_is_not_it_cannot_speak(string chat)
    {
        _scene.Workspace.AddConversation("C0PRIVATE01", "group", "private", SlackPlatform.Owner);
        _scene.Workspace.AddConversation("C0OTHERS001", "channel", "others", SlackPlatform.Owner);

        var refused = await Assert.ThrowsAsync<ChannelException>(() =>
            _scene.Channel.SendAsync(Message("a") with { Place = new ChatPlace(chat) }, Token)
        );

        Assert.Equal(ChannelFault.Invalid, refused.Fault);
    }

    [Fact]
    public async Task The_page_on_which_people_log_in_is_not_taken_for_a_file()
    {
        var file = new SlackStoredFile("F1", "a.png", "image/png", SlackPlatform.Owner) { Content = [1, 2] };
        _scene.Workspace.Files["F1"] = file;
        _scene.Workspace.FileRoot = $"http://{_scene.Server.Address}/files-pri/";
        var wanted = new ChannelFile("F1", "a.png", "image/png", 2);
        Assert.Equal([1, 2], await _scene.Channel.ReadFileAsync(wanted, 10, Token));
        _scene.Workspace.FileRoot = "http://files.evil.example/";
        var elsewhere = await Assert.ThrowsAsync<ChannelException>(() =>
            _scene.Channel.ReadFileAsync(wanted, 10, Token)
        );
        Assert.Equal(ChannelFault.Unexpected, elsewhere.Fault); // The token goes to Slack alone.
    }

    [Fact]
    public async Task Without_its_tokens_it_says_so()
    {
        var channel = SlackKind.Kind.Create(
            SlackPlatform.Parts(_scene.Server.Root, _scene.Time, _scene.Log) with
            {
                Secrets = _ => null,
            }
        );

        var refused = await Assert.ThrowsAsync<ChannelException>(() => channel.CheckAsync(Token));
        Assert.Equal(ChannelFault.Refused, refused.Fault);
        await channel.DisposeAsync();
    }

    private Outbound Message(string text) =>
        new()
        {
            Key = "a/1",
            Place = _scene.Platform.Direct,
            Text = text,
        };
}
