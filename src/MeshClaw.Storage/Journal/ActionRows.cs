using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Journal;

/// <summary>Journal entries as rows.</summary>
internal static class ActionRows
{
    public const string Select = """
        SELECT actions.id, actions.run, actions.agent, connection, tool, arguments, actions.hash, targets, title, reason, labels,
               actions.state, rules, explanation, policy_version, orders_version, actions.approval, preparation, result, undo,
               undoes, actions.created, updated, description, due
        FROM actions
        """;

    public static JournalEntry Read(SqliteDataReader row) =>
        new()
        {
            Id = new ActionId(row.GetInt64(0)),
            Run = new RunId(row.GetInt64(1)),
            Agent = new AgentName(row.GetString(2)),
            Connection = new ConnectionName(row.GetString(3)),
            Tool = new ToolName(row.GetString(4)),
            Arguments = row.GetString(5),
            Hash = row.GetString(6),
            Targets = row.GetString(7),
            Title = row.GetString(8),
            Reason = row.GetString(9),
            Labels = TextOrNull(row, 10),
            State = Word<ActionState>.Read(row.GetString(11)),
            Rules = row.GetString(12),
            Explanation = row.GetString(13),
            PolicyVersion = row.GetString(14),
            OrdersVersion = row.GetInt64(15),
            Approval = row.IsDBNull(16) ? null : new ApprovalId(row.GetInt64(16)),
            Preparation = TextOrNull(row, 17),
            Result = TextOrNull(row, 18),
            Undo = TextOrNull(row, 19),
            Undoes = row.IsDBNull(20) ? null : new ActionId(row.GetInt64(20)),
            Created = Stamp.Read(row.GetString(21)),
            Updated = Stamp.Read(row.GetString(22)),
            Description = TextOrNull(row, 23),
            Due = TextOrNull(row, 24) is { } due ? Stamp.Read(due) : null,
        };

    private static string? TextOrNull(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
