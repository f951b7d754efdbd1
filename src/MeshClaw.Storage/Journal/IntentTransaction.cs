using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Stopping;
using MeshClaw.Policy;
using MeshClaw.Policy.Guarding;
using MeshClaw.Storage.Audit;
using MeshClaw.Storage.Orders;
using MeshClaw.Storage.Stopping;

namespace MeshClaw.Storage.Journal;

/// <summary>
/// The last look before an effect, in one writing transaction: nothing that a decision was made on has moved since, and what it uses
/// up is still there. An intent that is refused takes nothing and does not stop the others.
/// </summary>
internal sealed class IntentTransaction
{
    private readonly Session _session;
    private readonly DateTimeOffset _now;
    private readonly Func<AgentName, string> _currentPolicyVersion;
    private readonly Dictionary<AgentName, string> _policies = [];
    private readonly Counters _counters;
    private readonly AuditWriter _audit;
    private readonly StopStatus _stop;
    private readonly long _ordersVersion;

    public IntentTransaction(Session session, DateTimeOffset now, Func<AgentName, string> currentPolicyVersion)
    {
        _session = session;
        _now = now;
        _currentPolicyVersion = currentPolicyVersion;
        _counters = new Counters(session, now);
        _audit = new AuditWriter(session, now);
        _stop = StopRow.Read(session);
        _ordersVersion = OrderBookCache.Version(session);
    }

    /// <summary>One outcome for each intent, in order.</summary>
    public IReadOnlyList<IntentOutcome> Commit(IReadOnlyList<Intent> intents)
    {
        var outcomes = new IntentOutcome[intents.Count];
        for (var i = 0; i < intents.Count; i++)
        {
            outcomes[i] = Check(intents[i]);
            if (outcomes[i] == IntentOutcome.Committed)
            {
                Take(intents[i]);
            }
        }

        _counters.Save();
        return outcomes;
    }

    private IntentOutcome Check(Intent intent)
    {
        var permit = intent.Permit;
        if ((_stop.Stopped && permit.Proposer != Proposer.OwnerUndo) || permit.StopEpoch != _stop.Epoch)
        {
            return IntentOutcome.Stopped;
        }

        if (permit.OrdersVersion != _ordersVersion)
        {
            return IntentOutcome.Stale;
        }

        var row = _session.Row(
            "SELECT run, agent, state, hash FROM actions WHERE id = $id",
            static r =>
                (
                    Run: new RunId(r.GetInt64(0)),
                    Agent: new AgentName(r.GetString(1)),
                    State: Word<ActionState>.Read(r.GetString(2)),
                    Hash: r.GetString(3)
                ),
            ("$id", intent.Action.Value)
        );
        if (row.State != ActionState.Intended || row.Run != permit.Run || row.Hash != permit.Call.Hash)
        {
            return IntentOutcome.NotPending;
        }

        if (permit.Proposer != Proposer.OwnerUndo && permit.PolicyVersion != PolicyOf(row.Agent))
        {
            return IntentOutcome.Stale;
        }

        if (permit.Approval is { } approval && !IsValid(approval, intent))
        {
            return IntentOutcome.ApprovalVoid;
        }

        return _counters.Fits(permit.Uses) ? IntentOutcome.Committed : IntentOutcome.LimitReached;
    }

    private string PolicyOf(AgentName agent)
    {
        if (!_policies.TryGetValue(agent, out var version))
        {
            version = _currentPolicyVersion(agent);
            _policies.Add(agent, version);
        }

        return version;
    }

    private bool IsValid(ApprovalId approval, Intent intent) =>
        _session.Scalar(
            """
            SELECT 1 FROM approval_calls JOIN approvals ON approvals.id = approval_calls.approval
            WHERE approval = $approval AND action = $action AND call_hash = $hash AND decision = $approved AND used = 0
              AND approvals.state = $approved AND approvals.expires > $now
            """,
            ("$approval", approval.Value),
            ("$action", intent.Action.Value),
            ("$hash", intent.Permit.Call.Hash),
            ("$approved", Word<ApprovalState>.Of(ApprovalState.Approved)),
            ("$now", Stamp.Of(_now))
        )
            is not null;

    private void Take(Intent intent)
    {
        var permit = intent.Permit;
        _counters.Add(permit.Uses);
        if (permit.Approval is { } approval)
        {
            _session.Run(
                "UPDATE approval_calls SET used = 1 WHERE approval = $approval AND action = $action",
                ("$approval", approval.Value),
                ("$action", intent.Action.Value)
            );
        }

        _session.Run(
            """
            UPDATE actions SET state = $state, preparation = $preparation, uses = $uses, approval = coalesce($approval, approval),
                               policy_version = $policy, orders_version = $orders, updated = $now
            WHERE id = $id
            """,
            ("$state", Word<ActionState>.Of(ActionState.Executing)),
            ("$preparation", intent.Preparation),
            ("$uses", Counters.Json(permit.Uses)),
            ("$approval", permit.Approval?.Value),
            ("$policy", permit.PolicyVersion),
            ("$orders", permit.OrdersVersion),
            ("$now", Stamp.Of(_now)),
            ("$id", intent.Action.Value)
        );
        _audit.Append(
            "action.executing",
            json =>
            {
                json.WriteString("action", intent.Action.ToString());
                json.WriteString("hash", permit.Call.Hash);
                if (permit.Approval is { } used)
                {
                    json.WriteString("approval", used.ToString());
                }
            }
        );
    }
}
