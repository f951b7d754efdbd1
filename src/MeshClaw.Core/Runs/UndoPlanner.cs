using MeshClaw.Core.Connectors;
using MeshClaw.Core.Diagnostics;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Core.Runs;

/// <summary>Finds what an undo means and proposes the inverse of each action, the last one first.</summary>
internal sealed class UndoPlanner(IRunStore runs, IJournal journal, IConnectorSource connectors, RunPlanner planner)
{
    /// <summary>What is to be taken back.</summary>
    /// <param name="Name"><c>r7</c> or <c>a12</c>.</param>
    /// <param name="Actions">Actions that are done, and those that wait in their undo window, newest first.</param>
    public sealed record Plan(string Name, IReadOnlyList<JournalEntry> Actions)
    {
        /// <summary>What did not happen yet, and is just called off.</summary>
        public IReadOnlyList<JournalEntry> Delayed => [.. Actions.Where(a => a.State == ActionState.Delayed)];
    }

    /// <summary>Resolves <c>r7</c>, <c>a12</c>, or null for the last run that did something and was not an undo itself.</summary>
    public async Task<Plan> FindAsync(string? target, CancellationToken cancellationToken)
    {
        if (ActionId.TryParse(target, out var action))
        {
            var entry =
                await journal.FindAsync(action, cancellationToken).ConfigureAwait(false)
                ?? throw new RunRefusedException($"There is no action {action}.", "not-found");
            return entry.State is ActionState.Done or ActionState.Delayed
                ? new Plan(action.ToString(), [entry])
                : throw new RunRefusedException(
                    $"{action} is {entry.State.ToString().ToLowerInvariant()}, not done: there is nothing to take back.",
                    "nothing-to-undo"
                );
        }

        if (RunId.TryParse(target, out var run))
        {
            var record =
                await runs.FindAsync(run, cancellationToken).ConfigureAwait(false)
                ?? throw new RunRefusedException($"There is no run {run}.", "not-found");
            var actions = await DoneAsync(run, cancellationToken).ConfigureAwait(false);
            return record.State == RunState.Running
                    ? throw new RunRefusedException($"{run} is still running. Stop it first: meshclaw stop", "busy")
                : actions.Count > 0 ? new Plan(run.ToString(), actions)
                : throw new RunRefusedException($"{run} did nothing that could be taken back.", "nothing-to-undo");
        }

        return target is null
            ? await FindLastAsync(cancellationToken).ConfigureAwait(false)
            : throw new RunRefusedException(
                $"'{target}' is neither a run (r7) nor an action (a12). See: meshclaw timeline",
                "not-found"
            );
    }

    /// <summary>Calls off what waits in its undo window; returns what went out in the last moment all the same.</summary>
    public async Task<IReadOnlyList<JournalEntry>> CallOffAsync(Plan plan, CancellationToken cancellationToken)
    {
        var late = new List<JournalEntry>();
        foreach (var entry in plan.Delayed)
        {
            const string Why = "You called it off before it went out.";
            var change = new ActionChange(entry.Id, ActionState.Delayed, ActionState.Cancelled, Why);
            if (await journal.RecordAsync([change], cancellationToken).ConfigureAwait(false) == 0)
            {
                late.Add(entry);
            }
        }

        return late;
    }

    /// <summary>Proposes the inverse calls; returns how many actions have none.</summary>
    public async Task<int> ProposeAsync(RunRecord run, Plan plan, CancellationToken cancellationToken)
    {
        var missing = 0;
        foreach (var group in plan.Actions.Except(plan.Delayed).GroupBy(a => a.Connection))
        {
            using var lease = await connectors.TakeAsync(group.Key, cancellationToken).ConfigureAwait(false);
            var inverse = group.Select(entry => (Entry: entry, Request: lease.Connector.UndoRequest(entry))).ToList();
            missing += inverse.Count(i => i.Request is null);
            var possible = inverse.Where(i => i.Request is not null).ToList();
            var calls = await lease
                .Connector.DescribeAsync([.. possible.Select(i => i.Request!)], cancellationToken) // Nulls are filtered out.
                .ConfigureAwait(false);
            await planner
                .DecideAsync(
                    run,
                    [.. calls.Zip(possible, (call, i) => (call, $"takes back {i.Entry.Id}"))],
                    Proposer.OwnerUndo,
                    cancellationToken,
                    [.. possible.Select(i => i.Entry.Id)]
                )
                .ConfigureAwait(false);
        }

        KillPoint.Pass("undo.proposed");
        return missing;
    }

    private async Task<Plan> FindLastAsync(CancellationToken cancellationToken)
    {
        foreach (var run in await runs.ListAsync(null, null, 200, cancellationToken).ConfigureAwait(false))
        {
            if (run.Agent == SnapshotReader.Owner || run.State == RunState.Running)
            {
                continue;
            }

            var actions = await DoneAsync(run.Id, cancellationToken).ConfigureAwait(false);
            if (actions.Count > 0)
            {
                return new Plan(run.Id.ToString(), actions);
            }
        }

        throw new RunRefusedException("Nothing was done that could be taken back.", "nothing-to-undo");
    }

    private Task<IReadOnlyList<JournalEntry>> DoneAsync(RunId run, CancellationToken cancellationToken) =>
        journal.ListAsync(
            new JournalQuery
            {
                Run = run,
                States = [ActionState.Done, ActionState.Delayed],
                Limit = int.MaxValue,
            },
            cancellationToken
        );
}
