using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Storage.Tests.Journal;

public sealed class CommitTests
{
    [Fact]
    public async Task An_intent_commits_once_with_its_preparation()
    {
        await using var home = await Home.CreateAsync();
        var proposed = await home.ProposeAsync(await home.SnapshotAsync(await home.RunAsync()), Home.Move(1));

        Assert.Equal([IntentOutcome.Committed], await home.Journal.CommitAsync(proposed.Intents, Home.None));
        Assert.Equal([IntentOutcome.NotPending], await home.Journal.CommitAsync(proposed.Intents, Home.None));

        await home.ReopenAsync();
        var entry = await home.Journal.FindAsync(new ActionId(1), Home.None);
        Assert.Equal((ActionState.Executing, """{"note":1}"""), (entry!.State, entry.Preparation)); // Stored above.
    }

    [Fact]
    public async Task A_row_named_twice_in_one_batch_commits_once()
    {
        await using var home = await Home.CreateAsync();
        var proposed = await home.ProposeAsync(await home.SnapshotAsync(await home.RunAsync()), Home.Move(1));

        var outcomes = await home.Journal.CommitAsync([proposed.Intents[0], proposed.Intents[0]], Home.None);

        Assert.Equal([IntentOutcome.Committed, IntentOutcome.NotPending], outcomes);
    }

