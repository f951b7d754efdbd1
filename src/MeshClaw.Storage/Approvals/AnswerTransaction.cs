using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Guarding;
using MeshClaw.Storage.Audit;

namespace MeshClaw.Storage.Approvals;

/// <summary>The owner's answer, or its absence, in one writing transaction.</summary>
internal sealed class AnswerTransaction(Session session, DateTimeOffset now)
{
    private readonly AuditWriter _audit = new(session, now);
    private readonly string _now = Stamp.Of(now);

    public ApprovalOutcome Take(ApprovalAnswer answer)
    {
        if (SqliteApprovalStore.Find(session, answer.Approval) is not { } approval)
        {
            return ApprovalOutcome.NotFound;
        }

        switch (approval.State)
        {
            case ApprovalState.Approved:
            case ApprovalState.Denied:
                return ApprovalOutcome.AlreadyDecided;
            case ApprovalState.Expired:
                return ApprovalOutcome.Expired;
            case ApprovalState.Waiting when approval.Expires <= now:
                Expire(approval.Id);
                return ApprovalOutcome.Expired;
            case ApprovalState.Waiting:
                break;
        }

        var calls = SqliteApprovalStore.Calls(session, approval.Id);
        if (answer.Hash is { } shown && shown != approval.Hash)
        {
            return ApprovalOutcome.HashMismatch;
        }

        // What is stored must be what was asked about: a row changed behind our back is no longer the owner's question.
        if (GroupHash.Of(calls.Select(c => c.Hash)) != approval.Hash)
        {
            return ApprovalOutcome.HashMismatch;
        }

        if (answer.Approve is { } named && named.Any(id => calls.All(c => c.Id != id)))
        {
            return ApprovalOutcome.UnknownAction;
        }

        Decide(approval, answer, calls);
        return ApprovalOutcome.Taken;
    }

    /// <summary>Returns how many expired.</summary>
    public int Expire()
    {
        var over = session.Rows(
            "SELECT id FROM approvals WHERE state = 'waiting' AND expires <= $now ORDER BY id",
            static r => new ApprovalId(r.GetInt64(0)),
            ("$now", _now)
        );
        over.ForEach(Expire);
        return over.Count;
    }

    private void Decide(Approval approval, ApprovalAnswer answer, List<JournalEntry> calls)
    {
        var approved = 0;
        foreach (var call in calls.Where(c => c.State == ActionState.Waiting))
        {
            var yes = answer.Approve?.Contains(call.Id) ?? true;
            approved += yes ? 1 : 0;
            session.Run(
                "UPDATE approval_calls SET decision = $decision WHERE approval = $approval AND action = $action",
                ("$decision", Word<ApprovalState>.Of(yes ? ApprovalState.Approved : ApprovalState.Denied)),
                ("$approval", approval.Id.Value),
                ("$action", call.Id.Value)
            );
            if (yes)
            {
                Allow(call.Id);
            }
            else
            {
                Move(call.Id, ActionState.Denied, "You said no.");
            }
        }

        var state = approved > 0 ? ApprovalState.Approved : ApprovalState.Denied;
        SetState(approval.Id, state, answer.By);
        _audit.Append(
            "approval." + Word<ApprovalState>.Of(state),
            json =>
            {
                json.WriteString("approval", approval.Id.ToString());
                json.WriteString("run", approval.Run.ToString());
                json.WriteString("hash", approval.Hash);
                json.WriteNumber("approved", approved);
                json.WriteNumber("calls", calls.Count);
                json.WriteBoolean("hash-shown", answer.Hash is not null);
                json.WriteString("by", answer.By);
            }
        );
    }

    /// <summary>A yes begins the undo window, where the action has one.</summary>
    private void Allow(ActionId action)
    {
        var hold = (long)session.Scalar("SELECT hold FROM actions WHERE id = $id", ("$id", action.Value))!; // Never null.
        if (hold > 0)
        {
            var due = Stamp.Of(now.AddSeconds(hold));
            session.Run("UPDATE actions SET due = $due WHERE id = $id", ("$due", due), ("$id", action.Value));
        }

        Move(action, hold > 0 ? ActionState.Delayed : ActionState.Intended, null);
    }

    private void Expire(ApprovalId approval)
    {
        foreach (var call in SqliteApprovalStore.Calls(session, approval).Where(c => c.State == ActionState.Waiting))
        {
            Move(call.Id, ActionState.Expired, "You did not answer in time.");
        }

        SetState(approval, ApprovalState.Expired, "");
        _audit.Append("approval.expired", json => json.WriteString("approval", approval.ToString()));
    }

    private void SetState(ApprovalId approval, ApprovalState state, string by) =>
        session.Run(
            "UPDATE approvals SET state = $state, answered = $now, answered_by = $by WHERE id = $id",
            ("$state", Word<ApprovalState>.Of(state)),
            ("$now", _now),
            ("$by", by),
            ("$id", approval.Value)
        );

    private void Move(ActionId action, ActionState to, string? explanation)
    {
        session.Run(
            "UPDATE actions SET state = $to, explanation = coalesce($explanation, explanation), updated = $now WHERE id = $id",
            ("$to", Word<ActionState>.Of(to)),
            ("$explanation", explanation),
            ("$now", _now),
            ("$id", action.Value)
        );
        _audit.Append(
            "action." + Word<ActionState>.Of(to),
            json =>
            {
                json.WriteString("action", action.ToString());
                json.WriteString("from", Word<ActionState>.Of(ActionState.Waiting));
            }
        );
    }
}
