using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Core.Turns;
using MeshClaw.Policy;
using MeshClaw.Storage.Audit;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Conversations;

/// <summary>JSON of the steps of conversations.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(TurnContent))]
internal sealed partial class TurnJson : JsonSerializerContext;

/// <summary>Conversations in SQLite. A power cut may lose the latest words (<see cref="Database.WriteSoonAsync"/>), never an action.</summary>
public sealed class SqliteConversationStore(Database database) : IConversationStore
{
    private const string Select =
        "SELECT id, agent, title, started, updated, open_tools, results_out, entries_out, summary, compactions FROM conversations";

    private const string SelectEntries = "SELECT id, run, content FROM turn_entries";

    /// <inheritdoc />
    public Task<Conversation> BeginAsync(AgentName agent, string title, CancellationToken cancellationToken) =>
        database.WriteSoonAsync(
            session =>
            {
                var now = database.Time.GetUtcNow().ToUniversalTime();
                session.Run(
                    "INSERT INTO conversations (agent, title, started, updated) VALUES ($agent, $title, $now, $now)",
                    ("$agent", agent.Value),
                    ("$title", title),
                    ("$now", Stamp.Of(now))
                );
                return new Conversation
                {
                    Id = new ConversationId(session.LastId),
                    Agent = agent,
                    Title = title,
                    Started = now,
                    Updated = now,
                };
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<Conversation?> FindAsync(ConversationId conversation, CancellationToken cancellationToken) =>
        database.ReadAsync(
            s => s.Row(Select + " WHERE id = $id", Read, ("$id", conversation.Value)),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<Conversation?> OfRunAsync(RunId run, CancellationToken cancellationToken) =>
        database.ReadAsync(
            s =>
                s.Row(
                    Select + " WHERE id = (SELECT min(conversation) FROM turn_entries WHERE run = $run)",
                    Read,
                    ("$run", run.Value)
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<Conversation>> ListAsync(
        AgentName? agent,
        int limit,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<IReadOnlyList<Conversation>>(
            s =>
                s.Rows(
                    Select + " WHERE $agent IS NULL OR agent = $agent ORDER BY updated DESC, id DESC LIMIT $limit",
                    Read,
                    ("$agent", agent?.Value),
                    ("$limit", limit)
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<TurnEntry>> AppendAsync(
        ConversationId conversation,
        RunId run,
        IReadOnlyList<NewEntry> entries,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(entries);
        var texts = entries.Select(e => JsonSerializer.Serialize(e.Content, TurnJson.Default.TurnContent)).ToList();
        return database.WriteSoonAsync<IReadOnlyList<TurnEntry>>(
            session =>
            {
                var now = Stamp.Of(database.Time.GetUtcNow());
                var kept = new List<TurnEntry>(entries.Count);
                foreach (var (entry, text) in entries.Zip(texts))
                {
                    session.Run(
                        "INSERT INTO turn_entries (conversation, run, content, whole, created) VALUES ($conversation, $run, $content, $whole, $now)",
                        ("$conversation", conversation.Value),
                        ("$run", run.Value),
                        ("$content", text),
                        ("$whole", entry.Whole),
                        ("$now", now)
                    );
                    kept.Add(new TurnEntry(session.LastId, run, entry.Content));
                }

                session.Run(
                    "UPDATE conversations SET updated = $now WHERE id = $id",
                    ("$now", now),
                    ("$id", conversation.Value)
                );
                return kept;
            },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<TurnEntry>> ReadAsync(
        ConversationId conversation,
        long after,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<IReadOnlyList<TurnEntry>>(
            s =>
                s.Rows(
                    SelectEntries + " WHERE conversation = $id AND id > $after ORDER BY id",
                    ReadEntry,
                    ("$id", conversation.Value),
                    ("$after", after)
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<TurnEntry>> ReadRunAsync(RunId run, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TurnEntry>>(
            s => s.Rows(SelectEntries + " WHERE run = $run ORDER BY id", ReadEntry, ("$run", run.Value)),
            cancellationToken
        );

    /// <inheritdoc />
    public Task OpenToolsAsync(
        ConversationId conversation,
        ImmutableArray<string> wireNames,
        CancellationToken cancellationToken
    ) =>
        database.WriteSoonAsync(
            s =>
                s.Run(
                    "UPDATE conversations SET open_tools = $names WHERE id = $id",
                    ("$names", string.Join(' ', wireNames)),
                    ("$id", conversation.Value)
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task CompactAsync(ConversationId conversation, Compaction compaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(compaction);
        return database.WriteSoonAsync(
            session =>
            {
                session.Run(
                    "UPDATE conversations SET results_out = $results, entries_out = $entries, summary = $summary, compactions = $count WHERE id = $id",
                    ("$results", compaction.Results),
                    ("$entries", compaction.Entries),
                    ("$summary", compaction.Summary),
                    ("$count", compaction.Count),
                    ("$id", conversation.Value)
                );
                return new AuditWriter(session, database.Time.GetUtcNow()).Append(
                    "conversation.compacted",
                    json =>
                    {
                        json.WriteString("conversation", conversation.ToString());
                        json.WriteNumber("resultsThrough", compaction.Results);
                        json.WriteNumber("entriesThrough", compaction.Entries);
                        json.WriteNumber("count", compaction.Count);
                    }
                );
            },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<string?> ReadResultAsync(
        ConversationId conversation,
        string handle,
        CancellationToken cancellationToken
    )
    {
        if (
            handle is not ['x', .. var digits]
            || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        )
        {
            return Task.FromResult<string?>(null);
        }

        return database.ReadAsync(
            session =>
                session.Row(
                    "SELECT whole, content FROM turn_entries WHERE id = $id AND conversation = $conversation",
                    row =>
                        row.IsDBNull(0) ? (Content(row.GetString(1)) as TurnContent.Returned)?.Text : row.GetString(0),
                    ("$id", id),
                    ("$conversation", conversation.Value)
                ),
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        database.WriteSoonAsync(
            s => s.Run("DELETE FROM conversations WHERE updated < $before", ("$before", Stamp.Of(before))),
            cancellationToken
        );

    private static TurnContent Content(string text) =>
        JsonSerializer.Deserialize(text, TurnJson.Default.TurnContent)
        ?? throw new InvalidDataException("A step of a conversation is empty.");

    private static TurnEntry ReadEntry(SqliteDataReader row) =>
        new(row.GetInt64(0), new RunId(row.GetInt64(1)), Content(row.GetString(2)));

    private static Conversation Read(SqliteDataReader row) =>
        new()
        {
            Id = new ConversationId(row.GetInt64(0)),
            Agent = new AgentName(row.GetString(1)),
            Title = row.GetString(2),
            Started = Stamp.Read(row.GetString(3)),
            Updated = Stamp.Read(row.GetString(4)),
            OpenTools = [.. row.GetString(5).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            Compaction = new Compaction(row.GetInt64(6), row.GetInt64(7), row.GetString(8), row.GetInt32(9)),
        };
}
