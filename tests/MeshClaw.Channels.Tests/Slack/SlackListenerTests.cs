using System.Text.Json.Nodes;
using MeshClaw.Channels.Slack;
using MeshClaw.Core.Channels;
using MeshClaw.Testing;

namespace MeshClaw.Channels.Tests.Slack;

public sealed class SlackListenerTests : IAsyncLifetime
{
    private readonly SlackScene _scene = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData("api_app_id", "A0SOMEOTHER")]
    [InlineData("team_id", "T0SOMEOTHER")]
    public async Task What_is_for_another_workspace_or_app_never_reaches_the_inbox(string property, string other)
    {
        await _scene.ListenAsync();
        var strange = _scene.Callback("theirs");
        strange[property] = other;
        if (property == "team_id")
        {
            strange["authorizations"]![0]!["team_id"] = other;
        }

        var envelope = _scene.Server.Deliver("events_api", strange);
        await _scene.SayAndHearAsync("ours");

        Assert.Equal(["ours"], _scene.Inbox.Accepted.Select(d => d.Text));
        await Eventually.HoldsAsync(() => _scene.Server.IsAcknowledged(envelope)); // Else it would come again and again.
        Assert.Contains(_scene.Log.Lines, l => l.Contains("another workspace or app", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_press_and_a_command_of_another_workspace_never_reach_the_inbox()
    {
        await _scene.ListenAsync();
        var place = _scene.Platform.Direct;
        var button = new OutboundButton("Approve", "y.1");
        var message = await _scene.Channel.SendAsync(
            new Outbound
            {
                Key = "a/1",
                Place = place,
                Text = "May I?",
                Buttons = [button],
            },
            TestContext.Current.CancellationToken
        );
        _scene.Server.Deliver(
            "slash_commands",
            new JsonObject
            {
                ["team_id"] = "T0SOMEOTHER",
                ["channel_id"] = place.Chat,
                ["user_id"] = SlackPlatform.Owner,
                ["text"] = "stop",
                ["trigger_id"] = "1.2",
            }
        );
        _scene.Server.Deliver(
            "interactive",
            new JsonObject
            {
                ["type"] = "block_actions",
                ["team"] = new JsonObject { ["id"] = "T0SOMEOTHER" },
                ["api_app_id"] = _scene.Workspace.App,
                ["user"] = new JsonObject { ["id"] = SlackPlatform.Owner },
                ["container"] = new JsonObject
                {
                    ["type"] = "message",
                    ["message_ts"] = message,
                    ["channel_id"] = place.Chat,
                },
                ["actions"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "button",
                        ["value"] = "y.1",
                        ["action_ts"] = "1.2",
                    }
                ),
            }
        );
        await _scene.SayAndHearAsync("ours");

        Assert.Equal(["ours"], _scene.Inbox.Accepted.Select(d => d.Text));
    }

    [Fact]
    public async Task An_envelope_that_is_delivered_again_has_the_same_id_of_delivery()
    {
        _scene.Inbox.Fails = true;
        await _scene.ListenAsync();
        _scene.Say("once");
        await _scene.PassAsync(() => _scene.Inbox.Refused > 0);
        _scene.ServerTime.Advance(TimeSpan.FromSeconds(3)); // Slack has waited long enough.
        _scene.Inbox.Fails = false;
        await _scene.PassAsync(() => _scene.Server.Acknowledged.Count > 0);
        await _scene.SayAndHearAsync("next");

        Assert.Equal(["once", "next"], _scene.Texts);
        await Eventually.HoldsAsync(() => _scene.Server.Unacknowledged == 0);
        Assert.Equal(0, _scene.Server.GivenUp);
    }

    [Fact]
    public async Task Slack_announces_the_end_of_a_connection_and_nothing_is_lost()
    {
        await _scene.ListenAsync();
        await _scene.SayAndHearAsync("before");
        foreach (var reason in new[] { "warning", "refresh_requested" })
        {
            var links = _scene.Server.LinksEver;
            _scene.Server.Announce(reason);
            await _scene.PassAsync(() => _scene.Server.LinksEver > links);
            Assert.Equal(2, _scene.Server.Links); // The old one is still read.
            await _scene.SayAndHearAsync(reason + " 1");
            await _scene.SayAndHearAsync(reason + " 2"); // One by each.
            _scene.Server.Close();
            await _scene.PassAsync(() => _scene.Server.Links == 1);
            await _scene.SayAndHearAsync(reason + " 3");
        }

        Assert.Equal(7, _scene.Inbox.Distinct.Count);
        Assert.Null(_scene.Inbox.Trouble);
        await Eventually.HoldsAsync(() => _scene.Server.Unacknowledged == 0);
    }

    [Fact]
    public async Task Socket_Mode_that_is_switched_off_is_told_and_it_comes_back()
    {
        await _scene.ListenAsync();
        _scene.Server.Announce("link_disabled");
        _scene.Server.Close();
        await Eventually.HoldsAsync(() => _scene.Inbox.Trouble is not null);

        Assert.Contains("Socket Mode is switched off", _scene.Inbox.Trouble, StringComparison.Ordinal);
        await _scene.PassAsync(() => _scene.Inbox.Trouble is null);
        await _scene.SayAndHearAsync("again");
    }

    [Fact]
    public async Task What_cannot_be_read_is_acknowledged_noted_and_blocks_nothing()
    {
        await _scene.ListenAsync();
        foreach (
            var frame in new[]
            {
                "",
                "not json",
                "[]",
                "null",
                "{}",
                """{"envelope_id":"e1","type":"events_api","payload":{"type":7}}""",
                """{"envelope_id":"e2","type":"events_api","payload":null}""",
                """{"envelope_id":"e3","type":"events_api","payload":{"event":{"type":"message" """,
                """{"envelope_id":"e4","type":"something_new","payload":{}}""",
                """{"envelope_id":"e5","type":"interactive","payload":[1]}""",
                """{"envelope_id":["e6"],"type":"events_api"}""",
            }
        )
        {
            _scene.SendRaw(frame);
        }

        await _scene.SayAndHearAsync("after");

        Assert.Equal(["after"], _scene.Texts);
        Assert.Equal(1, _scene.Server.LinksEver);
        Assert.Contains(_scene.Log.Lines, l => l.Contains("not what Slack documents", StringComparison.Ordinal));
        Assert.Null(_scene.Inbox.Trouble);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_end_a_connection_and_the_next_one_is_opened()
    {
        await _scene.ListenAsync();
        _scene.Server.SendRaw([0xff, 0xfe, 0x00]); // RFC 6455 8.1: the connection must be failed.
        await _scene.SayAndHearAsync("after");

        Assert.Equal(["after"], _scene.Texts);
        Assert.Equal(2, _scene.Server.LinksEver);
    }

    [Fact]
    public async Task A_frame_that_is_too_large_is_left_out_and_acknowledged()
    {
        await _scene.ListenAsync();
        var huge = _scene.Callback(new string('x', SlackSocket.MaxFrame));
        var envelope = _scene.Server.Deliver("events_api", huge);
        await _scene.SayAndHearAsync("after");

        Assert.Equal(["after"], _scene.Texts);
        await Eventually.HoldsAsync(() => _scene.Server.IsAcknowledged(envelope));
        Assert.Equal(1, _scene.Server.LinksEver);
        Assert.Contains(_scene.Log.Lines, l => l.Contains("too large", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_ready_together_is_handed_over_in_one_call()
    {
        var inbox = new GateInbox();
        await _scene.ListenAsync(inbox);
        _scene.Say("first");
        await Eventually.HoldsAsync(() => inbox.Calls.Count == 1);
        for (var i = 0; i < 200; i++)
        {
            _scene.Say($"{i}");
        }

        _scene.Say("stop");
        // What needs no storing is acknowledged as soon as it is read: then all that was sent before it was read too.
        var mark = _scene.Server.Deliver("something_new", []);
        await Eventually.HoldsAsync(() => _scene.Server.IsAcknowledged(mark));
        Assert.Single(inbox.Calls);
        Assert.Equal(202, _scene.Server.Unacknowledged);
        inbox.Open();
        await Eventually.HoldsAsync(() => _scene.Server.Unacknowledged == 0);

        Assert.Equal([1, 201], inbox.Calls.Select(c => c.Length));
        Assert.Equal("stop", inbox.Calls[1][^1]);
    }

    [Fact]
    public async Task No_word_of_people_and_no_token_is_logged()
    {
        await _scene.ListenAsync();
        await _scene.SayAndHearAsync("my secret words");
        _scene.SendRaw("""{"envelope_id":"e1","type":"events_api","payload":{"event":"my secret words"}}""");
        await _scene.SayAndHearAsync("more");
        _scene.Server.Away(true);
        await _scene.PassAsync(() => _scene.Inbox.Trouble is not null);

        Assert.NotEmpty(_scene.Log.Lines);
        Assert.DoesNotContain(
            _scene.Log.Lines,
            l =>
                l.Contains("secret", StringComparison.Ordinal)
                || l.Contains("xoxb", StringComparison.Ordinal)
                || l.Contains("xapp", StringComparison.Ordinal)
                || l.Contains("ticket", StringComparison.Ordinal)
        );
    }
}
