using MeshClaw.Core.Channels;
using MeshClaw.Core.Turns;
using MeshClaw.Policy;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Channels;

/// <summary>A turn that began in a channel.</summary>
/// <param name="Run">Its run.</param>
/// <param name="Channel">Where it began, and where what it comes to is told.</param>
/// <param name="Place">The place there.</param>
/// <param name="Person">Who asked.</param>
/// <param name="ReplyTo">The message that asked; null where answers stand by themselves.</param>
/// <param name="Told">How often something of it was told.</param>
/// <param name="Last">A hash of what was told last; empty before.</param>
public sealed record ChannelRun(
    RunId Run,
    ChannelName Channel,
    ChatPlace Place,
    long Person,
    string? ReplyTo,
    int Told,
    string Last
);

/// <summary>Which turns began in channels, in SQLite: what they come to is told there once, also by the process after this one.</summary>
public sealed class SqliteChannelRuns(Database database)
{
    private const string Select = "SELECT run, channel, chat, thread, person, reply_to, told, last FROM channel_runs";

    /// <summary>A delivery became a turn: closes it, notes the turn, and lets the place go on in its conversation, in one transaction.</summary>
    public Task<ChannelRun> BeginAsync(
        StoredDelivery asked,
        RunId run,
        ConversationId conversation,
        string? replyTo,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(asked);
        return database.WriteSoonAsync(
            session =>
            {
                var place = asked.Delivery.Place;
                session.Run(
                    """
                    INSERT INTO channel_runs (run, channel, chat, thread, person, reply_to) VALUES ($run, $channel, $chat, $thread, $person, $reply)
                    ON CONFLICT (run) DO NOTHING
                    """,
                    ("$run", run.Value),
                    ("$channel", asked.Channel.Value),
                    ("$chat", place.Chat),
                    ("$thread", place.Thread ?? ""),
                    ("$person", asked.Person),
                    ("$reply", replyTo)
                );
                session.Run(
                    "UPDATE channel_places SET conversation = $conversation WHERE channel = $channel AND chat = $chat AND thread = $thread",
                    ("$conversation", conversation.Value),
                    ("$channel", asked.Channel.Value),
                    ("$chat", place.Chat),
                    ("$thread", place.Thread ?? "")
                );
                session.Run(
                    "UPDATE channel_deliveries SET outcome = $outcome, content = '' WHERE id = $id",
                    ("$outcome", $"asked {run}"),
                    ("$id", asked.Id)
                );
                return Find(session, run)!; // Written just now.
            },
            cancellationToken
        );
    }

    /// <summary>The turn of a run; null where it began elsewhere, or all of it was told.</summary>
    public Task<ChannelRun?> FindAsync(RunId run, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Find(session, run), cancellationToken);

    /// <summary>All of which something may be to be told.</summary>
    public Task<IReadOnlyList<ChannelRun>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ChannelRun>>(
            session => session.Rows($"{Select} ORDER BY run", Read),
            cancellationToken
        );

    /// <summary>
    /// Queues what is told of a turn and notes that it was, in one transaction. False where somebody told since <paramref name="run"/> was read:
    /// nothing is queued then.
    /// </summary>
    /// <param name="run">The turn, as it was read.</param>
    /// <param name="hash">Of what is told.</param>
    /// <param name="messages">What is told.</param>
    /// <param name="isOver">Whether nothing more can come of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<bool> TellAsync(
        ChannelRun run,
        string hash,
        IReadOnlyList<QueuedMessage> messages,
        bool isOver,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        return database.WriteSoonAsync(
            session =>
            {
                var told = session.Run(
                    "UPDATE channel_runs SET told = told + 1, last = $hash WHERE run = $run AND told = $told",
                    ("$hash", hash),
                    ("$run", run.Run.Value),
                    ("$told", (long)run.Told)
                );
                if (told == 0)
                {
                    return false;
                }

                foreach (var message in messages)
                {
                    OutboxRows.Put(session, run.Channel, message, database.Time.GetUtcNow());
                }

                if (isOver)
                {
                    session.Run("DELETE FROM channel_runs WHERE run = $run", ("$run", run.Run.Value));
                }

                return true;
            },
            cancellationToken
        );
    }

    /// <summary>Nothing more is to be told of a turn.</summary>
    public Task EndAsync(RunId run, CancellationToken cancellationToken) =>
        database.WriteSoonAsync(
            session => session.Run("DELETE FROM channel_runs WHERE run = $run", ("$run", run.Value)),
            cancellationToken
        );

    private static ChannelRun? Find(Session session, RunId run) =>
        session.Row($"{Select} WHERE run = $run", Read, ("$run", run.Value));

    private static ChannelRun Read(SqliteDataReader row) =>
        new(
            new RunId(row.GetInt64(0)),
            new ChannelName(row.GetString(1)),
            new ChatPlace(row.GetString(2), row.GetString(3) is { Length: > 0 } thread ? thread : null),
            row.GetInt64(4),
            row.IsDBNull(5) ? null : row.GetString(5),
            row.GetInt32(6),
            row.GetString(7)
        );
}
