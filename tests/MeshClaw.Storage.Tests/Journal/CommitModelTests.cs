using CsCheck;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Storage.Tests.Journal;

public sealed class CommitModelTests
{
    private enum Step
    {
        Commit,
        NotHappened,
        Done,
        Stop,
        Resume,
        DecideAnew,
    }

    [Fact]
    public async Task Parallel_commits_never_exceed_a_limit_and_never_waste_it()
    {
        await using var home = await Home.CreateAsync();
        var cases = Gen.Select(Gen.Int[1, 6], Gen.Int[1, 12], Gen.Int[1, 4], Gen.Bool);
        await cases.SampleAsync(
            async (max, count, batch, twice) =>
            {
                var run = await home.RunAsync();
                var snapshot = await home.SnapshotAsync(run, limits: new Limits { ActionsPerRun = max, Bulk = 1_000 });
                var intents = new List<Intent>();
                for (var i = 0; i < count; i++)
                {
                    intents.AddRange((await home.ProposeAsync(snapshot, Home.Move(i))).Intents);
                }

                var batches = intents.Chunk(batch).ToList();
                var work = (twice ? [.. batches, .. batches] : batches).Select(b =>
                    Task.Run(() => home.Journal.CommitAsync(b, Home.None))
                );
                var outcomes = (await Task.WhenAll(work)).SelectMany(o => o).ToList();

                var committed = Math.Min(max, count);
                Assert.Equal(committed, outcomes.Count(o => o == IntentOutcome.Committed));
                Assert.Equal(committed, (await home.SnapshotAsync(run)).Used[$"run/{run}/actions"]);
                Assert.Equal(committed, (await home.Journal.CountAsync(run, Home.None))[ActionState.Executing]);
            },
            iter: 60,
            threads: 1
        );
    }

    [Fact]
    public async Task A_stop_that_has_returned_lets_nothing_from_before_through()
    {
        await using var home = await Home.CreateAsync();
        await Gen.Int[0, 20]
            .SampleAsync(
                async after =>
                {
                    var run = await home.RunAsync();
                    var proposed = await home.ProposeAsync(
                        await home.SnapshotAsync(run),
                        [.. Enumerable.Range(0, 20).Select(i => Home.Move(i))]
                    );
                    var before = proposed.Intents.Take(after).Select(Commit).ToList();
                    await home.Stop.SetAsync(true, "test", Home.None);
                    var later = proposed.Intents.Skip(after).Select(Commit).ToList();
                    await home.Stop.SetAsync(false, "test", Home.None);
                    var last = proposed.Intents.Select(Commit).ToList();

                    await Task.WhenAll(before);
                    Assert.All(await Task.WhenAll(later), o => Assert.Equal(IntentOutcome.Stopped, o[0]));
                    Assert.All(await Task.WhenAll(last), o => Assert.Equal(IntentOutcome.Stopped, o[0]));

                    Task<IReadOnlyList<IntentOutcome>> Commit(Intent intent) =>
                        Task.Run(() => home.Journal.CommitAsync([intent], Home.None));
                },
                iter: 30,
                threads: 1
            );
    }

