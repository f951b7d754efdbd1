using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Storage.Audit;

namespace MeshClaw.Storage.Journal;

/// <summary>Moves entries on, in one writing transaction.</summary>
internal sealed class ActionChanges(Session session, DateTimeOffset now)
{
    private readonly Counters _counters = new(session, now);
    private readonly AuditWriter _audit = new(session, now);
    private readonly string _now = Stamp.Of(now);

    /// <summary>
    /// The steps that whoever executes may record. Into <see cref="ActionState.Executing"/> leads only an intent's transaction, out of
    /// <see cref="ActionState.Waiting"/> to a yes or no only the owner's answer.
    /// </summary>
    public static bool IsLegal(ActionState from, ActionState to) =>
        from switch
        {
            ActionState.Proposed => to is ActionState.Denied,
            ActionState.Waiting => to is ActionState.Cancelled,
            ActionState.Intended => to
                is ActionState.Cancelled
                    or ActionState.Failed
                    or ActionState.Denied
                    or ActionState.Expired,
            ActionState.Executing => to
                is ActionState.Done
                    or ActionState.Failed
                    or ActionState.Unknown
                    or ActionState.Intended,
            ActionState.Unknown => to is ActionState.Done or ActionState.Failed or ActionState.Intended,
            ActionState.Done => to is ActionState.Undone,
            ActionState.Delayed => to is ActionState.Cancelled,
            ActionState.Denied
            or ActionState.Expired
            or ActionState.Failed
            or ActionState.Cancelled
            or ActionState.Undone => false,
        };

    /// <summary>Returns how many were changed.</summary>
    public int Record(IReadOnlyList<ActionChange> changes)
    {
        var changed = changes.Count(Apply);
        _counters.Save();
        return changed;
    }

    private bool Apply(ActionChange change)
    {
        if (!IsLegal(change.From, change.To) || !Move(change))
        {
            return false;
        }

        if (change.To == ActionState.Intended)
        {
            GiveBack(change.Action);
        }
        else if (change.To == ActionState.Done)
        {
            MarkUndone(change.Action);
        }
        else if (change.From == ActionState.Waiting)
        {
            CloseEmptyApproval(change.Action);
        }

        return true;
    }

    private bool Move(ActionChange change)
    {
        var moved = session.Run(
            """
            UPDATE actions SET state = $to, explanation = coalesce($explanation, explanation),
                               result = coalesce($result, result), undo = coalesce($undo, undo), updated = $now
            WHERE id = $id AND state = $from
            """,
            ("$to", Word<ActionState>.Of(change.To)),
            ("$explanation", change.Explanation),
            ("$result", change.Result),
            ("$undo", change.Undo),
            ("$now", _now),
            ("$id", change.Action.Value),
            ("$from", Word<ActionState>.Of(change.From))
        );
        if (moved == 1)
        {
            AppendState(change.Action, change.From, change.To);
        }

        return moved == 1;
    }

    private void GiveBack(ActionId action)
    {
        var uses = session.Scalar("SELECT uses FROM actions WHERE id = $id", ("$id", action.Value));
        _counters.GiveBack((string?)uses);
        session.Run("UPDATE actions SET uses = NULL WHERE id = $id", ("$id", action.Value));
        session.Run("UPDATE approval_calls SET used = 0 WHERE action = $id", ("$id", action.Value));
    }

    private void MarkUndone(ActionId undo)
    {
        var undone = session.Row(
            """
            UPDATE actions SET state = 'undone', updated = $now
            WHERE id = (SELECT undoes FROM actions WHERE id = $id) AND state = 'done' RETURNING id
            """,
            static r => (long?)r.GetInt64(0),
            ("$now", _now),
            ("$id", undo.Value)
        );
        if (undone is { } id)
        {
            AppendState(new ActionId(id), ActionState.Done, ActionState.Undone);
        }
    }

    /// <summary>A question about nothing that still waits needs no answer any more.</summary>
    private void CloseEmptyApproval(ActionId cancelled)
    {
        var approval = session.Row(
            """
            UPDATE approvals SET state = $denied, answered = $now, answered_by = 'cancelled'
            WHERE id = (SELECT approval FROM actions WHERE id = $id) AND state = $waiting AND NOT EXISTS (
                SELECT 1 FROM approval_calls JOIN actions ON actions.id = approval_calls.action
                WHERE approval_calls.approval = approvals.id AND actions.state = 'waiting')
            RETURNING id
            """,
            static r => (long?)r.GetInt64(0),
            ("$denied", Word<ApprovalState>.Of(ApprovalState.Denied)),
            ("$waiting", Word<ApprovalState>.Of(ApprovalState.Waiting)),
            ("$now", _now),
            ("$id", cancelled.Value)
        );
        if (approval is { } id)
        {
            _audit.Append("approval.cancelled", json => json.WriteString("approval", new ApprovalId(id).ToString()));
        }
    }

    private void AppendState(ActionId action, ActionState from, ActionState to) =>
        _audit.Append(
            "action." + Word<ActionState>.Of(to),
            json =>
            {
                json.WriteString("action", action.ToString());
                json.WriteString("from", Word<ActionState>.Of(from));
            }
        );
}
