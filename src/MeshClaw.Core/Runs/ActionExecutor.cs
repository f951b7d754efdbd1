using System.Collections.Immutable;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Diagnostics;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Core.Runs;

/// <summary>
/// Carries out what a run intends, batch by batch: describe again, prepare, decide again, write the intents, act, write the outcomes.
/// The only caller of <see cref="Guard.AuthorizeAsync"/>.
/// </summary>
internal sealed class ActionExecutor(
    IJournal journal,
    IApprovalStore approvals,
    IConnectorSource connectors,
    SnapshotReader snapshots,
    RunFlows flows,
    Reconciler reconciler,
    RunFeed feed,
    TimeProvider time,
    ILogger logger
)
{
    private const int BatchSize = 50;
    private const int MostStaleRounds = 20;

    // What is under way when a stop comes may end within this time; then its connection is cut and the journal asks the server.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(40);

    /// <summary>Executes every intended row of a run. Rows whose connection breaks are settled before the failure is thrown on.</summary>
    public async Task ExecuteAsync(RunRecord run, ActiveRun active)
    {
        var counts = await journal.CountAsync(run.Id, active.Token).ConfigureAwait(false);
        var total = counts.GetValueOrDefault(ActionState.Intended);
        var (done, stale) = (0, 0);
        while (true)
        {
            active.Token.ThrowIfCancellationRequested();
            var batch = await NextBatchAsync(run, active.Token).ConfigureAwait(false);
            if (batch.Count == 0)
            {
                return;
            }

            feed.Publish(new RunStep(run.Id, RunPhase.Acting, done, total));
            var settled = await ExecuteBatchAsync(run, active, batch).ConfigureAwait(false);
            done += settled;
            stale = settled == 0 ? stale + 1 : 0;
            if (stale > MostStaleRounds)
            {
                throw new ConnectorException($"Nothing of run {run.Id} could be carried out: policy keeps changing.");
            }
        }
    }

    private async Task<IReadOnlyList<JournalEntry>> NextBatchAsync(RunRecord run, CancellationToken cancellationToken)
    {
        var intended = await journal
            .ListAsync(
                new JournalQuery
                {
                    Run = run.Id,
                    States = [ActionState.Intended],
                    Limit = BatchSize,
                    NewestFirst = false,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return intended.Count == 0
            ? intended
            :
            [
                .. intended.TakeWhile(e =>
                    e.Connection == intended[0].Connection
                    && e.Approval == intended[0].Approval
                    && e.Undoes.HasValue == intended[0].Undoes.HasValue
                ),
            ];
    }

    /// <summary>Returns how many rows left the intended state.</summary>
    private async Task<int> ExecuteBatchAsync(RunRecord run, ActiveRun active, IReadOnlyList<JournalEntry> batch)
    {
        using var lease = await connectors.TakeAsync(batch[0].Connection, active.Token).ConfigureAwait(false);
        var changes = new List<ActionChange>();
        var ready = await PrepareAsync(lease.Connector, batch, changes, active.Token).ConfigureAwait(false);
        var permitted = await DecideAsync(run, ready, changes, active.Token).ConfigureAwait(false);
        // From here on a stop no longer interrupts between two writes: the ledger itself refuses what comes after it.
        var authorized = await AuthorizeAsync(permitted, changes).ConfigureAwait(false);
        var settled =
            changes.Count == 0 ? 0 : await journal.RecordAsync(changes, CancellationToken.None).ConfigureAwait(false);
        if (authorized.Count > 0)
        {
            await ActAsync(run, active, lease, authorized).ConfigureAwait(false);
        }

        return settled + authorized.Count;
    }

    private static async Task<List<ReadyCall>> PrepareAsync(
        IConnector connector,
        IReadOnlyList<JournalEntry> batch,
        List<ActionChange> changes,
        CancellationToken cancellationToken
    )
    {
        var requests = batch.Select(e => new ToolRequest(e.Connection, e.Tool, e.Arguments)).ToList();
        var calls = await connector.DescribeAsync(requests, cancellationToken).ConfigureAwait(false);
        var same = new List<(JournalEntry Entry, ProposedCall Call)>();
        foreach (var (entry, call) in batch.Zip(calls))
        {
            if (call.Hash == entry.Hash)
            {
                same.Add((entry, call));
            }
            else
            {
                const string Why = "What it acts upon changed since it was proposed, so it was not done.";
                changes.Add(new ActionChange(entry.Id, ActionState.Intended, ActionState.Failed, Why));
            }
        }

        var prepared = await connector
            .PrepareAsync([.. same.Select(s => s.Call)], cancellationToken)
            .ConfigureAwait(false);
        var ready = new List<ReadyCall>();
        foreach (var ((entry, call), preparation) in same.Zip(prepared))
        {
            switch (preparation)
            {
                case Preparation.Ready note:
                    ready.Add(new ReadyCall(entry, call, note.Note));
                    break;
                case Preparation.Gone gone:
                    changes.Add(new ActionChange(entry.Id, ActionState.Intended, ActionState.Failed, gone.Why));
                    break;
                case Preparation.Deferred:
                    break;
            }
        }

        KillPoint.Pass("prepare.done");
        return ready;
    }

    private async Task<List<(ReadyCall Ready, Permit Permit)>> DecideAsync(
        RunRecord run,
        List<ReadyCall> ready,
        List<ActionChange> changes,
        CancellationToken cancellationToken
    )
    {
        var permitted = new List<(ReadyCall, Permit)>();
        if (ready.Count == 0)
        {
            return permitted;
        }

        var first = ready[0].Entry;
        var approval = await GrantAsync(first, ready, cancellationToken).ConfigureAwait(false);
        var proposer = first.Undoes is null ? Proposer.Agent : Proposer.OwnerUndo;
        var calls = ready.ConvertAll(r => r.Call);
        var flow = proposer == Proposer.Agent ? flows.Find(run.Id)?.For(calls) : null;
        var snapshot = await snapshots
            .ReadAsync(run.Id, run.Agent, proposer, approval, flow, cancellationToken)
            .ConfigureAwait(false);
        foreach (var (one, decision) in ready.Zip(Guard.Decide(calls, snapshot)))
        {
            switch (decision.Verdict)
            {
                case Verdict.Allow:
                    permitted.Add((one, decision.Permit!)); // Present exactly when the verdict is Allow.
                    break;
                case Verdict.Ask:
                    var why = $"It would have to ask again: {decision.Explanation} Run the agent once more.";
                    changes.Add(new ActionChange(one.Entry.Id, ActionState.Intended, ActionState.Cancelled, why));
                    break;
                case Verdict.Deny:
                    changes.Add(
                        new ActionChange(
                            one.Entry.Id,
                            ActionState.Intended,
                            snapshot.Stopped ? ActionState.Cancelled : ActionState.Denied,
                            decision.Explanation
                        )
                    );
                    break;
            }
        }

        return permitted;
    }

    private async Task<ApprovalGrant?> GrantAsync(
        JournalEntry first,
        List<ReadyCall> ready,
        CancellationToken cancellationToken
    )
    {
        if (first.Approval is not { } id)
        {
            return null;
        }

        var approval = await approvals.FindAsync(id, cancellationToken).ConfigureAwait(false);
        // The rows are intended because the owner said yes to them; the ledger checks each one's yes again.
        return approval is { State: ApprovalState.Approved }
            ? new ApprovalGrant(id, [.. ready.Select(r => r.Entry.Hash)], approval.Expires)
            : null;
    }

    private async Task<List<(ReadyCall Ready, AuthorizedCall Call)>> AuthorizeAsync(
        List<(ReadyCall Ready, Permit Permit)> permitted,
        List<ActionChange> changes
    )
    {
        var authorized = new List<(ReadyCall, AuthorizedCall)>();
        if (permitted.Count == 0)
        {
            return authorized;
        }

        var intents = permitted.Select(p => new Intent(p.Ready.Entry.Id, p.Permit, p.Ready.Note)).ToList();
        var results = await Guard.AuthorizeAsync(intents, journal, CancellationToken.None).ConfigureAwait(false);
        foreach (var ((ready, _), (outcome, call)) in permitted.Zip(results))
        {
            switch (outcome)
            {
                case IntentOutcome.Committed:
                    authorized.Add((ready, call!)); // Present exactly when committed.
                    break;
                case IntentOutcome.Stopped:
                    Add(ready, ActionState.Cancelled, "You stopped everything before it was done.");
                    break;
                case IntentOutcome.LimitReached:
                    Add(ready, ActionState.Denied, "A limit was used up meanwhile.");
                    break;
                case IntentOutcome.ApprovalVoid:
                    Add(ready, ActionState.Expired, "Your approval ran out or was used before it was done.");
                    break;
                case IntentOutcome.Stale:
                case IntentOutcome.NotPending:
                    break; // Decided anew in the next round; or somebody else has settled it.
            }
        }

        return authorized;

        void Add(ReadyCall ready, ActionState to, string why) =>
            changes.Add(new ActionChange(ready.Entry.Id, ActionState.Intended, to, why));
    }

    private async Task ActAsync(
        RunRecord run,
        ActiveRun active,
        IConnectorLease lease,
        List<(ReadyCall Ready, AuthorizedCall Call)> authorized
    )
    {
        IReadOnlyList<CallOutcome> outcomes;
        using var cut = new CancellationTokenSource();
        await using var registration = active.Token.Register(() => cut.CancelAfter(s_grace)).ConfigureAwait(false);
        try
        {
            outcomes = await lease
                .Connector.ExecuteAsync([.. authorized.Select(a => a.Call)], cut.Token)
                .ConfigureAwait(false);
        }
        catch (Exception broken)
        {
            // Nothing is known about any of them: the server is asked, on a new connection.
            active.MarkHaltedIfCancelled();
            lease.Dispose();
            var rows = authorized.ConvertAll(a => Executing(a.Ready));
            Log.ConnectionBroke(logger, rows[0].Connection, rows.Count, run.Id, broken);
            await reconciler.RunAsync(rows[0].Connection, rows, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        KillPoint.Pass("connector.acted");
        var changes = authorized.Zip(outcomes, (a, outcome) => ChangeOf(a.Ready, outcome)).ToList();
        foreach (var ((ready, _), outcome) in authorized.Zip(outcomes))
        {
            if (outcome is CallOutcome.Done done)
            {
                flows.Find(run.Id)?.Acted(ready.Call, done.Seen);
                active.Keep(ready.Entry.Id, done);
            }
        }

        await journal.RecordAsync(changes, CancellationToken.None).ConfigureAwait(false);
    }

    private JournalEntry Executing(ReadyCall ready) =>
        ready.Entry with
        {
            State = ActionState.Executing,
            Preparation = ready.Note,
            Updated = time.GetUtcNow(),
        };

    private static ActionChange ChangeOf(ReadyCall ready, CallOutcome outcome) =>
        outcome switch
        {
            CallOutcome.Done done => new ActionChange(
                ready.Entry.Id,
                ActionState.Executing,
                ActionState.Done,
                null,
                done.Result,
                done.Undo
            ),
            CallOutcome.Failed failed => new ActionChange(
                ready.Entry.Id,
                ActionState.Executing,
                ActionState.Failed,
                failed.Why
            ),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
        };

    private sealed record ReadyCall(JournalEntry Entry, ProposedCall Call, string Note);
}
