using MeshClaw.Core.Approvals;
using MeshClaw.Core.Diagnostics;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Storage.Journal;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Approvals;

/// <summary>Approvals in SQLite.</summary>
public sealed class SqliteApprovalStore(Database database) : IApprovalStore
{
    private const string Select = "SELECT id, run, agent, hash, state, created, expires, calls FROM approvals";

    /// <inheritdoc />
    public Task<Approval?> FindAsync(ApprovalId approval, CancellationToken cancellationToken) =>
        database.ReadAsync(s => Find(s, approval), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<Approval>> ListAsync(ApprovalState? state, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return database.ReadAsync<IReadOnlyList<Approval>>(
            session =>
                session.Rows(
                    Select + " WHERE $state IS NULL OR state = $state ORDER BY id DESC LIMIT $limit",
                    Read,
                    ("$state", state is { } wanted ? Word<ApprovalState>.Of(wanted) : null),
                    ("$limit", limit)
                ),
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<JournalEntry>> CallsAsync(ApprovalId approval, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JournalEntry>>(s => Calls(s, approval), cancellationToken);

    /// <inheritdoc />
    public async Task<ApprovalOutcome> AnswerAsync(ApprovalAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var outcome = await database
            .WriteAsync(s => new AnswerTransaction(s, database.Time.GetUtcNow()).Take(answer), cancellationToken)
            .ConfigureAwait(false);
        if (outcome == ApprovalOutcome.Taken && answer.Approve is not { Count: 0 })
        {
            KillPoint.Pass("approval.granted");
        }

        return outcome;
    }

    /// <inheritdoc />
    public Task<int> ExpireAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(s => new AnswerTransaction(s, database.Time.GetUtcNow()).Expire(), cancellationToken);

    internal static Approval? Find(Session session, ApprovalId approval) =>
        session.Row(Select + " WHERE id = $id", Read, ("$id", approval.Value));

    internal static List<JournalEntry> Calls(Session session, ApprovalId approval) =>
        session.Rows(
            ActionRows.Select
                + " JOIN approval_calls ON approval_calls.action = actions.id WHERE approval_calls.approval = $approval ORDER BY position",
            ActionRows.Read,
            ("$approval", approval.Value)
        );

    private static Approval Read(SqliteDataReader row) =>
        new(
            new ApprovalId(row.GetInt64(0)),
            new RunId(row.GetInt64(1)),
            new AgentName(row.GetString(2)),
            row.GetString(3),
            Word<ApprovalState>.Read(row.GetString(4)),
            Stamp.Read(row.GetString(5)),
            Stamp.Read(row.GetString(6)),
            row.GetInt32(7)
        );
}
