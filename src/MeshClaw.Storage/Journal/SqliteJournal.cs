using MeshClaw.Core.Diagnostics;
using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Storage.Orders;
using MeshClaw.Storage.Stopping;

namespace MeshClaw.Storage.Journal;

/// <summary>The journal in SQLite. Each part of its work is a type of its own in this folder; here is what is read.</summary>
public sealed class SqliteJournal : IJournal
{
    private readonly Database _database;
    private readonly Func<AgentName, string> _currentPolicyVersion;
    private readonly OrderBookCache _orders = new();
    private readonly IReadOnlyList<(long FirstAction, string Name)> _names;

    private SqliteJournal(
        Database database,
        Func<AgentName, string> currentPolicyVersion,
        IReadOnlyList<(long, string)> names
    )
    {
        _database = database;
        _currentPolicyVersion = currentPolicyVersion;
        _names = names;
    }

    /// <summary>Reads the home's name for idempotency keys.</summary>
    /// <param name="database">The open database.</param>
    /// <param name="currentPolicyVersion">
    /// The fingerprint of ceiling and grant that an agent has now; asked within the transaction that writes an intent, so it must be
    /// quick and must not write to the database.
    /// </param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<SqliteJournal> CreateAsync(
        Database database,
        Func<AgentName, string> currentPolicyVersion,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(currentPolicyVersion);
        var names = await database
            .ReadAsync(
                s =>
                    s.Rows(
                        "SELECT first_action, name FROM home ORDER BY first_action DESC",
                        r => (r.GetInt64(0), r.GetString(1))
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new SqliteJournal(database, currentPolicyVersion, names);
    }

    /// <inheritdoc />
    public async Task<(IReadOnlyList<JournalEntry> Entries, ApprovalId? Approval)> ProposeAsync(
        RunId run,
        AgentName agent,
        IReadOnlyList<JournalProposal> proposals,
        DateTimeOffset approvalExpires,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(proposals);
        var group = new ProposedGroup(run, agent, proposals, approvalExpires);
        var written = await _database
            .WriteAsync(s => group.Write(s, _database.Time.GetUtcNow()), cancellationToken)
            .ConfigureAwait(false);
        if (written.Approval is not null)
        {
            KillPoint.Pass("approval.stored");
        }

        KillPoint.Pass("run.proposed");
        return written;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<IntentOutcome>> CommitAsync(
        IReadOnlyList<Intent> intents,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(intents);
        KillPoint.Pass("journal.intent.before");
        var outcomes = await _database
            .WriteAsync(
                s => new IntentTransaction(s, _database.Time.GetUtcNow(), _currentPolicyVersion).Commit(intents),
                cancellationToken
            )
            .ConfigureAwait(false);
        KillPoint.Pass("journal.intent.committed");
        return outcomes;
    }

    /// <inheritdoc />
    public async Task<int> RecordAsync(IReadOnlyList<ActionChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        KillPoint.Pass("journal.outcome.before");
        var changed = await _database
            .WriteAsync(s => new ActionChanges(s, _database.Time.GetUtcNow()).Record(changes), cancellationToken)
            .ConfigureAwait(false);
        KillPoint.Pass("journal.outcome.committed");
        return changed;
    }

    /// <inheritdoc />
    public async Task<DueActions> ReleaseDueAsync(CancellationToken cancellationToken)
    {
        // Most of the time nothing waits, and then nothing is written.
        if (await _database.ReadAsync(DelayedActions.Next, cancellationToken).ConfigureAwait(false) is not { } next)
        {
            return new DueActions([], null);
        }

        if (next > _database.Time.GetUtcNow())
        {
            return new DueActions([], next);
        }

        var released = await _database
            .WriteAsync(s => new DelayedActions(s, _database.Time.GetUtcNow()).Release(), cancellationToken)
            .ConfigureAwait(false);
        KillPoint.Pass("delay.released");
        return released;
    }

    /// <inheritdoc />
    public Task<JournalEntry?> FindAsync(ActionId action, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            s => s.Row(ActionRows.Select + " WHERE actions.id = $id", ActionRows.Read, ("$id", action.Value)),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<JournalEntry>> ListAsync(JournalQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Limit);
        var sql = ActionRows.Select + " WHERE TRUE";
        var values = new List<(string, object?)> { ("$limit", query.Limit) };
        Narrow(" AND actions.run = $run", "$run", query.Run?.Value);
        Narrow(" AND actions.id < $before", "$before", query.Before?.Value);
        Narrow(" AND actions.id > $after", "$after", query.After?.Value);
        if (query.Tool is { } tool)
        {
            sql += " AND actions.tool = $tool";
            values.Add(("$tool", tool.Value));
        }

        if (query.States is { } states)
        {
            // Members of an enum, as constants of ours: no text of anybody else's gets into the statement.
            var words = states.Distinct().Order().Select(s => $"'{Word<ActionState>.Of(s)}'");
            sql += $" AND actions.state IN ({string.Join(", ", words)})";
        }

        sql += query.NewestFirst ? " ORDER BY actions.id DESC LIMIT $limit" : " ORDER BY actions.id LIMIT $limit";
        return _database.ReadAsync<IReadOnlyList<JournalEntry>>(
            s => s.Rows(sql, ActionRows.Read, [.. values]),
            cancellationToken
        );

        void Narrow(string condition, string name, long? value)
        {
            if (value is not null)
            {
                sql += condition;
                values.Add((name, value));
            }
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<ActionState, int>> CountAsync(RunId run, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyDictionary<ActionState, int>>(
            s =>
                s.Rows(
                        "SELECT state, count(*) FROM actions WHERE run = $run GROUP BY state",
                        static r => (State: Word<ActionState>.Read(r.GetString(0)), Count: r.GetInt32(1)),
                        ("$run", run.Value)
                    )
                    .ToDictionary(r => r.State, r => r.Count),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<GuardState> ReadGuardStateAsync(RunId run, DateTimeOffset now, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            s =>
            {
                var used = new Dictionary<string, long>(StringComparer.Ordinal);
                foreach (var window in CounterWindow.All(run, now))
                {
                    // All names that begin with "window/": '0' is the character after '/'.
                    var rows = s.Rows(
                        "SELECT name, used FROM counters WHERE name >= $from AND name < $to",
                        static r => (Name: r.GetString(0), Used: r.GetInt64(1)),
                        ("$from", window + "/"),
                        ("$to", window + "0")
                    );
                    foreach (var row in rows)
                    {
                        used[row.Name] = row.Used;
                    }
                }

                var stop = StopRow.Read(s);
                return new GuardState(stop.Stopped, stop.Epoch, _orders.Read(s), used);
            },
            cancellationToken
        );

    /// <inheritdoc />
    public string IdempotencyKey(ActionId action) =>
        $"{_names.First(n => n.FirstAction <= action.Value).Name}-{action}";
}
