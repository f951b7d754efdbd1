using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Guarding;
using MeshClaw.Storage.Audit;

namespace MeshClaw.Storage.Journal;

/// <summary>What a run proposes together, on its way into the journal: entries, at most one approval, one audit entry for each decision.</summary>
internal sealed class ProposedGroup(
    RunId run,
    AgentName agent,
    IReadOnlyList<JournalProposal> proposals,
    DateTimeOffset approvalExpires
)
{
    private const string Insert = """
        INSERT INTO actions (run, agent, connection, tool, arguments, hash, targets, title, reason, labels, state, rules, explanation,
                             policy_version, orders_version, approval, undoes, description, hold, due, created, updated)
        VALUES ($run, $agent, $connection, $tool, $arguments, $hash, $targets, $title, $reason, $labels, $state, $rules, $explanation,
                $policy, $orders, $approval, $undoes, $description, $hold, $due, $now, $now)
        """;

    public (IReadOnlyList<JournalEntry> Entries, ApprovalId? Approval) Write(Session session, DateTimeOffset now)
    {
        if (proposals.FirstOrDefault(p => p.Decision.Call.Effect.IsPureRead) is { } read)
        {
            throw new ArgumentException($"{read.Decision.Call.Tool} only reads: the journal is of what has an effect.");
        }

        var audit = new AuditWriter(session, now);
        var asking = proposals.Where(p => p.Decision.Verdict == Verdict.Ask).Select(p => p.Decision.Call.Hash).ToList();
        ApprovalId? approval = asking.Count == 0 ? null : WriteApproval(session, audit, asking, now);
        var entries = new List<JournalEntry>(proposals.Count);
        var position = 0;
        foreach (var proposal in proposals)
        {
            var entry = WriteEntry(session, proposal, approval, now);
            entries.Add(entry);
            WriteDecision(audit, proposal, entry);
            if (entry.Approval is { } waitsFor)
            {
                session.Run(
                    "INSERT INTO approval_calls (approval, position, action, call_hash) VALUES ($approval, $position, $action, $hash)",
                    ("$approval", waitsFor.Value),
                    ("$position", position++),
                    ("$action", entry.Id.Value),
                    ("$hash", entry.Hash)
                );
            }
        }

        return (entries, approval);
    }

    private ApprovalId WriteApproval(Session session, AuditWriter audit, List<string> hashes, DateTimeOffset now)
    {
        var hash = GroupHash.Of(hashes);
        session.Run(
            """
            INSERT INTO approvals (run, agent, hash, state, created, expires, calls)
            VALUES ($run, $agent, $hash, $state, $now, $expires, $calls)
            """,
            ("$run", run.Value),
            ("$agent", agent.Value),
            ("$hash", hash),
            ("$state", Word<ApprovalState>.Of(ApprovalState.Waiting)),
            ("$now", Stamp.Of(now)),
            ("$expires", Stamp.Of(approvalExpires)),
            ("$calls", hashes.Count)
        );
        var approval = new ApprovalId(session.LastId);
        audit.Append(
            "approval.asked",
            json =>
            {
                json.WriteString("approval", approval.ToString());
                json.WriteString("run", run.ToString());
                json.WriteString("agent", agent.Value);
                json.WriteString("hash", hash);
                json.WriteNumber("calls", hashes.Count);
                json.WriteString("expires", Stamp.Of(approvalExpires));
            }
        );
        return approval;
    }

    private JournalEntry WriteEntry(Session session, JournalProposal proposal, ApprovalId? approval, DateTimeOffset now)
    {
        var call = proposal.Decision.Call;
        var entry = new JournalEntry
        {
            Id = default,
            Run = run,
            Agent = agent,
            Connection = call.Connection,
            Tool = call.Tool,
            Arguments = call.Arguments,
            Hash = call.Hash,
            Targets = TargetJson.Of(call.Targets),
            Description = DescriptionJson.Of(call),
            Title = proposal.Title,
            Reason = proposal.Reason,
            Labels = Recipients.Mark(session, proposal.Labels).ToJson(),
            State = proposal.Decision.Verdict switch
            {
                Verdict.Allow => proposal.Hold > TimeSpan.Zero ? ActionState.Delayed : ActionState.Intended,
                Verdict.Ask => ActionState.Waiting,
                Verdict.Deny => ActionState.Denied,
            },
            Rules = string.Join(',', proposal.Decision.Reasons.Select(r => r.Rule).Distinct()),
            Explanation = proposal.Decision.Explanation,
            PolicyVersion = proposal.PolicyVersion,
            OrdersVersion = proposal.OrdersVersion,
            Approval = proposal.Decision.Verdict == Verdict.Ask ? approval : null,
            Undoes = proposal.Undoes,
            Due =
                proposal.Decision.Verdict == Verdict.Allow && proposal.Hold > TimeSpan.Zero
                    ? (now + proposal.Hold).ToUniversalTime()
                    : null,
            Created = now.ToUniversalTime(),
            Updated = now.ToUniversalTime(),
        };
        session.Run(
            Insert,
            ("$run", run.Value),
            ("$agent", agent.Value),
            ("$connection", entry.Connection.Value),
            ("$tool", entry.Tool.Value),
            ("$arguments", entry.Arguments),
            ("$hash", entry.Hash),
            ("$targets", entry.Targets),
            ("$title", entry.Title),
            ("$reason", entry.Reason),
            ("$labels", entry.Labels),
            ("$state", Word<ActionState>.Of(entry.State)),
            ("$rules", entry.Rules),
            ("$explanation", entry.Explanation),
            ("$policy", entry.PolicyVersion),
            ("$orders", entry.OrdersVersion),
            ("$approval", entry.Approval?.Value),
            ("$undoes", entry.Undoes?.Value),
            ("$description", entry.Description),
            ("$hold", (long)proposal.Hold.TotalSeconds),
            ("$due", entry.Due is { } due ? Stamp.Of(due) : null),
            ("$now", Stamp.Of(now))
        );
        return entry with { Id = new ActionId(session.LastId) };
    }

    /// <summary>What was decided and why; neither arguments nor titles, which hold other people's words.</summary>
    private static void WriteDecision(AuditWriter audit, JournalProposal proposal, JournalEntry entry) =>
        audit.Append(
            "decision",
            json =>
            {
                json.WriteString("action", entry.Id.ToString());
                json.WriteString("run", entry.Run.ToString());
                json.WriteString("agent", entry.Agent.Value);
                json.WriteString("tool", entry.Tool.Value);
                json.WriteString("connection", entry.Connection.Value);
                json.WriteString("hash", entry.Hash);
                json.WriteString("verdict", Word<Verdict>.Of(proposal.Decision.Verdict));
                json.WriteString("rules", entry.Rules);
                json.WriteNumber("orders", entry.OrdersVersion);
                json.WriteString("policy", entry.PolicyVersion);
                if (entry.Undoes is { } undoes)
                {
                    json.WriteString("undoes", undoes.ToString());
                }
            }
        );
}
