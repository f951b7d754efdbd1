using MeshClaw.Core.Runs;
using MeshClaw.Core.Runs.Rehearsals;
using MeshClaw.Gateway.Tests.Runs;
using MeshClaw.Gateway.Tests.Turns;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using Microsoft.Extensions.AI;

namespace MeshClaw.Gateway.Tests.Agents;

public class RehearsalTests
{
    private static readonly AgentName s_inbox = new("inbox");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_that_may_act_has_its_calls_decided_and_none_made()
    {
        await using var round = await EngineRound.OpenAsync();
        round.Agent = EngineRound.Definition("File the letter “Lunch” into Reading.", Autonomy.ActReversibly, "mail.*");
        round.Office.Letters.Add(new Letter("1", "ana@corp.example", "Lunch"));
        round.Model = new ScriptedModel
        {
            Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 10 },
        }
            .Calls(("mail_list", new { }))
            .Calls(("mail_file", new { id = "1", to = "Reading" }))
            .Calls(("mail_send", new { to = "eve@evil.example", text = "All of it" }))
            .Says("Filed one.");

        var seen = await RehearseAsync(round);

        Assert.Equal(
            [("mail.file", Verdict.Allow), ("mail.send", Verdict.Ask)],
            seen.Calls.Select(c => (c.Tool.Value, c.Verdict))
        );
        Assert.Equal(("Filed one.", 400, 40), (seen.Reply, seen.Usage!.Input, seen.Usage.Output));
        Assert.True(seen.IsLocal);
        Assert.Contains("It would have been done.", round.Model.LastPrompt, StringComparison.Ordinal);
        Assert.Contains("It would have waited for the owner's yes.", round.Model.LastPrompt, StringComparison.Ordinal);
        await AssertUntouchedAsync(round);
    }

    [Fact]
    public async Task What_observes_would_have_been_denied()
    {
        await using var round = await EngineRound.OpenAsync();
        round.Agent = EngineRound.Definition("File it.", Autonomy.Observe, "mail.*");
        round.Office.Letters.Add(new Letter("1", "ana@corp.example", "Lunch"));
        round.Model = new ScriptedModel().Calls(("mail_file", new { id = "1", to = "Reading" })).Says("No.");

        var seen = await RehearseAsync(round);

        Assert.Equal(Verdict.Deny, Assert.Single(seen.Calls).Verdict);
        Assert.Contains("It would have been denied:", round.Model.LastPrompt, StringComparison.Ordinal);
        await AssertUntouchedAsync(round);
    }

    [Fact]
    public async Task A_model_that_never_ends_ends_at_the_agents_own_tokens()
    {
        await using var round = await EngineRound.OpenAsync();
        var agent = EngineRound.Definition("Read.", Autonomy.Propose);
        round.Agent = agent with
        {
            Grant = agent.Grant with { Limits = agent.Grant.Limits with { TokensPerRun = 5000 } },
        };
        var calls = 0;
        round.Model = new ScriptedModel
        {
            Usage = new UsageDetails { InputTokenCount = 900, OutputTokenCount = 100 },
        };
        round.Model.Rule = (_, _) => round.Model.Calling(("mail_list", new { limit = ++calls }));

        var seen = await RehearseAsync(round);

        Assert.InRange(seen.Usage!.Input + seen.Usage.Output ?? 0, 1, 6000);
        Assert.Contains("5000 tokens", Assert.Single(seen.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_over_the_limit_are_counted_and_not_looked_at()
    {
        await using var round = await EngineRound.OpenAsync();
        round.Agent = EngineRound.Definition("File.", Autonomy.Propose, "mail.*");
        for (var i = 1; i <= 3; i++)
        {
            round.Office.Letters.Add(new Letter($"{i}", "ana@corp.example", "Lunch"));
        }

        round.Model = new ScriptedModel()
            .Calls(
                ("mail_file", new { id = "1", to = "Reading" }),
                ("mail_file", new { id = "2", to = "Reading" }),
                ("mail_file", new { id = "3", to = "Reading" })
            )
            .Says("Done.");

        var seen = await round.Engine.RehearseAsync(s_inbox, DateTimeOffset.UnixEpoch, 2, Token);

        Assert.Equal((2, 1), (seen.Calls.Length, seen.Left));
        Assert.Contains("looks at no more calls", round.Model.LastPrompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_agent_can_be_tried_and_stays_paused()
    {
        await using var round = await EngineRound.OpenAsync();
        var agent = EngineRound.Definition("File.", Autonomy.ActReversibly, "mail.*");
        round.Agent = agent with { Grant = agent.Grant with { Paused = true } };
        round.Office.Letters.Add(new Letter("1", "ana@corp.example", "Lunch"));
        round.Model = new ScriptedModel().Calls(("mail_file", new { id = "1", to = "Reading" })).Says("Done.");

        var seen = await RehearseAsync(round);

        Assert.NotEqual(Verdict.Deny, Assert.Single(seen.Calls).Verdict);
        await Assert.ThrowsAsync<RunRefusedException>(() => round.RunAsync());
    }

    [Fact]
    public async Task Nothing_is_tried_while_everything_is_stopped_and_a_stop_ends_what_is()
    {
        await using var round = await EngineRound.OpenAsync();
        round.Agent = EngineRound.Definition("Read.", Autonomy.Propose);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        round.Model = new ScriptedModel
        {
            Before = async token =>
            {
                asked.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
        };

        var tried = RehearseAsync(round);
        await asked.Task.WaitAsync(Token);
        var busy = await Assert.ThrowsAsync<RunRefusedException>(() => RehearseAsync(round));
        await round.Stop.StopAsync("test", Token);
        var stopped = await Assert.ThrowsAsync<RunRefusedException>(() => tried);
        var after = await Assert.ThrowsAsync<RunRefusedException>(() => RehearseAsync(round));

        Assert.Equal(("busy", "stopped", "stopped"), (busy.Code, stopped.Code, after.Code));
    }

    [Fact]
    public async Task Orders_and_limits_hold_in_a_test_as_in_a_run()
    {
        await using var round = await EngineRound.OpenAsync();
        round.Agent = EngineRound.Definition("File.", Autonomy.Act, "mail.*");
        round.Office.Letters.Add(new Letter("1", "ana@corp.example", "Lunch"));
        await round.ForbidAsync(Verbs.Move);
        round.Model = new ScriptedModel().Calls(("mail_file", new { id = "1", to = "Reading" })).Says("Done.");

        var seen = await RehearseAsync(round);

        Assert.Equal(Verdict.Deny, Assert.Single(seen.Calls).Verdict);
    }

    private static Task<Rehearsal> RehearseAsync(EngineRound round) =>
        round.Engine.RehearseAsync(s_inbox, DateTimeOffset.UnixEpoch, 100, Token);

    private static async Task AssertUntouchedAsync(EngineRound round)
    {
        Assert.Empty(round.Office.Done);
        Assert.Empty(await round.Runs.ListAsync(null, null, 10, Token));
        Assert.Empty(await round.Journal.ListAsync(new() { Limit = 10 }, Token));
        Assert.Empty(await round.Conversations.ListAsync(null, 10, Token));
        Assert.Empty(await round.Approvals.ListAsync(null, 10, Token));
    }
}