    [Fact]
    public async Task A_permit_for_another_call_or_run_does_not_commit()
    {
        await using var home = await Home.CreateAsync();
        var snapshot = await home.SnapshotAsync(await home.RunAsync());
        var proposed = await home.ProposeAsync(snapshot, Home.Move(1));
        var other = Guard.Decide(Home.Move(2), snapshot).Permit!; // Allowed.
        var otherRun = Guard.Decide(Home.Move(1), snapshot with { Run = await home.RunAsync() }).Permit!; // Allowed.

        var outcomes = await home.Journal.CommitAsync(
            [
                new(proposed.Entries[0].Id, other, "{}"),
                new(proposed.Entries[0].Id, otherRun, "{}"),
                new(new ActionId(99), other, "{}"),
            ],
            Home.None
        );

        Assert.All(outcomes, o => Assert.Equal(IntentOutcome.NotPending, o));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_between_decision_and_intent_holds_even_when_resumed(bool resumed)
    {
        await using var home = await Home.CreateAsync();
        var proposed = await home.ProposeAsync(await home.SnapshotAsync(await home.RunAsync()), Home.Move(1));
        await home.Stop.SetAsync(true, "cli", Home.None);
        if (resumed)
        {
            await home.Stop.SetAsync(false, "cli", Home.None);
        }

        Assert.Equal([IntentOutcome.Stopped], await home.Journal.CommitAsync(proposed.Intents, Home.None));
        Assert.Equal(ActionState.Intended, (await home.Journal.FindAsync(new ActionId(1), Home.None))!.State); // Written above.
    }

    [Fact]
    public async Task The_owner_takes_back_while_all_is_stopped_but_not_across_a_stop()
    {
        await using var home = await Home.CreateAsync();
        await home.Stop.SetAsync(true, "cli", Home.None);
        var snapshot = await home.SnapshotAsync(await home.RunAsync(), proposer: Proposer.OwnerUndo);
        var proposed = await home.ProposeAsync(snapshot, Home.Move(1), Home.Move(2));
        home.Policy = "p2"; // The agent's policy does not bind the owner.

        Assert.Equal([IntentOutcome.Committed], await home.Journal.CommitAsync([proposed.Intents[0]], Home.None));
        await home.Stop.SetAsync(true, "cli", Home.None);
        Assert.Equal([IntentOutcome.Stopped], await home.Journal.CommitAsync([proposed.Intents[1]], Home.None));
    }

    [Fact]
    public async Task Changed_orders_or_policy_make_a_permit_stale()
    {
        await using var home = await Home.CreateAsync();
        var run = await home.RunAsync();
        var proposed = await home.ProposeAsync(await home.SnapshotAsync(run), Home.Move(1));
        home.Policy = "p2";
        Assert.Equal([IntentOutcome.Stale], await home.Journal.CommitAsync(proposed.Intents, Home.None));

        home.Policy = "p1";
        await home.Orders.AddAsync(
            "never move",
            new OrderRule { Verdict = OrderVerdict.Deny, Verbs = Verbs.Move },
            Home.None
        );
        Assert.Equal([IntentOutcome.Stale], await home.Journal.CommitAsync(proposed.Intents, Home.None));
    }

    [Fact]
    public async Task Limits_are_used_up_and_one_refused_intent_does_not_stop_the_others()
    {
        await using var home = await Home.CreateAsync();
        var run = await home.RunAsync();
        var limits = new Limits { DeletionsPerDay = 1, Bulk = 100 };
        // Two decisions on the same snapshot: each sees the whole limit.
        var snapshot = await home.SnapshotAsync(run, limits: limits);
        var first = await home.ProposeAsync(snapshot, Home.Move(1, Verbs.Delete));
        var second = await home.ProposeAsync(snapshot, Home.Move(2, Verbs.Delete), Home.Move(3));
        var plain = second.Intents.Where(i => i.Permit is not null);

        var outcomes = await home.Journal.CommitAsync([first.Intents[0], .. plain], Home.None);

        Assert.Equal([IntentOutcome.Committed, IntentOutcome.LimitReached, IntentOutcome.Committed], outcomes);
        var used = (await home.Journal.ReadGuardStateAsync(run, home.Time.GetUtcNow(), Home.None)).Used;
        Assert.Equal(
            new Dictionary<string, long>
            {
                ["day/2026-11-23/inbox/deletions"] = 1,
                ["run/r1/actions"] = 2,
                ["run/r1/unasked"] = 2,
            },
            used.OrderBy(p => p.Key, StringComparer.Ordinal).ToDictionary()
        );
    }

    [Fact]
    public async Task Counters_of_other_runs_and_days_are_not_read()
    {
        await using var home = await Home.CreateAsync();
        for (var i = 0; i < 11; i++)
        {
            var proposed = await home.ProposeAsync(
                await home.SnapshotAsync(await home.RunAsync()),
                Home.Move(i, Verbs.Delete)
            );
            await home.Journal.CommitAsync(proposed.Intents, Home.None);
        }

        var today = await home.Journal.ReadGuardStateAsync(new RunId(1), home.Time.GetUtcNow(), Home.None);
        var tomorrow = await home.Journal.ReadGuardStateAsync(
            new RunId(99),
            home.Time.GetUtcNow().AddDays(1),
            Home.None
        );

        Assert.Equal(1, today.Used["run/r1/actions"]);
        Assert.Equal(11, today.Used["day/2026-11-23/inbox/deletions"]);
        Assert.DoesNotContain("run/r10/actions", today.Used.Keys);
        Assert.Empty(tomorrow.Used);
    }

    [Fact]
    public async Task An_approval_serves_once_for_exactly_its_calls()
    {
        await using var home = await Home.CreateAsync();
        var run = await home.RunAsync();
        var proposed = await home.ProposeAsync(
            await home.SnapshotAsync(run, Autonomy.Propose),
            Home.Move(1),
            Home.Move(2)
        );
        var approval = proposed.Approval!.Value; // Both ask.
        await home.Approvals.AnswerAsync(new ApprovalAnswer(approval, null, [new ActionId(1)], "cli"), Home.None);

        // The snapshot claims a yes to both; the store knows better.
        var intents = await home.ApprovedIntentsAsync(run, approval, Home.Move(1), Home.Move(2));
        Assert.Equal(
            [IntentOutcome.Committed, IntentOutcome.NotPending],
            await home.Journal.CommitAsync(intents, Home.None)
        );

        // Replayed: the row is brought back by hand, the yes is used up.
        home.Sql("UPDATE actions SET state = 'intended'");
        Assert.Equal(
            [IntentOutcome.ApprovalVoid, IntentOutcome.ApprovalVoid],
            await home.Journal.CommitAsync(intents, Home.None)
        );
    }

    [Fact]
    public async Task An_approval_that_ran_out_since_is_void()
    {
        await using var home = await Home.CreateAsync();
        var run = await home.RunAsync();
        var proposed = await home.ProposeAsync(await home.SnapshotAsync(run, Autonomy.Propose), Home.Move(1));
        var approval = proposed.Approval!.Value; // It asks.
        await home.Approvals.AnswerAsync(new ApprovalAnswer(approval, null, null, "cli"), Home.None);
        var intents = await home.ApprovedIntentsAsync(run, approval, Home.Move(1));
        home.Time.Advance(TimeSpan.FromHours(12));

        Assert.Equal([IntentOutcome.ApprovalVoid], await home.Journal.CommitAsync(intents, Home.None));
    }
}
