using System.Collections.Immutable;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Storage.Tests.Approvals;

public sealed class ApprovalTests
{
    [Theory]
    [InlineData(null, ApprovalState.Approved, ActionState.Intended, ActionState.Intended)]
    [InlineData(0, ApprovalState.Denied, ActionState.Denied, ActionState.Denied)]
    [InlineData(2, ApprovalState.Approved, ActionState.Denied, ActionState.Intended)]
    public async Task An_answer_decides_every_call_once(
        int? yes,
        ApprovalState state,
        ActionState first,
        ActionState second
    )
    {
        await using var home = await Home.CreateAsync();
        var approval = await AskAsync(home);
        ImmutableHashSet<ActionId>? approve = yes switch
        {
            null => null,
            0 => [],
            var id => [new ActionId(id.Value)],
        };
        var answer = new ApprovalAnswer(approval.Id, approval.Hash, approve, "cli");

        Assert.Equal(ApprovalOutcome.Taken, await home.Approvals.AnswerAsync(answer, Home.None));

        await home.ReopenAsync();
        Assert.Equal(approval with { State = state }, await home.Approvals.FindAsync(approval.Id, Home.None));
        Assert.Equal([first, second], (await home.Approvals.CallsAsync(approval.Id, Home.None)).Select(c => c.State));
        Assert.Equal(
            ApprovalOutcome.AlreadyDecided,
            await home.Approvals.AnswerAsync(answer with { Approve = null }, Home.None)
        );
    }

    [Fact]
    public async Task An_answer_to_something_else_changes_nothing()
    {
        await using var home = await Home.CreateAsync();
        var approval = await AskAsync(home);

        Assert.Equal(ApprovalOutcome.NotFound, await AnswerAsync(new ApprovalId(9), null, null));
        Assert.Equal(ApprovalOutcome.HashMismatch, await AnswerAsync(approval.Id, new string('0', 64), null));
        Assert.Equal(
            ApprovalOutcome.UnknownAction,
            await AnswerAsync(approval.Id, null, [new ActionId(1), new ActionId(3)])
        );

        Assert.Equal(approval, await home.Approvals.FindAsync(approval.Id, Home.None));
        Assert.All(
            await home.Approvals.CallsAsync(approval.Id, Home.None),
            c => Assert.Equal(ActionState.Waiting, c.State)
        );

        Task<ApprovalOutcome> AnswerAsync(ApprovalId id, string? hash, ImmutableHashSet<ActionId>? approve) =>
            home.Approvals.AnswerAsync(new ApprovalAnswer(id, hash, approve, "cli"), Home.None);
    }

    [Fact]
    public async Task A_call_changed_in_the_file_is_no_longer_what_was_asked()
    {
        await using var home = await Home.CreateAsync();
        var approval = await AskAsync(home);
        home.Sql("UPDATE actions SET hash = 'another' WHERE id = 2");

        var answer = new ApprovalAnswer(approval.Id, approval.Hash, null, "cli");

        Assert.Equal(ApprovalOutcome.HashMismatch, await home.Approvals.AnswerAsync(answer, Home.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_approval_runs_out_at_its_moment(bool byAnswer)
    {
        await using var home = await Home.CreateAsync();
        var approval = await AskAsync(home);
        home.Time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromTicks(1));
        Assert.Equal(0, await home.Approvals.ExpireAsync(Home.None));
        home.Time.Advance(TimeSpan.FromTicks(1));

        var answer = new ApprovalAnswer(approval.Id, null, null, "cli");
        if (byAnswer)
        {
            Assert.Equal(ApprovalOutcome.Expired, await home.Approvals.AnswerAsync(answer, Home.None));
        }
        else
        {
            Assert.Equal(1, await home.Approvals.ExpireAsync(Home.None));
        }

        Assert.Equal(0, await home.Approvals.ExpireAsync(Home.None));
        Assert.Equal(ApprovalOutcome.Expired, await home.Approvals.AnswerAsync(answer, Home.None));
        Assert.Equal(ApprovalState.Expired, (await home.Approvals.FindAsync(approval.Id, Home.None))!.State); // Asked above.
        Assert.All(
            await home.Approvals.CallsAsync(approval.Id, Home.None),
            c => Assert.Equal(ActionState.Expired, c.State)
        );
    }

    [Fact]
    public async Task A_call_called_off_before_the_answer_stays_so()
    {
        await using var home = await Home.CreateAsync();
        var approval = await AskAsync(home);
        await home.Journal.RecordAsync([new(new ActionId(1), ActionState.Waiting, ActionState.Cancelled)], Home.None);

        await home.Approvals.AnswerAsync(new ApprovalAnswer(approval.Id, null, null, "cli"), Home.None);

        Assert.Equal(
            [ActionState.Cancelled, ActionState.Intended],
            (await home.Approvals.CallsAsync(approval.Id, Home.None)).Select(c => c.State)
        );
    }

    [Fact]
    public async Task Lists_are_newest_first_and_by_state()
    {
        await using var home = await Home.CreateAsync();
        await AskAsync(home);
        await AskAsync(home);
        var third = await AskAsync(home);
        await home.Approvals.AnswerAsync(new ApprovalAnswer(third.Id, null, [], "cli"), Home.None);

        Assert.Equal([3, 2], (await home.Approvals.ListAsync(null, 2, Home.None)).Select(a => a.Id.Value));
        Assert.Equal(
            [2, 1],
            (await home.Approvals.ListAsync(ApprovalState.Waiting, 9, Home.None)).Select(a => a.Id.Value)
        );
    }

    private static async Task<Approval> AskAsync(Home home)
    {
        var snapshot = await home.SnapshotAsync(await home.RunAsync(), Autonomy.Propose);
        var proposed = await home.ProposeAsync(snapshot, Home.Move(1), Home.Move(2));
        return (await home.Approvals.FindAsync(proposed.Approval!.Value, Home.None))!; // Both ask.
    }
}
