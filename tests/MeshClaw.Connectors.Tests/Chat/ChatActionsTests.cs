using System.Text.Json.Nodes;
using MeshClaw.Connectors.Chat;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;
using MeshClaw.Testing.Slack;

namespace MeshClaw.Connectors.Tests.Chat;

public sealed class ChatActionsTests
{
    [Fact]
    public async Task A_post_says_exactly_the_words_wakes_nobody_and_is_deleted_to_undo_it()
    {
        await using var world = new ChatWorld();
        const string Words = "Hello @channel <!here> <@U0ANA00001> & *all* https://a.example 😀";
        var arguments = new { channel = "#general", text = Words };

        var done = await world.DoneAsync(ChatTools.Post, arguments);

        var seen = SlackSight.Of(Assert.Single(world.Posts).Wire);
        Assert.Equal((Words, 0, 0), (seen.Text, seen.Woken.Count, seen.Links.Count));
        Assert.Equal(ChatWorld.Owner, world.Posts[0].User);
        Assert.Contains(world.Posts[0].Ts, done.Result, StringComparison.Ordinal);

        Assert.IsType<CallOutcome.Done>(await world.UndoAsync(ChatTools.Post, arguments, done));
        Assert.Empty(world.Posts);
    }

    [Fact]
    public async Task Text_without_blocks_wakes_nobody_either()
    {
        await using var world = new ChatWorld();

        await world.DoneAsync(ChatTools.Post, new { channel = ChatWorld.General, text = "<!channel> look" });

        var fallback = new JsonObject { ["text"] = (string?)world.Posts[0].Wire["text"] };
        Assert.Empty(SlackSight.Of(fallback).Woken);
    }

    [Fact]
    public async Task Everybody_is_woken_only_by_an_argument_that_warns()
    {
        await using var world = new ChatWorld();
        var arguments = new
        {
            channel = ChatWorld.General,
            text = "Lunch",
            notify = "here",
        };

        var call = await world.DescribeAsync(ChatTools.Post, arguments);
        await world.DoneAsync(ChatTools.Post, arguments);

        Assert.Equal(["wakes-everybody"], call.Warnings.Select(w => w.Code));
        Assert.Equal(["here"], SlackSight.Of(world.Posts[0].Wire).Woken);
    }

    [Fact]
    public async Task A_post_is_a_destination_that_policy_can_name_and_waits_as_mail_does()
    {
        await using var world = new ChatWorld();

        var call = await world.DescribeAsync(ChatTools.Post, new { channel = "#general", text = "Hi" });

        Assert.Equal([new Destination("chat", "C0GENERAL1@T0ACME00001")], call.Destinations);
        Assert.Equal(new Effect(EffectClass.Irreversible, EffectTraits.Sends), call.Effect);
        Assert.Equal(Verbs.Send, call.Verbs);
        Assert.Empty(call.Warnings);
        Assert.True(
            MeshClaw
                .Policy.Statements.DestinationPattern.Parse("chat:C0GENERAL1@T0ACME00001")!
                .Matches(call.Destinations[0])
        );
        Assert.Equal(Verdict.Ask, Guard.Decide(call, ChatWorld.Snapshot(Proposer.Agent)).Verdict);
    }

