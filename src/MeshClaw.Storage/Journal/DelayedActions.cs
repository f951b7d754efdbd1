using MeshClaw.Core.Journal;
using MeshClaw.Core.Runs;
using MeshClaw.Policy;
using MeshClaw.Storage.Audit;

namespace MeshClaw.Storage.Journal;

/// <summary>Actions in the undo window.</summary>
internal sealed class DelayedActions(Session session, DateTimeOffset now)
{
    /// <summary>When the next window ends; null where nothing waits in one.</summary>
    public static DateTimeOffset? Next(Session session) =>
        session.Scalar("SELECT min(due) FROM actions WHERE state = 'delayed'") is string due ? Stamp.Read(due) : null;

    /// <summary>
    /// Intends every action whose window is over. Its run is running again with it: a crash between the two would leave an intent that
    /// no run carries out.
    /// </summary>
    public DueActions Release()
    {
        var audit = new AuditWriter(session, now);
        var over = session.Rows(
            "SELECT id, run FROM actions WHERE state = 'delayed' AND due <= $now ORDER BY id",
            static r => (Action: new ActionId(r.GetInt64(0)), Run: new RunId(r.GetInt64(1))),
            ("$now", Stamp.Of(now))
        );
        foreach (var (action, _) in over)
        {
            session.Run(
                "UPDATE actions SET state = $state, updated = $now WHERE id = $id",
                ("$state", Word<ActionState>.Of(ActionState.Intended)),
                ("$now", Stamp.Of(now)),
                ("$id", action.Value)
            );
            audit.Append(
                "action." + Word<ActionState>.Of(ActionState.Intended),
                json =>
                {
                    json.WriteString("action", action.ToString());
                    json.WriteString("from", Word<ActionState>.Of(ActionState.Delayed));
                }
            );
        }

        var runs = over.Select(o => o.Run).Distinct().ToList();
        foreach (var run in runs)
        {
            session.Run(
                "UPDATE runs SET state = $state, ended = NULL WHERE id = $id",
                ("$state", Word<RunState>.Of(RunState.Running)),
                ("$id", run.Value)
            );
        }

        return new DueActions(runs, Next(session));
    }
}