    [Fact]
    public async Task Any_order_of_steps_agrees_with_the_model()
    {
        await using var home = await Home.CreateAsync();
        var steps = Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 3]).List[1, 25];
        await Gen.Select(steps, Gen.Int[1, 3], Gen.Bool)
            .SampleAsync(
                async (sequence, max, asks) =>
                {
                    var model = await Model.CreateAsync(home, max, asks);
                    foreach (var (step, index) in sequence)
                    {
                        await model.ApplyAsync(step, index);
                    }

                    await home.Stop.SetAsync(false, "test", Home.None);
                },
                iter: 60,
                threads: 1
            );
    }

    /// <summary>Four actions of one run under one limit, and what must become of them.</summary>
    private sealed class Model(Home home, RunId run, int max, ApprovalId? approval)
    {
        private readonly ActionState[] _states = [.. Enumerable.Repeat(ActionState.Intended, 4)];
        private Intent[] _intents = [];
        private int _used;
        private bool _stopped;
        private bool _stale;

        public static async Task<Model> CreateAsync(Home home, int max, bool asks)
        {
            var run = await home.RunAsync();
            var limits = new Limits { ActionsPerRun = max, Bulk = 1_000 };
            if (!asks)
            {
                var snapshot = await home.SnapshotAsync(run, limits: limits);
                var model = new Model(home, run, max, null);
                for (var i = 0; i < 4; i++)
                {
                    model._intents = [.. model._intents, .. (await home.ProposeAsync(snapshot, Home.Move(i))).Intents];
                }

                return model;
            }

            // All four ask; the owner says no to the last.
            var wide = await home.SnapshotAsync(run, Autonomy.Propose);
            var proposed = await home.ProposeAsync(wide, [.. Enumerable.Range(0, 4).Select(i => Home.Move(i))]);
            var yes = proposed.Entries.Take(3).Select(e => e.Id);
            await home.Approvals.AnswerAsync(
                new ApprovalAnswer(proposed.Approval!.Value, null, [.. yes], "test"), // All ask.
                Home.None
            );
            var asked = new Model(home, run, max, proposed.Approval)
            {
                _intents = [.. proposed.Entries.Select(e => new Intent(e.Id, null!, "{}"))], // Decided next.
            };
            asked._states[3] = ActionState.Denied;
            await asked.DecideAsync();
            return asked;
        }

        public async Task ApplyAsync(Step step, int index)
        {
            switch (step)
            {
                case Step.Commit:
                    var outcome = (await home.Journal.CommitAsync([_intents[index]], Home.None))[0];
                    Assert.Equal(Expected(index), outcome);
                    if (outcome == IntentOutcome.Committed)
                    {
                        _states[index] = ActionState.Executing;
                        _used++;
                    }

                    break;
                case Step.NotHappened:
                    await RecordAsync(index, ActionState.Intended, givesBack: true);
                    break;
                case Step.Done:
                    await RecordAsync(index, ActionState.Done, givesBack: false);
                    break;
                case Step.Stop:
                case Step.Resume:
                    _stopped = step == Step.Stop;
                    _stale = true;
                    await home.Stop.SetAsync(_stopped, "test", Home.None);
                    break;
                case Step.DecideAnew when !_stopped:
                    _stale = false;
                    await DecideAsync();
                    break;
                case Step.DecideAnew:
                    break;
            }

            var used = (await home.SnapshotAsync(run)).Used.GetValueOrDefault($"run/{run}/actions");
            Assert.Equal(_used, used);
            Assert.True(used <= max);
        }

        private IntentOutcome Expected(int index) =>
            _stopped || _stale ? IntentOutcome.Stopped
            : _states[index] != ActionState.Intended ? IntentOutcome.NotPending
            : _used >= max ? IntentOutcome.LimitReached
            : IntentOutcome.Committed;

        private async Task RecordAsync(int index, ActionState to, bool givesBack)
        {
            var changed = await home.Journal.RecordAsync(
                [new(_intents[index].Action, ActionState.Executing, to)],
                Home.None
            );
            Assert.Equal(_states[index] == ActionState.Executing ? 1 : 0, changed);
            if (changed == 1)
            {
                _states[index] = to;
                _used -= givesBack ? 1 : 0;
            }
        }

        /// <summary>Each on its own, as if nothing had been used: what the intent's transaction finds is what counts.</summary>
        private async Task DecideAsync()
        {
            var grant = approval is { } id
                ? new ApprovalGrant(
                    id,
                    [.. Enumerable.Range(0, 4).Select(i => Home.Move(i).Hash)],
                    DateTimeOffset.MaxValue
                )
                : null;
            var autonomy = approval is null ? Autonomy.ActReversibly : Autonomy.Propose;
            var limits = new Limits { ActionsPerRun = max, Bulk = 1_000 };
            var snapshot = await home.SnapshotAsync(run, autonomy, limits, approval: grant) with
            {
                Used = new Dictionary<string, long>(),
            };
            _intents =
            [
                .. _intents.Select(
                    (intent, i) => intent with { Permit = Guard.Decide(Home.Move(i), snapshot).Permit! }
                ), // Allowed.
            ];
        }
    }
}
