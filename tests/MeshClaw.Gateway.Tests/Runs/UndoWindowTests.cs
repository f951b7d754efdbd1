using MeshClaw.Core.Journal;
using MeshClaw.Core.Runs;
using MeshClaw.Policy.Grants;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.Runs;

/// <summary>What is sent waits a while, and can be called off until then: also over a restart, a stop and an undo.</summary>
public sealed class UndoWindowTests
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_goes_out_once_when_the_window_is_over()
    {
        await using var round = await OpenAsync();
        var run = await SendAsync(round);

        Assert.Equal(RunState.Waiting, run.State);
        Assert.Equal(_time.GetUtcNow() + s_window, await round.Engine.ReleaseDueAsync(Token));
        Assert.Empty(round.Office.Done);

        _time.Advance(s_window);
        Assert.Null(await round.Engine.ReleaseDueAsync(Token));
        Assert.Equal(RunState.Done, (await round.Engine.WaitAsync(run.Id, Token)).State);
        await round.Engine.ReleaseDueAsync(Token);
        Assert.Single(round.Office.Done);
    }

    [Fact]
    public async Task The_window_begins_with_the_yes_and_not_with_the_question()
    {
        await using var round = await OpenAsync();
        var run = await round.RunAsync();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await round.Engine.ReleaseDueAsync(Token));

        await round.ApproveAsync(run);
        Assert.Equal(_time.GetUtcNow() + s_window, await round.Engine.ReleaseDueAsync(Token));
    }

    [Fact]
    public async Task Another_process_sends_what_the_last_one_left_once()
    {
        await using var round = await OpenAsync();
        var run = await SendAsync(round);

        await round.RestartAsync();
        await round.Engine.RecoverAsync(resumeRuns: true, Token);
        await round.Engine.ReleaseDueAsync(Token);
        Assert.Empty(round.Office.Done);
        _time.Advance(TimeSpan.FromHours(2));
        await round.Engine.ReleaseDueAsync(Token);
        await round.Engine.WaitAsync(run.Id, Token);

        var action = Assert.Single(await round.ActionsAsync(run));
        Assert.Equal((1, ActionState.Done), (round.Office.Done.Count, action.State));
    }

    [Fact]
    public async Task A_process_that_dies_between_the_release_and_the_sending_loses_nothing()
    {
        await using var round = await OpenAsync();
        var run = await SendAsync(round);
        _time.Advance(s_window);

        await round.Journal.ReleaseDueAsync(Token); // And then it died.
        await round.RestartAsync();
        await round.Engine.RecoverAsync(resumeRuns: true, Token);
        await round.Engine.WaitAsync(run.Id, Token);

        Assert.Single(round.Office.Done);
    }

    [Theory]
    [InlineData("a1")]
    [InlineData("r1")]
    [InlineData(null)]
    public async Task An_undo_within_the_window_calls_it_off(string? target)
    {
        await using var round = await OpenAsync();
        var run = await SendAsync(round);

        var undo = await round.Engine.StartUndoAsync(target, Token);
        var ended = await round.Engine.WaitAsync(undo, Token);
        await round.Engine.WaitAsync(run.Id, Token);
        _time.Advance(s_window);
        await round.Engine.ReleaseDueAsync(Token);

        Assert.Empty(round.Office.Done);
        Assert.Equal((RunState.Done, 1), (ended.State, ended.Report?.Items));
        Assert.Equal(ActionState.Cancelled, Assert.Single(await round.ActionsAsync(run)).State);
        Assert.Equal(RunState.Done, (await round.Runs.FindAsync(run.Id, Token))?.State);
    }

    [Fact]
    public async Task A_stop_calls_off_what_waits_and_says_so()
    {
        await using var round = await OpenAsync();
        var run = await SendAsync(round);

        var stopped = await round.Stop.StopAsync("test", Token);
        await round.Engine.WaitAsync(run.Id, Token);
        await round.Stop.ResumeAsync("test", Token);
        _time.Advance(s_window);
        await round.Engine.ReleaseDueAsync(Token);

        Assert.Equal(1, stopped.NotDone);
        Assert.Empty(round.Office.Done);
    }

    [Fact]
    public async Task A_message_that_is_out_is_not_called_off()
    {
        await using var round = await OpenAsync();
        var run = await SendAsync(round);
        _time.Advance(s_window);
        await round.Engine.ReleaseDueAsync(Token);
        await round.Engine.WaitAsync(run.Id, Token);

        var undo = await round.Engine.StartUndoAsync("a1", Token);

        Assert.Equal("1 actions cannot be taken back.", (await round.Engine.WaitAsync(undo, Token)).Error);
    }

    [Fact]
    public async Task The_owner_s_own_call_asks_and_then_waits_in_the_window()
    {
        await using var round = await OpenAsync();
        var call = PostOffice.Request("mail.send", new { to = "ana", text = "Hi" });

        var id = await round.Engine.StartCallsAsync([call], "mail send", Token);
        var run = await round.Engine.WaitAsync(id, Token);
        Assert.Equal(("owner", RunState.Waiting), (run.Agent.Value, run.State));
        await round.ApproveAsync(run);
        _time.Advance(s_window);
        await round.Engine.ReleaseDueAsync(Token);
        await round.Engine.WaitAsync(id, Token);

        Assert.Single(round.Office.Done);
        Assert.All((await round.LabelsAsync(run)).Values, v => Assert.Equal(Policy.Flow.Origin.Owner, v.Origin));
    }

    [Fact]
    public async Task The_owner_s_orders_hold_for_the_owner_s_own_calls()
    {
        await using var round = await OpenAsync();
        await round.ForbidAsync(Policy.Calls.Verbs.Send);

        var id = await round.Engine.StartCallsAsync(
            [PostOffice.Request("mail.send", new { to = "ana", text = "Hi" })],
            "mail send",
            Token
        );
        var run = await round.Engine.WaitAsync(id, Token);

        Assert.Equal(ActionState.Denied, Assert.Single(await round.ActionsAsync(run)).State);
    }

    [Fact]
    public async Task A_call_with_bad_arguments_leaves_no_run()
    {
        await using var round = await OpenAsync();

        await Assert.ThrowsAsync<Core.Tools.ToolException>(() =>
            round.Engine.StartCallsAsync([PostOffice.Request("mail.list", new { })], "mail list", Token)
        );

        Assert.Empty(await round.Runs.ListAsync(null, null, 10, Token));
    }

    private async Task<EngineRound> OpenAsync()
    {
        var round = await EngineRound.OpenAsync(_time);
        round.UndoWindow = s_window;
        round.Office.AddressBook["ana"] = "ana@corp.example";
        round.Agent = EngineRound.Definition("Tell Ana Hi.", Autonomy.Propose);
        round.Proposals.Add((PostOffice.Request("mail.send", new { to = "ana", text = "Hi" }), "asked"));
        return round;
    }

    private static async Task<RunRecord> SendAsync(EngineRound round)
    {
        var run = await round.RunAsync();
        await round.ApproveAsync(run);
        return run;
    }
}
