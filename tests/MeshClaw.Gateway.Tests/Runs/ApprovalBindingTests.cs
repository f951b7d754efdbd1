using MeshClaw.Core.Journal;
using MeshClaw.Core.Runs;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Gateway.Tests.Runs;

/// <summary>The owner's yes is to what was shown, and is looked at again when it is done.</summary>
public sealed class ApprovalBindingTests
{
    [Fact]
    public async Task What_was_approved_is_done()
    {
        await using var round = await AskedAsync();
        var run = await ApprovedAsync(round);

        await round.ContinueAsync(run);

        Assert.Equal(2, round.Office.Done.Count);
    }

    [Theory]
    [InlineData("""UPDATE actions SET arguments = '{"text":"Hi","to":"evil@x.example"}' WHERE id = 1""")]
    [InlineData("""UPDATE actions SET arguments = '{"text":"Hi, my password is","to":"ana"}' WHERE id = 1""")]
    [InlineData("UPDATE actions SET tool = 'mail.share' WHERE id = 1")]
    public async Task An_argument_edited_after_the_yes_voids_it(string edit)
    {
        await using var round = await AskedAsync();
        var run = await ApprovedAsync(round);

        round.Sql(edit);
        await round.ContinueAsync(run);

        await AssertNotDoneAsync(round, run, ActionState.Failed, "changed since it was proposed");
    }

    [Fact]
    public async Task An_argument_edited_before_the_yes_is_not_covered_by_it()
    {
        await using var round = await AskedAsync();
        var run = await round.RunAsync();

        round.Sql("""UPDATE actions SET arguments = '{"text":"Hi","to":"evil@x.example"}' WHERE id = 1""");
        await round.ApproveAsync(run);
        await round.ContinueAsync(run);

        await AssertNotDoneAsync(round, run, ActionState.Failed, "changed since it was proposed");
    }

    [Fact]
    public async Task An_argument_edited_together_with_its_hash_finds_no_yes()
    {
        await using var round = await AskedAsync();
        var run = await ApprovedAsync(round);
        var other = PostOffice.Request("mail.send", new { to = "evil@x.example", text = "Hi" });
        var hash = (await round.Office.DescribeAsync([other], default))[0].Hash;

        round.Sql($$"""UPDATE actions SET arguments = '{{other.Arguments}}', hash = '{{hash}}' WHERE id = 1""");
        await round.ContinueAsync(run);

        await AssertNotDoneAsync(round, run, ActionState.Expired, "Your approval");
    }

    [Fact]
    public async Task Another_version_of_the_record_voids_it()
    {
        await using var round = await AskedAsync();
        var run = await ApprovedAsync(round);

        round.Office.Letters[0] = round.Office.Letters[0] with { Version = "2" };
        await round.ContinueAsync(run);

        Assert.Equal([ActionState.Done, ActionState.Failed], (await round.ActionsAsync(run)).Select(a => a.State));
    }

    [Fact]
    public async Task Recipients_that_resolve_to_somebody_else_void_it()
    {
        await using var round = await AskedAsync();
        var run = await ApprovedAsync(round);

        round.Office.AddressBook["ana"] = "evil@x.example";
        await round.ContinueAsync(run);

        await AssertNotDoneAsync(round, run, ActionState.Failed, "changed since it was proposed");
    }

    [Fact]
    public async Task A_yes_outlives_the_process_that_asked()
    {
        await using var round = await AskedAsync();
        var run = await ApprovedAsync(round);

        await round.RestartAsync();
        await round.ContinueAsync(run);

        Assert.Equal(2, round.Office.Done.Count);
    }

    private static async Task<EngineRound> AskedAsync()
    {
        var round = await EngineRound.OpenAsync();
        round.Agent = EngineRound.Definition("", Autonomy.Propose);
        round.Office.AddressBook["ana"] = "ana@corp.example";
        round.Office.Letters.Add(new Letter("12", "boris@corp.example", "Minutes"));
        round.Proposals.Add((PostOffice.Request("mail.send", new { to = "ana", text = "Hi" }), "an answer"));
        round.Proposals.Add((PostOffice.Request("mail.file", new { id = "12", to = "Minutes" }), "a habit"));
        return round;
    }

    private static async Task<RunRecord> ApprovedAsync(EngineRound round)
    {
        var run = await round.RunAsync();
        Assert.Equal((RunState.Waiting, 0), (run.State, round.Office.Done.Count));
        await round.ApproveAsync(run);
        return run;
    }

    private static async Task AssertNotDoneAsync(EngineRound round, RunRecord run, ActionState state, string why)
    {
        var action = (await round.ActionsAsync(run))[0];
        Assert.Equal(state, action.State);
        Assert.Contains(why, action.Explanation, StringComparison.Ordinal);
        Assert.DoesNotContain(round.Office.Done, d => !d.StartsWith("mail.file", StringComparison.Ordinal));
    }
}
