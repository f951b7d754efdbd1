using MeshClaw.Core.Runs;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;
using static MeshClaw.Storage.Tests.Usage.LedgerRound;

namespace MeshClaw.Storage.Tests.Usage;

public sealed class UsageFiguresTests
{
    [Fact]
    public async Task Calls_are_summed_by_agent_model_and_trigger_and_retries_are_told_apart()
    {
        await using var round = await OpenAsync();
        var run = await round.Home.RunAsync();
        var first = await round.ReserveAsync(Attempt(run, 50, []));
        var second = await round.ReserveAsync(Attempt(run, 50, []) with { Attempt = 2 });
        await round.ReserveAsync(Attempt(run, 50, [])); // Under way: nothing of it is known.
        await round.ReleaseAsync(first!.Value); // Held.
        await round.SettleAsync(second!.Value, 30, 10, 40, reported: false); // Held.

        Assert.Equal(
            new CallFigures
            {
                Agent = Home.Inbox,
                Connection = new ConnectionName("model/a"),
                Model = "m",
                Trigger = "schedule",
                Price = PriceSource.Listed,
                Attempts = 3,
                Again = 1,
                Tokens = new TokenCounts(30, 10),
                KnownCost = 40,
                UnknownCost = 0,
                Estimated = 1,
            },
            Assert.Single((await round.FiguresAsync()).Calls)
        );
    }

    [Theory]
    [InlineData("done,done", RunState.Done, RunOutcome.Kept)]
    [InlineData("done,failed", RunState.Failed, RunOutcome.Kept)]
    [InlineData("undone,undone", RunState.Done, RunOutcome.Undone)]
    [InlineData("done,undone", RunState.Done, RunOutcome.Edited)]
    [InlineData("done,expired", RunState.Done, RunOutcome.Edited)]
    [InlineData("done,asked denied", RunState.Done, RunOutcome.Edited)]
    [InlineData("done,denied", RunState.Done, RunOutcome.Kept)] // By the guard: nobody chose that.
    [InlineData("done,cancelled", RunState.Failed, RunOutcome.Kept)] // By the failure.
    [InlineData("asked denied", RunState.Done, RunOutcome.Ignored)]
    [InlineData("expired", RunState.Done, RunOutcome.Ignored)]
    [InlineData("cancelled", RunState.Done, RunOutcome.Ignored)]
    [InlineData("cancelled", RunState.Stopped, RunOutcome.Failed)]
    [InlineData("denied", RunState.Done, RunOutcome.Answered)]
    [InlineData("", RunState.Done, RunOutcome.Answered)]
    [InlineData("", RunState.Failed, RunOutcome.Failed)]
    [InlineData("done,waiting", RunState.Waiting, RunOutcome.Open)]
    public async Task What_became_of_a_run_follows_from_its_actions(string actions, RunState state, RunOutcome outcome)
    {
        await using var round = await OpenAsync();
        var run = await round.Home.RunAsync();
        await round.ReserveAsync(Attempt(run, 10, []));
        foreach (var (action, i) in actions.Split(',', StringSplitOptions.RemoveEmptyEntries).Select((a, i) => (a, i)))
        {
            await AddActionAsync(round, run, action, i);
        }

        await round.Home.Runs.SetStateAsync(run, state, null, None);

        var found = Assert.Single((await round.FiguresAsync()).Runs);
        Assert.Equal((run, "asked", outcome), (found.Run, found.Trigger, found.Outcome));
        Assert.Equal(["model/a"], found.Models.Select(m => m.Value));
    }

    [Fact]
    public async Task What_the_owner_undid_is_no_run_of_an_agent()
    {
        await using var round = await OpenAsync();
        await round.Home.Runs.BeginAsync(new AgentName("owner"), "undo r1", None);

        Assert.Empty((await round.FiguresAsync()).Runs);
    }

    // A real row of the journal, then moved to the state under test.
    private static async Task AddActionAsync(LedgerRound round, RunId run, string action, int number)
    {
        var asked = action.StartsWith("asked ", StringComparison.Ordinal);
        var autonomy = asked ? Policy.Grants.Autonomy.Propose : Policy.Grants.Autonomy.ActReversibly;
        var proposed = await round.Home.ProposeAsync(await round.Home.SnapshotAsync(run, autonomy), Home.Move(number));
        round.Home.Sql(
            $"UPDATE actions SET state = '{action.Replace("asked ", "", StringComparison.Ordinal)}' WHERE id = {proposed.Entries[0].Id.Value}"
        );
    }
}
