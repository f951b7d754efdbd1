using MeshClaw.Gateway.Tests.Turns;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using MeshClaw.Testing.ModelServers;
using Microsoft.Extensions.AI;

namespace MeshClaw.Gateway.Tests.Features;

public sealed class TurnEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_turn_on_a_real_mailbox_is_followed_answered_and_kept()
    {
        await using var home = new TestHome();
        home.AddMail(2);
        var model = new ScriptedModel
        {
            Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 10 },
        };
        model
            .Calls(("open_tools", new { tools = new[] { new { name = "mail_list" }, new { name = "mail_archive" } } }))
            .Calls(("mail_list", new { limit = 1 }));
        model.Rule = (messages, options) =>
            ScriptedModel.TextOf(messages).Contains("Done (a1).", StringComparison.Ordinal)
                ? new ChatMessage(ChatRole.Assistant, "It is archived.")
                : Archive(model, messages, options);
        var (_, client) = await home.StartConnectedAsync(
            home.Options with
            {
                Models = new ScriptedSource(() => model),
            }
        );
        using var closing = client;

        var begun = await client.AskAsync(new AskRequest("Archive the latest letter of the list"), Token);
        var waiting = await FollowAsync(client, begun.Run);
        await client.ApproveAsync(Assert.Single(waiting[^1].Final!.Approvals), new ApproveRequest(null, null), Token); // The last has it.
        await client.WaitForRunAsync(begun.Run, Token);
        var done = await client.GetTurnAsync(begun.Run, Token);

        Assert.Equal(("inbox", "waiting"), (begun.Agent, waiting[^1].Final!.State));
        Assert.Equal(
            [
                "called open_tools",
                "returned open_tools",
                "called mail_list",
                "returned mail_list",
                "called mail_archive",
            ],
            waiting.Where(p => p.Name is not null).Select(p => $"{p.Kind} {p.Name}").Take(5)
        );
        Assert.Equal(("done", "It is archived."), (done.State, done.Reply));
        Assert.Equal(new TurnUsageDto(400, 40, 0, null), done.Usage);
        Assert.Equal(["open_tools", "mail_list", "mail_archive"], done.Calls.Select(c => c.Name));
        Assert.Equal(("a1", "Done (a1)."), (done.Calls[2].Action, done.Calls[2].Outcome));
        Assert.Contains(home.Mail, m => m.StartsWith(".Archive", StringComparison.Ordinal));
        var conversation = Assert.Single(await client.ListConversationsAsync(null, 10, Token));
        Assert.Equal("Archive the latest letter of the list", conversation.Title);
        var lines = await client.GetConversationAsync(conversation.Conversation, Token);
        Assert.Equal(("owner", "It is archived."), (lines[0].Who, lines[^1].Text));
        // Each list of tools begins as the one before.
        var tools = model.Prompts.Select(p => p.Options!.Tools!.Select(t => t.Name).ToList()).ToList(); // It has tools.
        Assert.Equal(["open_tools", "result_read", "delegate"], tools[0]);
        Assert.Equal(["open_tools", "result_read", "delegate", "mail_list", "mail_archive"], tools[1]);
    }

    [Fact]
    public async Task A_tool_of_the_index_may_be_called_by_its_name_alone()
    {
        await using var server = new ModelServer();
        await using var home = new TestHome();
        home.AddMail(1);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        server.Then(
            OpenAIScript.Models("m"),
            OpenAIScript.Reply("yes"),
            ModelAnswer.Stream(
                OpenAIScript.Call(0, "c1", "mail_list", """{"folder":"INBOX","limit":1}""")
                    + OpenAIScript.End("tool_calls")
                    + OpenAIScript.Usage
                    + OpenAIScript.Done
            ),
            OpenAIScript.Reply("One.")
        );
        await client.ConnectModelAsync(
            new ModelConnectRequest
            {
                Model = "model/a",
                OpenAICompatible = server.Root.AbsoluteUri,
                Id = "m",
            },
            Token
        );

        var asked = await client.AskAsync(new AskRequest("What is new?", "assistant"), Token);
        var progress = await FollowAsync(client, asked.Run);

        var called = progress.Single(p => p.Kind == "called");
        Assert.Equal(("mail_list", "read"), (called.Name, called.Effect));
        Assert.True(progress.Single(p => p.Kind == "returned").Foreign);
        var turn = progress[^1].Final!; // It ends with it.
        Assert.StartsWith("Found:", Assert.Single(turn.Calls).Outcome, StringComparison.Ordinal);
        Assert.Equal((24, 6), (turn.Usage.Input, turn.Usage.Output));
    }

    [Fact]
    public async Task Without_a_model_it_is_refused_with_what_to_do()
    {
        await using var home = new TestHome();
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;

        var refused = await Assert.ThrowsAsync<GatewayException>(() => client.AskAsync(new AskRequest("Hello"), Token));

        Assert.Equal("no-model", refused.Code);
    }

    private static ChatMessage Archive(ScriptedModel model, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var schema = options!.Tools!.OfType<AIFunctionDeclaration>().Single(t => t.Name == "mail_archive").JsonSchema;
        Assert.True(schema.GetProperty("properties").TryGetProperty("version", out _));
        var lines = ScriptedModel.TextOf(messages).Split('\n');
        return model.Calling(
            (
                "mail_archive",
                new
                {
                    folder = Field("folder"),
                    id = Field("id"),
                    version = Field("version"),
                }
            )
        );

        string Field(string name) =>
            lines.LastOrDefault(l => l.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..] ?? "";
    }

    private static async Task<List<TurnProgress>> FollowAsync(GatewayClient client, string run)
    {
        var all = new List<TurnProgress>();
        await foreach (var progress in client.WatchTurnAsync(run, Token))
        {
            all.Add(progress);
        }

        return all;
    }
}
