using MeshClaw.Connectors.Chat;
using MeshClaw.Connectors.Tests.Mail.Writing;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Connectors.Tests.Chat;

public sealed class ChatDraftTests
{
    [Fact]
    public async Task A_draft_stays_here_is_listed_as_others_words_and_is_changed()
    {
        await using var world = new ChatWorld(new MemoryDrafts());

        var call = await world.DescribeAsync(ChatTools.Draft, new { channel = "#general", text = "one" });
        var done = Assert.IsType<CallOutcome.Done>(await world.DoAsync(call));
        await world.DoneAsync(
            ChatTools.Draft,
            new
            {
                channel = "#general",
                text = "two",
                draft = "d1",
            }
        );
        var listed = await world.ReadAsync(ChatTools.Drafts, new { });

        Assert.Equal((EffectClass.Draft, 0), (call.Effect.Class, call.Destinations.Length));
        Assert.Contains("d1", done.Result, StringComparison.Ordinal);
        LabelledCalls.AssertComplete(listed);
        var text = Assert.Single(listed.Records).Fields.Single(f => f.Name == "text");
        Assert.Equal(("two", Origin.ThirdParty), (text.Text, text.Label.Origin));
        Assert.Empty(world.Posts);
    }

    [Fact]
    public async Task A_draft_that_is_not_there_is_said()
    {
        await using var world = new ChatWorld(new MemoryDrafts());

        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            world.DescribeAsync(
                ChatTools.Draft,
                new
                {
                    channel = "#general",
                    text = "x",
                    draft = "d7",
                }
            )
        );

        Assert.Contains("no draft d7", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_found_after_a_crash_by_its_key()
    {
        await using var world = new ChatWorld(new MemoryDrafts());
        var call = await world.DescribeAsync(ChatTools.Draft, new { channel = "#general", text = "one" });
        var note = Assert.IsType<Preparation.Ready>((await world.Connector.PrepareAsync([call], default))[0]).Note;
        var row = EveryIntent.Row(new AgentName("helper"), call, note);

        var before = (await world.Connector.ReconcileAsync([row], true, default))[0];
        await world.ExecuteAsync(call, note);
        var after = (await world.Connector.ReconcileAsync([row], true, default))[0];

        Assert.IsType<Reconciliation.NotHappened>(before);
        Assert.IsType<Reconciliation.Happened>(after);
    }
}
