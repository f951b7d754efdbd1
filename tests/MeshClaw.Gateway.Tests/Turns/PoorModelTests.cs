using MeshClaw.Core.Runs;
using MeshClaw.Core.Turns;
using MeshClaw.Gateway.Tests.Runs;
using MeshClaw.Policy.Grants;
using Microsoft.Extensions.AI;

namespace MeshClaw.Gateway.Tests.Turns;

/// <summary>Models that answer what no model should.</summary>
public sealed class PoorModelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_that_make_no_sense_are_told_to_the_model_and_nothing_is_done()
    {
        await using var round = await EngineRound.OpenAsync();
        round.Agent = EngineRound.Definition("", Autonomy.Act);
        var broken = new FunctionCallContent("x", "mail_file", null) { Exception = new FormatException("bad") };
        round.Model = new ScriptedModel()
            .Calls(("mail_burn", new { }), ("calendar_read", new { }))
            .Answers(new ChatMessage(ChatRole.Assistant, [broken]))
            .Answers(
                new ChatMessage(
                    ChatRole.Assistant,
                    [new FunctionCallContent("same", "a", null), new FunctionCallContent("same", "", null)]
                )
            )
            .Says("I give up.");

        var (run, _) = await round.AskAsync("Do something");

        Assert.Equal(RunState.Done, run.State);
        Assert.Empty(round.Office.Done);
        var prompt = round.Model.LastPrompt;
        Assert.Contains(
            "There is no tool 'mail_burn'. There are: mail_drop, mail_file",
            prompt,
            StringComparison.Ordinal
        );
        Assert.Contains("The arguments could not be read", prompt, StringComparison.Ordinal);
        Assert.Contains("There is no tool ''", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_answer_is_asked_for_once_more()
    {
        await using var round = await EngineRound.OpenAsync();
        round.Model = new ScriptedModel().Says("").Says("Here I am.").Says("").Says("");

        var (first, _) = await round.AskAsync("Hello");
        var (second, _) = await round.AskAsync("Hello");

        Assert.Equal((RunState.Done, RunState.Done), (first.State, second.State));
        Assert.Equal(4, round.Model.Prompts.Count);
    }

    [Fact]
    public async Task A_model_that_goes_in_circles_is_stopped_and_told_of()
    {
        await using var round = await EngineRound.OpenAsync();
        round.Model = new ScriptedModel();
        round.Model.Rule = (_, _) => round.Model.Calling(("mail_list", new { }));

        var (run, conversation) = await round.AskAsync("Hello");

        Assert.Equal(RunState.Done, run.State);
        Assert.Equal(4, round.Model.Prompts.Count);
        var last = (await round.Conversations.ReadAsync(conversation, 0, Token))[^1];
        Assert.Equal(
            new TurnContent.Noted("It called mail_list 4 times with the same words and the same result.", Ends: true),
            last.Content
        );
    }
}
