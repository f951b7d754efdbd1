using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Core.Runs;
using MeshClaw.Policy;
using MeshClaw.Storage.Audit;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Runs;

/// <summary>JSON of what runs found.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunReport))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>
/// Runs in SQLite. That one began or ended leads to no effect by itself (<see cref="Database.WriteSoonAsync"/>): after a power cut one that ended in
/// the last second is found running and settled again, and one that began is not there, and did nothing.
/// </summary>
public sealed class SqliteRunStore(Database database) : IRunStore
{
    private const string Select = "SELECT id, agent, trigger, state, started, ended, report, error FROM runs";

    /// <inheritdoc />
    public Task<RunRecord> BeginAsync(AgentName agent, string trigger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return database.WriteSoonAsync(
            session =>
            {
                var now = database.Time.GetUtcNow().ToUniversalTime();
                session.Run(
                    "INSERT INTO runs (agent, trigger, state, started) VALUES ($agent, $trigger, $state, $now)",
                    ("$agent", agent.Value),
                    ("$trigger", trigger),
                    ("$state", Word<RunState>.Of(RunState.Running)),
                    ("$now", Stamp.Of(now))
                );
                var run = new RunRecord
                {
                    Id = new RunId(session.LastId),
                    Agent = agent,
                    Trigger = trigger,
                    State = RunState.Running,
                    Started = now,
                };
                new AuditWriter(session, now).Append(
                    "run.started",
                    json =>
                    {
                        json.WriteString("run", run.Id.ToString());
                        json.WriteString("agent", agent.Value);
                        json.WriteString("trigger", trigger);
                    }
                );
                return run;
            },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task SetReportAsync(RunId run, RunReport report, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.Serialize(report, ReportJson.Default.RunReport);
        return database.WriteAsync(
            session =>
                Expect(
                    run,
                    session.Run(
                        "UPDATE runs SET report = $report WHERE id = $id",
                        ("$report", text),
                        ("$id", run.Value)
                    )
                ),
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task SetStateAsync(RunId run, RunState state, string? error, CancellationToken cancellationToken) =>
        database.WriteSoonAsync(
            session =>
            {
                var now = database.Time.GetUtcNow();
                var ended = state is RunState.Done or RunState.Failed or RunState.Stopped;
                Expect(
                    run,
                    session.Run(
                        "UPDATE runs SET state = $state, error = $error, ended = $ended WHERE id = $id",
                        ("$state", Word<RunState>.Of(state)),
                        ("$error", error),
                        ("$ended", ended ? Stamp.Of(now) : null),
                        ("$id", run.Value)
                    )
                );
                return new AuditWriter(session, now).Append(
                    "run." + Word<RunState>.Of(state),
                    json => json.WriteString("run", run.ToString())
                );
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<RunRecord?> FindAsync(RunId run, CancellationToken cancellationToken) =>
        database.ReadAsync(s => s.Row(Select + " WHERE id = $id", Read, ("$id", run.Value)), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<RunRecord>> ListAsync(
        AgentName? agent,
        RunState? state,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        // Only so does the index by states serve: "$state IS NULL OR …" would read all runs that there ever were.
        var narrow = (agent is null ? "" : " AND agent = $agent") + (state is null ? "" : " AND state = $state");
        List<(string, object?)> values = [("$limit", limit)];
        if (agent is { } only)
        {
            values.Add(("$agent", only.Value));
        }

        if (state is { } wanted)
        {
            values.Add(("$state", Word<RunState>.Of(wanted)));
        }

        return database.ReadAsync<IReadOnlyList<RunRecord>>(
            session => session.Rows($"{Select} WHERE TRUE{narrow} ORDER BY id DESC LIMIT $limit", Read, [.. values]),
            cancellationToken
        );
    }

    private static int Expect(RunId run, int changed) =>
        changed == 1 ? changed : throw new InvalidOperationException($"There is no run {run}.");

    private static RunRecord Read(SqliteDataReader row) =>
        new()
        {
            Id = new RunId(row.GetInt64(0)),
            Agent = new AgentName(row.GetString(1)),
            Trigger = row.GetString(2),
            State = Word<RunState>.Read(row.GetString(3)),
            Started = Stamp.Read(row.GetString(4)),
            Ended = row.IsDBNull(5) ? null : Stamp.Read(row.GetString(5)),
            Report = row.IsDBNull(6)
                ? null
                : JsonSerializer.Deserialize(row.GetString(6), ReportJson.Default.RunReport),
            Error = row.IsDBNull(7) ? null : row.GetString(7),
        };
}
