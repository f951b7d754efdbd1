using MeshClaw.Core.Journal;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;

namespace MeshClaw.Storage.Usage;

/// <summary>Reads what was used in a period.</summary>
internal static class UsageReport
{
    // The runs of the owner are undoing and calls of their own: nothing that an agent came to.
    private const string Owner = "owner";

    public static UsageFigures Read(Session session, UsagePeriod period) =>
        new([.. Calls(session, period)], [.. Runs(session, period)]);

    private static List<CallFigures> Calls(Session session, UsagePeriod period) =>
        session.Rows(
            $"""
            SELECT agent, connection, model, trigger, price, count(*), sum(attempt > 1 OR place > 0), {UsageRows.Sums},
                coalesce(sum(CASE WHEN {UsageRows.Over} THEN cost END), 0), sum({UsageRows.Over} AND cost IS NULL),
                sum({UsageRows.Over} AND reported = 0)
            FROM model_calls WHERE day >= $from AND day <= $to
            GROUP BY agent, connection, model, trigger, price
            ORDER BY agent, connection, model, trigger, price
            """,
            r => new CallFigures
            {
                Agent = r.IsDBNull(0) ? null : new AgentName(r.GetString(0)),
                Connection = new ConnectionName(r.GetString(1)),
                Model = r.GetString(2),
                Trigger = r.GetString(3),
                Price = Word<PriceSource>.Read(r.GetString(4)),
                Attempts = r.GetInt64(5),
                Again = r.GetInt64(6),
                Tokens = UsageRows.Counts(r, 7),
                KnownCost = r.GetInt64(12),
                UnknownCost = r.GetInt64(13),
                Estimated = r.GetInt64(14),
            },
            ("$from", SqliteUsageLedger.Day(period.From)),
            ("$to", SqliteUsageLedger.Day(period.To))
        );

    private static IEnumerable<RunFigures> Runs(Session session, UsagePeriod period)
    {
        (string, object?)[] within =
        [
            ("$begin", Stamp.Of(period.Begin)),
            ("$end", Stamp.Of(period.End)),
            ("$owner", Owner),
        ];
        const string Where = "runs.started >= $begin AND runs.started < $end AND runs.agent <> $owner";
        var models = session
            .Rows(
                $"SELECT DISTINCT runs.id, connection FROM runs JOIN model_calls ON run = runs.id WHERE {Where}",
                r => (Run: r.GetInt64(0), Model: new ConnectionName(r.GetString(1))),
                within
            )
            .ToLookup(m => m.Run, m => m.Model);
        return session
            .Rows(
                $"""
                SELECT runs.id, runs.agent, runs.trigger, runs.state, actions.state, actions.approval IS NOT NULL, count(actions.id)
                FROM runs LEFT JOIN actions ON actions.run = runs.id AND actions.undoes IS NULL WHERE {Where}
                GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1
                """,
                r => new
                {
                    Run = r.GetInt64(0),
                    Agent = new AgentName(r.GetString(1)),
                    Trigger = r.GetString(2),
                    State = Word<RunState>.Read(r.GetString(3)),
                    Action = r.IsDBNull(4) ? (ActionState?)null : Word<ActionState>.Read(r.GetString(4)),
                    Asked = r.GetInt64(5) != 0,
                    Count = r.GetInt64(6),
                },
                within
            )
            .GroupBy(r => r.Run)
            .Select(rows =>
            {
                var run = rows.First();
                var actions = rows.Aggregate(
                    new RunActions(),
                    (sum, row) => row.Action is { } state ? sum.With(state, row.Asked, row.Count) : sum
                );
                return new RunFigures(
                    new RunId(run.Run),
                    run.Agent,
                    TriggerKind.Of(run.Trigger),
                    [
                        .. models[run.Run]
                            .Order(Comparer<ConnectionName>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))),
                    ],
                    actions.OutcomeOf(run.State)
                );
            });
    }
}