    [Fact]
    public async Task A_shared_channel_and_guests_are_warned_of()
    {
        await using var world = new ChatWorld();
        world.Workspace.Users["U0GUEST001"] = new SlackUser("U0GUEST001", world.Workspace.Team, "gus", "Gus")
        {
            IsGuest = true,
        };
        world.Workspace.AddUser("U0OTHER001", "oz", team: "T0OTHER0001");
        world.Workspace.AddConversation("C0SHARED01", "channel", "deal", ChatWorld.Owner, "U0OTHER001").IsShared = true;
        world.Workspace.AddConversation("C0GUESTS01", "group", "plans", ChatWorld.Owner, "U0GUEST001");

        var shared = await world.DescribeAsync(ChatTools.Post, new { channel = "C0SHARED01", text = "Hi" });
        var guests = await world.DescribeAsync(ChatTools.Post, new { channel = "#plans", text = "Hi" });

        Assert.Equal(["shared-channel", "guests"], shared.Warnings.Select(w => w.Code));
        Assert.Equal(["guests"], guests.Warnings.Select(w => w.Code));
        Assert.Contains("gus (U0GUEST001)", guests.Warnings[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_stands_in_the_thread()
    {
        await using var world = new ChatWorld();
        var asked = world.Say(ChatWorld.Ana, "When?");
        var arguments = new
        {
            channel = ChatWorld.General,
            message = asked,
            text = "At ten",
        };

        var call = await world.DescribeAsync(ChatTools.Reply, arguments);
        await world.DoneAsync(ChatTools.Reply, arguments);

        Assert.Equal(Verbs.Send | Verbs.Reply, call.Verbs);
        Assert.Equal((asked, "#general, ana: When?"), (call.Targets[0].Id, call.Targets[0].Facts.Title));
        Assert.Equal((asked, "At ten"), (world.Posts[1].ThreadTs, (string?)world.Posts[1].Wire["text"]));
    }

    [Fact]
    public async Task An_answer_to_an_answer_stands_in_the_same_thread()
    {
        await using var world = new ChatWorld();
        var first = world.Say(ChatWorld.Ana, "When?");
        var second = world.Say(ChatWorld.Ana, "Anybody?", thread: first);

        await world.DoneAsync(
            ChatTools.Reply,
            new
            {
                channel = ChatWorld.General,
                message = second,
                text = "At ten",
            }
        );

        Assert.Equal(first, world.Posts[2].ThreadTs);
    }

    [Fact]
    public async Task A_reaction_is_taken_off_to_undo_it_and_put_back_to_undo_that()
    {
        await using var world = new ChatWorld();
        var arguments = new
        {
            channel = ChatWorld.General,
            message = world.Say(ChatWorld.Ana, "Done!"),
            emoji = "tada",
        };

        var done = await world.DoneAsync(ChatTools.React, arguments);
        Assert.Contains("tada", world.Posts[0].Wire["reactions"]!.ToJsonString(), StringComparison.Ordinal);
        var again = await world.DoneAsync(ChatTools.React, arguments);
        Assert.Null(again.Undo); // It was there already: that is not this call's to take off.

        var undone = Assert.IsType<CallOutcome.Done>(await world.UndoAsync(ChatTools.React, arguments, done));
        Assert.Equal("[]", world.Posts[0].Wire["reactions"]!.ToJsonString());
        await world.UndoAsync(ChatTools.Unreact, arguments, undone);
        Assert.Contains(ChatWorld.Owner, world.Posts[0].Wire["reactions"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_is_taken_back_and_put_back()
    {
        await using var world = new ChatWorld();
        var at = world.Time.GetUtcNow().AddHours(2);
        var arguments = new
        {
            channel = ChatWorld.General,
            text = "A & B",
            at,
        };

        var done = await world.DoneAsync(ChatTools.Schedule, arguments);
        var waiting = Assert.Single(world.Workspace.Waiting);
        Assert.Equal(at.ToUnixTimeSeconds(), waiting.At);

        var undone = Assert.IsType<CallOutcome.Done>(await world.UndoAsync(ChatTools.Schedule, arguments, done));
        Assert.Empty(world.Workspace.Waiting);
        var call = new { channel = ChatWorld.General, id = waiting.Id };
        await world.UndoAsync(ChatTools.Unschedule, call, undone);
        Assert.Equal("A &amp; B", (string?)Assert.Single(world.Workspace.Waiting).Said["text"]);
    }

    [Fact]
    public async Task What_is_scheduled_for_within_a_minute_is_refused()
    {
        await using var world = new ChatWorld();

        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            world.DescribeAsync(
                ChatTools.Schedule,
                new
                {
                    channel = ChatWorld.General,
                    text = "Now",
                    at = world.Time.GetUtcNow().AddSeconds(30),
                }
            )
        );

        Assert.Contains("at least a minute", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("posted")]
    [InlineData("typed")]
    public async Task An_edit_gives_the_old_text_back_when_it_is_undone(string how)
    {
        await using var world = new ChatWorld();
        if (how == "posted")
        {
            await world.DoneAsync(ChatTools.Post, new { channel = ChatWorld.General, text = "*one* <!here>" });
        }
        else
        {
            world.Say(ChatWorld.Owner, "one", mentions: ChatWorld.Ana);
        }

        var before = SlackSight.Of(world.Posts[0].Wire);
        var markup = (string?)world.Posts[0].Wire["text"];
        var arguments = new
        {
            channel = ChatWorld.General,
            message = world.Posts[0].Ts,
            text = "two",
        };

        var done = await world.DoneAsync(ChatTools.Edit, arguments);
        Assert.Equal("two", SlackSight.Of(world.Posts[0].Wire).Text);
        await world.UndoAsync(ChatTools.Edit, arguments, done);

        Assert.Equal(markup, (string?)world.Posts[0].Wire["text"]);
        Assert.Equal((before.Text, string.Join(',', before.Woken)), Seen());

        (string, string) Seen()
        {
            var seen = SlackSight.Of(world.Posts[0].Wire);
            return (seen.Text, string.Join(',', seen.Woken));
        }
    }

    [Fact]
    public async Task Only_own_messages_are_edited_or_deleted()
    {
        await using var world = new ChatWorld();
        var message = world.Say(ChatWorld.Ana, "Mine");

        foreach (var tool in new[] { ChatTools.Edit, ChatTools.Delete })
        {
            object arguments =
                tool == ChatTools.Edit
                    ? new
                    {
                        channel = ChatWorld.General,
                        message,
                        text = "Yours",
                    }
                    : new { channel = ChatWorld.General, message };
            var refused = await Assert.ThrowsAsync<ToolException>(() => world.DescribeAsync(tool, arguments));
            Assert.Contains("is not yours", refused.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(world.Server.Heard, h => h.Method is "chat.update" or "chat.delete");
    }

    [Fact]
    public async Task A_deletion_cannot_be_undone_and_says_so_by_its_effect()
    {
        await using var world = new ChatWorld();
        var message = world.Say(ChatWorld.Owner, "Oops");
        var call = await world.DescribeAsync(ChatTools.Delete, new { channel = ChatWorld.General, message });

        var done = Assert.IsType<CallOutcome.Done>(await world.DoAsync(call));

        Assert.Equal(new Effect(EffectClass.Irreversible, EffectTraits.Destroys), call.Effect);
        Assert.Null(done.Undo);
        Assert.Empty(world.Posts);
    }

    [Fact]
    public async Task A_message_that_changed_since_it_was_shown_is_left_alone()
    {
        await using var world = new ChatWorld();
        var message = world.Say(ChatWorld.Owner, "Oops");
        var call = await world.DescribeAsync(ChatTools.Delete, new { channel = ChatWorld.General, message });
        world.Workspace.Retype(ChatWorld.General, message, "Better");

        var failed = Assert.IsType<CallOutcome.Failed>(await world.DoAsync(call));

        Assert.Contains("was changed", failed.Why, StringComparison.Ordinal);
        Assert.Single(world.Posts);
    }

    [Fact]
    public async Task What_slack_refuses_failed_and_nothing_happened()
    {
        await using var world = new ChatWorld();
        var call = await world.DescribeAsync(ChatTools.Post, new { channel = ChatWorld.General, text = "Hi" });
        world.Workspace.Tokens[ChatWorld.Token] = new SlackToken(
            ChatWorld.Token,
            ChatWorld.Owner,
            ChatWorld.Scopes.Where(s => s != "chat:write").ToHashSet()
        );

        var failed = Assert.IsType<CallOutcome.Failed>(await world.DoAsync(call));

        Assert.Contains("chat:write", failed.Why, StringComparison.Ordinal);
    }
}
