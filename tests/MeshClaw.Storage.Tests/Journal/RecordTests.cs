using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using static MeshClaw.Core.Journal.ActionState;

namespace MeshClaw.Storage.Tests.Journal;

public sealed class RecordTests
{
    private static readonly (ActionState From, ActionState To)[] s_legal =
    [
        (ActionState.Proposed, Denied),
        (Waiting, Cancelled),
        (Intended, Cancelled),
        (Intended, Failed),
        (Intended, Denied),
        (Intended, ActionState.Expired),
        (Executing, Done),
        (Executing, Failed),
        (Executing, Unknown),
        (Executing, Intended),
        (Unknown, Done),
        (Unknown, Failed),
        (Unknown, Intended),
        (Done, Undone),
        (Delayed, Cancelled),
    ];

    [Fact]
    public async Task Only_legal_steps_change_anything()
    {
        await using var home = await Home.CreateAsync();
        await home.ProposeAsync(await home.SnapshotAsync(await home.RunAsync()), Home.Move(1));
        foreach (var from in Enum.GetValues<ActionState>())
        {
            foreach (var to in Enum.GetValues<ActionState>())
            {
                home.Sql($"UPDATE actions SET state = '{from.ToString().ToLowerInvariant()}'");
                var changed = await home.Journal.RecordAsync([new(new ActionId(1), from, to)], Home.None);
                var legal = s_legal.Contains((from, to));
                var state = (await home.Journal.FindAsync(new ActionId(1), Home.None))!.State; // Written above.
                Assert.Equal((from, to, legal ? 1 : 0, legal ? to : from), (from, to, changed, state));
            }
        }
    }

    [Fact]
    public async Task A_change_that_expects_another_state_is_left_alone()
    {
        await using var home = await Home.CreateAsync();
        var proposed = await home.ProposeAsync(
            await home.SnapshotAsync(await home.RunAsync()),
            Home.Move(1),
            Home.Move(2)
        );
        await home.Journal.CommitAsync([proposed.Intents[0]], Home.None);

        var changed = await home.Journal.RecordAsync(
            [
                new(new ActionId(1), Executing, Done, null, """{"uid":5}""", """{"back":1}"""),
                new(new ActionId(2), Executing, Done),
                new(new ActionId(77), Executing, Done),
            ],
            Home.None
        );

        Assert.Equal(1, changed);
        var done = await home.Journal.FindAsync(new ActionId(1), Home.None);
        Assert.Equal((Done, """{"uid":5}""", """{"back":1}"""), (done!.State, done.Result, done.Undo)); // Stored above.
        Assert.Equal(Intended, (await home.Journal.FindAsync(new ActionId(2), Home.None))!.State); // Stored above.
    }

    [Fact]
    public async Task Back_to_intended_gives_back_limits_and_the_approval()
    {
        await using var home = await Home.CreateAsync();
        var run = await home.RunAsync();
        var proposed = await home.ProposeAsync(await home.SnapshotAsync(run, Autonomy.Propose), Home.Move(1));
        var approval = proposed.Approval!.Value; // It asks.
        await home.Approvals.AnswerAsync(new ApprovalAnswer(approval, null, null, "cli"), Home.None);
        var intents = await home.ApprovedIntentsAsync(run, approval, Home.Move(1));
        Assert.Equal([IntentOutcome.Committed], await home.Journal.CommitAsync(intents, Home.None));
        Assert.Equal(1, (await home.SnapshotAsync(run)).Used["run/r1/actions"]);

        Assert.Equal(1, await home.Journal.RecordAsync([new(new ActionId(1), Executing, Intended)], Home.None));

        Assert.Equal(0, (await home.SnapshotAsync(run)).Used["run/r1/actions"]);
        Assert.Equal([IntentOutcome.Committed], await home.Journal.CommitAsync(intents, Home.None));
        Assert.Equal(1, (await home.SnapshotAsync(run)).Used["run/r1/actions"]);
    }

    [Fact]
    public async Task What_was_used_is_given_back_once()
    {
        await using var home = await Home.CreateAsync();
        var run = await home.RunAsync();
        var proposed = await home.ProposeAsync(await home.SnapshotAsync(run), Home.Move(1), Home.Move(2));
        await home.Journal.CommitAsync(proposed.Intents, Home.None);

        ActionChange back = new(new ActionId(1), Executing, Intended);
        Assert.Equal(1, await home.Journal.RecordAsync([back, back], Home.None));

        Assert.Equal(1, (await home.SnapshotAsync(run)).Used["run/r1/actions"]);
    }

    [Fact]
    public async Task A_done_undo_marks_what_it_takes_back()
    {
        await using var home = await Home.CreateAsync();
        var snapshot = await home.SnapshotAsync(await home.RunAsync());
        var proposed = await home.ProposeAsync(snapshot, Home.Move(1));
        await home.Journal.CommitAsync(proposed.Intents, Home.None);
        await home.Journal.RecordAsync([new(new ActionId(1), Executing, Done)], Home.None);
        var undo = await home.SnapshotAsync(await home.RunAsync(), proposer: Proposer.OwnerUndo);
        var decision = Guard.Decide(Home.Move(2), undo);
        var proposal = new JournalProposal(decision, "p1", 0, "Back", "", CallLabels.None, new ActionId(1));
        var (entries, _) = await home.Journal.ProposeAsync(
            undo.Run,
            new AgentName("owner"),
            [proposal],
            Home.Start,
            Home.None
        );
        await home.Journal.CommitAsync([new(entries[0].Id, decision.Permit!, "{}")], Home.None); // Allowed.

        await home.Journal.RecordAsync([new(entries[0].Id, Executing, Done)], Home.None);

        Assert.Equal(Undone, (await home.Journal.FindAsync(new ActionId(1), Home.None))!.State); // Stored above.
        Assert.Equal(new ActionId(1), (await home.Journal.FindAsync(entries[0].Id, Home.None))!.Undoes); // Stored above.
    }

    [Fact]
    public async Task An_approval_whose_calls_were_all_called_off_waits_no_longer()
    {
        await using var home = await Home.CreateAsync();
        var snapshot = await home.SnapshotAsync(await home.RunAsync(), Autonomy.Propose);
        var proposed = await home.ProposeAsync(snapshot, Home.Move(1), Home.Move(2));

        await home.Journal.RecordAsync([new(new ActionId(1), Waiting, Cancelled)], Home.None);
        Assert.Equal(ApprovalState.Waiting, await StateAsync());
        await home.Journal.RecordAsync([new(new ActionId(2), Waiting, Cancelled)], Home.None);
        Assert.Equal(ApprovalState.Denied, await StateAsync());

        async Task<ApprovalState> StateAsync() =>
            (await home.Approvals.FindAsync(proposed.Approval!.Value, Home.None))!.State; // Both ask.
    }
}
