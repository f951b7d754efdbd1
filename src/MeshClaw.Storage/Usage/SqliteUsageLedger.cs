using System.Globalization;
using MeshClaw.Core.Models;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;
using MeshClaw.Storage.Audit;

namespace MeshClaw.Storage.Usage;

/// <summary>What calls of models came to, in SQLite.</summary>
public sealed class SqliteUsageLedger : IUsageLedger
{
    private readonly Database _database;

    private SqliteUsageLedger(Database database) => _database = database;

    /// <summary>
    /// Opens it. One process works on a home at a time, so that every row that is held now was left by a process that died.
    /// </summary>
    public static async Task<SqliteUsageLedger> CreateAsync(Database database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        var ledger = new SqliteUsageLedger(database);
        await database
            .WriteAsync(s => Expire(s, database.Time.GetUtcNow(), heldBefore: null), cancellationToken)
            .ConfigureAwait(false);
        return ledger;
    }

    /// <inheritdoc />
    public Task<ReserveResult> ReserveAsync(UsageReservation reservation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        return _database.WriteSoonAsync(
            session =>
            {
                var now = _database.Time.GetUtcNow();
                Expire(session, now, heldBefore: now);
                return new ReserveTransaction(session, reservation, now).Run();
            },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task SettleAsync(long row, UsageSettlement settlement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        var tokens = settlement.Tokens;
        return _database.WriteSoonAsync(
            session =>
                session.Run(
                    """
                    UPDATE model_calls SET state = $state, outcome = $outcome, settled = $now, answered_by = $by, input = $input, cached = $cached,
                        cache_written = $written, output = $output, reasoning = $reasoning, counted = $counted, cost = $cost, reported = $reported
                    WHERE id = $id AND state IN ('held', 'expired')
                    """,
                    ("$state", Word<UsageState>.Of(settlement.State)),
                    ("$outcome", Word<AttemptOutcome>.Of(settlement.Outcome)),
                    ("$now", Stamp.Of(_database.Time.GetUtcNow())),
                    ("$by", settlement.AnsweredBy),
                    ("$input", tokens.Input),
                    ("$cached", tokens.Cached),
                    ("$written", tokens.CacheWritten),
                    ("$output", tokens.Output),
                    ("$reasoning", tokens.Reasoning),
                    ("$counted", tokens.Counted),
                    ("$cost", settlement.Cost),
                    ("$reported", settlement.Reported ? 1 : 0),
                    ("$id", row)
                ) == 1
                    ? 1
                    : throw new InvalidOperationException(
                        $"Row {row} of the ledger is settled already, or is not there."
                    ),
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task RaiseAsync(RunId run, RunAllowance more, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(more);
        ArgumentOutOfRangeException.ThrowIfNegative(more.Tokens);
        ArgumentOutOfRangeException.ThrowIfNegative(more.Cost);
        return _database.WriteAsync(
            session =>
            {
                session.Run(
                    """
                    INSERT INTO run_allowances (run, tokens, cost) VALUES ($run, $tokens, $cost)
                    ON CONFLICT (run) DO UPDATE SET tokens = tokens + excluded.tokens, cost = cost + excluded.cost
                    """,
                    ("$run", run.Value),
                    ("$tokens", more.Tokens),
                    ("$cost", more.Cost)
                );
                return new AuditWriter(session, _database.Time.GetUtcNow()).Append(
                    "budget.raised",
                    json =>
                    {
                        json.WriteString("run", run.ToString());
                        json.WriteNumber("tokens", more.Tokens);
                        json.WriteNumber("nanoUsd", more.Cost);
                    }
                );
            },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<RunSpending> OfRunAsync(RunId run, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            session =>
            {
                var allowance = UsageRows.AllowanceOf(session, run);
                return session.Row(
                        $"""
                        SELECT count(*), {UsageRows.Sums}, coalesce(sum(counted), 0), coalesce(sum(cost), 0),
                            coalesce(sum({UsageRows.Over} AND cost IS NULL), 0), coalesce(sum({UsageRows.Over} AND reported = 0), 0),
                            coalesce(sum(CASE WHEN {UsageRows.Over} THEN cost ELSE 0 END), 0)
                        FROM model_calls WHERE run = $run
                        """,
                        r => new RunSpending
                        {
                            Attempts = r.GetInt32(0),
                            Tokens = UsageRows.Counts(r, 1),
                            Counted = r.GetInt64(6),
                            Cost = r.GetInt64(8) > 0 ? null : r.GetInt64(10),
                            IsEstimated = r.GetInt64(9) > 0,
                            Allowance = allowance,
                        },
                        ("$run", run.Value)
                    ) ?? throw new InvalidOperationException("A sum has one row.");
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<Spent> SpentAsync(BudgetScope scope, string name, DateOnly day, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _database.ReadAsync(
            session =>
                scope switch
                {
                    BudgetScope.Run => RunId.TryParse(name, out var run)
                        ? UsageRows.Spent(session, scope, run.Value, day)
                        : throw new ArgumentException($"'{name}' is no run.", nameof(name)),
                    BudgetScope.AgentDay or BudgetScope.GatewayDay => UsageRows.Spent(session, scope, name, day),
                },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<UsageFigures> FiguresAsync(UsagePeriod period, CancellationToken cancellationToken) =>
        _database.ReadAsync(s => UsageReport.Read(s, period), cancellationToken);

    // What nobody settled holds nothing any more. Its prompt was probably sent, and is counted.
    private static int Expire(Session session, DateTimeOffset now, DateTimeOffset? heldBefore) =>
        session.Run(
            """
            UPDATE model_calls SET state = 'expired', settled = $now, input = prompt, counted = prompt, cost = prompt_cost, reported = 0
            WHERE state = 'held' AND ($before IS NULL OR expires <= $before)
            """,
            ("$now", Stamp.Of(now)),
            ("$before", heldBefore is { } before ? Stamp.Of(before) : null)
        );

    /// <summary>A day as stored.</summary>
    internal static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
