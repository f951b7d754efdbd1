using MeshClaw.Connectors.Chat;
using MeshClaw.Core.Connectors;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Tests.Chat;

/// <summary>A crash, or a broken connection, between the effect and its outcome; and between the intent and the effect.</summary>
public sealed class ChatReconcilerTests
{
    public static TheoryData<string, string> Calls =>
        new()
        {
            { "chat.post", "chat.postMessage" },
            { "chat.reply", "chat.postMessage" },
            { "chat.react", "reactions.add" },
            { "chat.unreact", "reactions.remove" },
            { "chat.schedule", "chat.scheduleMessage" },
            { "chat.unschedule", "chat.deleteScheduledMessage" },
            { "chat.edit", "chat.update" },
            { "chat.delete", "chat.delete" },
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_happened_is_found_with_its_undo(string tool, string method)
    {
        await using var world = new ChatWorld();
        var arguments = await ArgumentsAsync(world, tool);

        var found = Assert.IsType<Reconciliation.Happened>(
            await world.CutOffAsync(new ToolName(tool), arguments, method)
        );

        Assert.Equal(tool == "chat.delete", found.Undo is null);
        Assert.Single(world.Server.Heard, h => h.Method == method);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_did_not_happen_may_be_tried_again(string tool, string method)
    {
        await using var world = new ChatWorld();
        var arguments = await ArgumentsAsync(world, tool);

        var found = await world.CutOffAsync(new ToolName(tool), arguments, lost: null);

        Assert.IsType<Reconciliation.NotHappened>(found);
        Assert.Equal([TimeSpan.FromSeconds(5)], world.Time.Waits); // It may have been on its way.
        Assert.DoesNotContain(world.Server.Heard, h => h.Method == method);
    }

    [Fact]
    public async Task A_key_on_somebody_elses_message_proves_nothing()
    {
        await using var world = new ChatWorld();
        await world.DoneAsync(ChatTools.Post, new { channel = ChatWorld.General, text = "First" });
        var copied = world.Posts[0].Wire.DeepClone().AsObject();
        world.Workspace.Conversations[ChatWorld.General].Posts.Clear();

        var call = await world.DescribeAsync(ChatTools.Post, new { channel = ChatWorld.General, text = "Second" });
        var note = Assert.IsType<Preparation.Ready>((await world.Connector.PrepareAsync([call], default))[0]).Note;
        var key = ChatNote.Read(note).Key;
        copied["blocks"]![0]!["block_id"] = $"meshclaw:{key}";
        lock (world.Workspace.Lock)
        {
            world.Workspace.Post(ChatWorld.General, ChatWorld.Ana, copied, thread: null);
        }

        var row = EveryIntent.Row(new AgentName("helper"), call, note);
        Assert.IsType<Reconciliation.NotHappened>((await world.Connector.ReconcileAsync([row], true, default))[0]);
    }

    private static async Task<object> ArgumentsAsync(ChatWorld world, string tool)
    {
        var (channel, text) = (ChatWorld.General, "Words");
        var others = world.Say(ChatWorld.Ana, "Hello");
        var own = world.Say(ChatWorld.Owner, "Good day");
        switch (tool)
        {
            case "chat.post":
                return new { channel, text };
            case "chat.reply":
                return new
                {
                    channel,
                    text,
                    message = others,
                };
            case "chat.react":
                return new
                {
                    channel,
                    message = others,
                    emoji = "eyes",
                };
            case "chat.unreact":
                await world.Store.ReactAsync(channel, others, "eyes", true, default);
                return new
                {
                    channel,
                    message = others,
                    emoji = "eyes",
                };
            case "chat.schedule":
                return new
                {
                    channel,
                    text,
                    at = world.Time.GetUtcNow().AddHours(1),
                };
            case "chat.unschedule":
                var posting = new Connectors.Chat.Stores.ChatPosting(channel, text, "k");
                var at = world.Time.GetUtcNow().AddHours(1);
                return new { channel, id = await world.Store.ScheduleAsync(posting, at, default) };
            case "chat.edit":
                return new
                {
                    channel,
                    text,
                    message = own,
                };
            default:
                return new { channel, message = own };
        }
    }
}
