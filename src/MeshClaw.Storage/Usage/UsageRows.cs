using MeshClaw.Core.Usage;
using MeshClaw.Policy;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Usage;

/// <summary>What the statements of the ledger share.</summary>
internal static class UsageRows
{
    /// <summary>A row that came to something.</summary>
    public const string Over = "(state IN ('settled', 'expired'))";

    /// <summary>Five columns, for <see cref="Counts"/>.</summary>
    public const string Sums =
        "coalesce(sum(input), 0), coalesce(sum(output), 0), coalesce(sum(cached), 0), coalesce(sum(cache_written), 0), coalesce(sum(reasoning), 0)";

    public static TokenCounts Counts(SqliteDataReader row, int first) =>
        new(row.GetInt64(first), row.GetInt64(first + 1))
        {
            Cached = row.GetInt64(first + 2),
            CacheWritten = row.GetInt64(first + 3),
            Reasoning = row.GetInt64(first + 4),
        };

    public static RunAllowance AllowanceOf(Session session, RunId run) =>
        session.Row(
            "SELECT tokens, cost FROM run_allowances WHERE run = $run",
            r => new RunAllowance(r.GetInt64(0), r.GetInt64(1)),
            ("$run", run.Value)
        ) ?? new RunAllowance(0, 0);

    /// <summary>What counts against the budgets of a scope: what a run's allowance pays for does not.</summary>
    public static Spent Spent(Session session, BudgetScope scope, object? of, DateOnly day)
    {
        const string Select =
            "SELECT coalesce(sum(CASE WHEN tokens_allowed = 0 THEN counted END), 0), coalesce(sum(CASE WHEN cost_allowed = 0 THEN cost END), 0), coalesce(sum(counted), 0), coalesce(sum(cost), 0) FROM model_calls WHERE ";
        var text = SqliteUsageLedger.Day(day);
        return scope switch
            {
                BudgetScope.Run => session.Row(Select + "run = $of", Read, ("$of", of)),
                BudgetScope.AgentDay => session.Row(
                    Select + "day = $day AND agent = $of",
                    Read,
                    ("$day", text),
                    ("$of", of)
                ),
                BudgetScope.GatewayDay => session.Row(Select + "day = $day", Read, ("$day", text)),
            } ?? throw new InvalidOperationException("A sum has one row.");
    }

    /// <summary>What a run has taken of its allowance.</summary>
    public static Spent FromAllowance(Session session, RunId run) =>
        session.Row(
            """
            SELECT coalesce(sum(CASE WHEN tokens_allowed = 1 THEN counted END), 0), coalesce(sum(CASE WHEN cost_allowed = 1 THEN cost END), 0),
                coalesce(sum(counted), 0), coalesce(sum(cost), 0)
            FROM model_calls WHERE run = $run
            """,
            Read,
            ("$run", run.Value)
        ) ?? throw new InvalidOperationException("A sum has one row.");

    private static Spent Read(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1)) { TokensInAll = row.GetInt64(2), CostInAll = row.GetInt64(3) };
}
