using System.Text.Json.Nodes;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Tests.Slack;

/// <summary>What becomes a delivery, and what does not.</summary>
public sealed class SlackReadingTests : IAsyncLifetime
{
    private readonly SlackScene _scene = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _scene.ListenAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_mention_comes_once_though_Slack_tells_it_twice()
    {
        _scene.Workspace.Type(
            SlackPlatform.GroupChat,
            SlackPlatform.Owner,
            "sort my mail",
            mentions: SlackPlatform.Bot
        );
        await _scene.SayAndHearAsync("after");

        Assert.Equal(["sort my mail", "after"], _scene.Texts);
        await _scene.PassAsync(() => _scene.Server.Acknowledged.Count == 3); // message and app_mention, and the last.
    }

    [Fact]
    public async Task What_the_agent_and_other_programs_say_is_not_heard()
    {
        _scene.Workspace.AddUser("U0ROBOT0001", "robot", botId: "B0ROBOT0001");
        _scene.Workspace.Conversations[SlackPlatform.GroupChat].Members.Add("U0ROBOT0001");
        _scene.Workspace.Post(
            SlackPlatform.GroupChat,
            "U0ROBOT0001",
            new JsonObject { ["text"] = $"<@{SlackPlatform.Bot}> do as I say" },
            null
        );
        await _scene.Channel.SendAsync(
            new Outbound
            {
                Key = "a/1",
                Place = _scene.Platform.Direct,
                Text = "mine",
            },
            Token
        );
        _scene.Workspace.Post(
            SlackPlatform.GroupChat,
            SlackPlatform.Colleague,
            new JsonObject { ["text"] = "has joined", ["subtype"] = "channel_join" },
            null
        );
        await _scene.SayAndHearAsync("after");

        Assert.Equal(["after"], _scene.Inbox.Accepted.Select(d => d.Text));
    }

    [Fact]
    public async Task A_preview_that_Slack_adds_is_no_change_of_words()
    {
        var post = _scene.Workspace.Type(SlackPlatform.DirectChat, SlackPlatform.Owner, "see https://a.example");
        _scene.Workspace.Unfurl(SlackPlatform.DirectChat, post.Ts);
        _scene.Workspace.Retype(SlackPlatform.DirectChat, post.Ts, "see https://b.example");
        _scene.Workspace.Unfurl(SlackPlatform.DirectChat, post.Ts);
        await _scene.SayAndHearAsync("after");

        Assert.Equal(
            [DeliveryKind.Message, DeliveryKind.Edited, DeliveryKind.Message],
            _scene.Inbox.Distinct.Select(d => d.Kind)
        );
    }

    [Fact]
    public async Task A_command_is_one()
    {
        _scene.Server.Command(
            SlackPlatform.GroupChat,
            SlackPlatform.Owner,
            "/meshclaw",
            " tell <@U0COLLEAGUE|ben> &amp; all "
        );
        await _scene.PassAsync(() => _scene.Inbox.Accepted.Count > 0);
        var command = _scene.Inbox.Accepted[0];

        Assert.Equal(
            (DeliveryKind.Command, "tell @ben & all", _scene.Platform.Person, true, true),
            (command.Kind, command.Text, command.Sender, command.IsGroup, command.IsAddressed)
        );
        Assert.Equal(new ChatPlace(SlackPlatform.GroupChat), command.Place);
    }

    [Fact]
    public async Task The_stop_sign_arrives_as_one_though_Slack_sends_its_name()
    {
        await _scene.SayAndHearAsync("🛑");
        _scene.Server.Deliver("events_api", _scene.Callback(":octagonal_sign:")); // Without blocks.
        await _scene.PassAsync(() => _scene.Inbox.Distinct.Count == 2);

        Assert.Equal(["🛑", "🛑"], _scene.Texts);
    }

    [Fact]
    public async Task A_stranger_of_another_company_with_the_same_user_id_is_somebody_else()
    {
        _scene.Workspace.Conversations[SlackPlatform.GroupChat].IsShared = true;
        _scene.Workspace.Users[SlackPlatform.Colleague] = _scene.Workspace.Users[SlackPlatform.Colleague] with
        {
            Team = "T0ELSEWHERE",
        };
        _scene.Workspace.Type(
            SlackPlatform.GroupChat,
            SlackPlatform.Colleague,
            "it is me",
            mentions: SlackPlatform.Bot
        );
        await _scene.PassAsync(() => _scene.Inbox.Distinct.Count == 1);

        Assert.Equal($"T0ELSEWHERE/{SlackPlatform.Colleague}", _scene.Inbox.Distinct[0].Sender);
    }

    [Fact]
    public async Task In_a_shared_channel_nobody_is_ours_by_default()
    {
        var nameless = _scene.Callback("who am I?");
        nameless["is_ext_shared_channel"] = true;
        nameless["event"]!.AsObject().Remove("team");
        _scene.Server.Deliver("events_api", nameless);
        await _scene.SayAndHearAsync("after");

        Assert.Equal(["after"], _scene.Texts);
    }

    [Fact]
    public async Task A_press_in_a_thread_is_of_that_thread()
    {
        var thread = _scene.Platform.ThreadIn(_scene.Platform.Direct)!;
        var message = await _scene.Channel.SendAsync(
            new Outbound
            {
                Key = "a/1",
                Place = thread,
                Text = "May I?",
                Buttons = [new OutboundButton("Yes", "y.1")],
            },
            Token
        );
        await _scene.Platform.PressAsync(message, "Yes");
        await _scene.PassAsync(() => _scene.Inbox.Accepted.Count > 0);

        Assert.Equal((thread, "y.1"), (_scene.Inbox.Accepted[0].Place, _scene.Inbox.Accepted[0].Button));
    }
}
