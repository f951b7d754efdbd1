using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Storage.Tests.Journal;

public sealed class ProposeTests
{
    [Fact]
    public async Task Entries_come_back_from_disk_as_they_were_returned()
    {
        await using var home = await Home.CreateAsync();
        var snapshot = await home.SnapshotAsync(await home.RunAsync());
        var proposed = await home.ProposeAsync(snapshot, Home.Move(1), Home.Move(2));

        await home.ReopenAsync();
        var stored = await home.Journal.ListAsync(new JournalQuery { NewestFirst = false }, Home.None);

        Assert.Equal(proposed.Entries, stored);
        Assert.Equal([1, 2], stored.Select(e => e.Id.Value));
        Assert.All(stored, e => Assert.Equal(ActionState.Intended, e.State));
        Assert.Equal(
            """[{"connection":"mail/work","collection":"INBOX","id":"1","version":"7","from":["ana@corp.example"],"folder":"INBOX","subject":"Secret subject"}]""",
            stored[0].Targets
        );
        Assert.Null(proposed.Approval);
    }

    [Fact]
    public async Task Verdicts_become_states_and_all_that_ask_one_approval()
    {
        await using var home = await Home.CreateAsync();
        var snapshot = await home.SnapshotAsync(await home.RunAsync(), Autonomy.Propose);
        var foreign = new ProposedCall(
            new ConnectionName("mail/other"),
            new ToolName("mail.move"),
            new Effect(EffectClass.Reversible),
            Verbs.Move,
            "{}",
            [new Target(new ConnectionName("mail/other"), "INBOX", "1", "", TargetFacts.Unknown)]
        );

        var proposed = await home.ProposeAsync(snapshot, Home.Move(1), foreign, Home.Move(2));

        Assert.Equal(
            [ActionState.Waiting, ActionState.Denied, ActionState.Waiting],
            proposed.Entries.Select(e => e.State)
        );
        var approval = await home.Approvals.FindAsync(proposed.Approval!.Value, Home.None); // Two of them ask.
        Assert.NotNull(approval);
        Assert.Equal(2, approval.Calls);
        Assert.Equal(GroupHash.Of([Home.Move(1).Hash, Home.Move(2).Hash]), approval.Hash);
        Assert.Equal([1, 3], (await home.Approvals.CallsAsync(approval.Id, Home.None)).Select(e => e.Id.Value));
        Assert.Null(proposed.Entries[1].Approval);
        Assert.Equal(
            new Dictionary<ActionState, int> { [ActionState.Waiting] = 2, [ActionState.Denied] = 1 },
            await home.Journal.CountAsync(snapshot.Run, Home.None)
        );
    }

    [Fact]
    public async Task A_read_is_refused_and_nothing_of_its_group_is_written()
    {
        await using var home = await Home.CreateAsync();
        var snapshot = await home.SnapshotAsync(await home.RunAsync());
        var read = new ProposedCall(Home.Mail, new ToolName("mail.list"), default, Verbs.None, "{}", []);

        await Assert.ThrowsAsync<ArgumentException>(() => home.ProposeAsync(snapshot, Home.Move(1), read));

        Assert.Empty(await home.Journal.ListAsync(new JournalQuery(), Home.None));
    }

    [Fact]
    public async Task Queries_narrow_by_run_state_and_id()
    {
        await using var home = await Home.CreateAsync();
        var first = await home.SnapshotAsync(await home.RunAsync());
        var second = await home.SnapshotAsync(await home.RunAsync());
        await home.ProposeAsync(first, Home.Move(1), Home.Move(2), Home.Move(3));
        await home.ProposeAsync(second, Home.Move(4));
        await home.Journal.RecordAsync([new(new ActionId(2), ActionState.Intended, ActionState.Cancelled)], Home.None);

        Assert.Equal([3, 2, 1], await Ids(new JournalQuery { Run = first.Run }));
        Assert.Equal([2], await Ids(new JournalQuery { States = [ActionState.Cancelled] }));
        Assert.Empty(await Ids(new JournalQuery { States = [] }));
        Assert.Equal(
            [2, 3],
            await Ids(
                new JournalQuery
                {
                    After = new ActionId(1),
                    Before = new ActionId(4),
                    NewestFirst = false,
                }
            )
        );
        Assert.Equal([4, 3], await Ids(new JournalQuery { Limit = 2 }));

        async Task<IEnumerable<long>> Ids(JournalQuery query) =>
            (await home.Journal.ListAsync(query, Home.None)).Select(e => e.Id.Value);
    }

    [Fact]
    public async Task Neither_arguments_nor_titles_nor_reasons_reach_the_audit()
    {
        await using var home = await Home.CreateAsync();
        var snapshot = await home.SnapshotAsync(await home.RunAsync(), Autonomy.Propose);
        await home.ProposeAsync(snapshot, Home.Move(1));

        var bodies = new List<string>();
        await foreach (var entry in home.Audit.ReadAsync(1, Home.None))
        {
            bodies.Add(entry.Body);
        }

        var decision = Assert.Single(bodies, b => b.Contains("\"kind\":\"decision\"", StringComparison.Ordinal));
        Assert.Equal(
            $$"""{"at":"2026-11-23T06:30:00.0000000Z","kind":"decision","action":"a1","run":"r1","agent":"inbox","tool":"mail.move","connection":"mail/work","hash":"{{Home.Move(1).Hash}}","verdict":"ask","rules":"autonomy","orders":0,"policy":"p1"}""",
            decision
        );
        Assert.DoesNotContain(bodies, b => b.Contains("Reading") || b.Contains("title") || b.Contains("subject"));
    }

    [Fact]
    public async Task Idempotency_keys_are_stable_per_home_and_differ_between_homes()
    {
        await using var home = await Home.CreateAsync();
        await using var other = await Home.CreateAsync();
        var before = home.Journal.IdempotencyKey(new ActionId(7));
        await home.ReopenAsync();

        Assert.Equal(before, home.Journal.IdempotencyKey(new ActionId(7)));
        Assert.NotEqual(before, other.Journal.IdempotencyKey(new ActionId(7)));
        Assert.NotEqual(before, home.Journal.IdempotencyKey(new ActionId(8)));
    }

    [Fact]
    public void The_group_hash_binds_every_call_and_their_order()
    {
        // printf 'meshclaw.group.1\na\nb' | sha256sum
        Assert.Equal("dea1d813d74312658f2a68c96435bb61bd0235d2bf8ae05c8a662d0fe4168cbc", GroupHash.Of(["a", "b"]));
        Assert.NotEqual(GroupHash.Of(["a", "b"]), GroupHash.Of(["b", "a"]));
        Assert.NotEqual(GroupHash.Of(["a", "b"]), GroupHash.Of(["a"]));
        Assert.NotEqual(GroupHash.Of(["a"]), GroupHash.Of([]));
    }
}
