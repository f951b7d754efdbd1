using System.Text.Json;
using MeshClaw.Core.Channels;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Channels;

/// <summary>A message to be sent.</summary>
/// <param name="Message">What, and where.</param>
/// <param name="IsAnswer">Whether somebody waits for it: then no second copy may come of it, not even after a crash.</param>
/// <param name="IsDraft">Whether it is only a beginning, which another text of the same key will replace.</param>
public sealed record QueuedMessage(Outbound Message, bool IsAnswer, bool IsDraft = false);

/// <summary>A message in the outbox.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Queued">What, as it is wanted now.</param>
/// <param name="Wanted">Counts the changes of what is wanted.</param>
/// <param name="WasSending">When its sending began and was not seen to end, UTC; null where it has not begun.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Sent">The platform's id, where it is there and has to be changed.</param>
public sealed record OutboxMessage(
    long Id,
    QueuedMessage Queued,
    long Wanted,
    DateTimeOffset? WasSending,
    int Attempts,
    string? Sent
);

/// <summary>What goes out to channels, in SQLite: once by its key, in the order in which it was queued, through outages and restarts.</summary>
public sealed class SqliteOutbox(Database database)
{
    /// <summary>
    /// Queues a message. One of the same key that is queued already becomes this one; where it was sent, it is changed to this. A draft replaces no
    /// final text: false then.
    /// </summary>
    public Task<bool> PutAsync(ChannelName channel, QueuedMessage message, CancellationToken cancellationToken) =>
        database.WriteSoonAsync(
            session => OutboxRows.Put(session, channel, message, database.Time.GetUtcNow()),
            cancellationToken
        );

    /// <summary>The oldest that is to be sent or changed; null for none.</summary>
    /// <param name="channel">Of which channel.</param>
    /// <param name="after">Only those after this row: what stands before is waiting for something.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<OutboxMessage?> NextAsync(ChannelName channel, long after, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session =>
                session.Row(
                    """
                    SELECT id, content, kind, is_draft, wanted, state, began, attempts, message FROM channel_messages
                    WHERE channel = $channel AND id > $after AND (state IN ('waiting', 'sending') OR wanted > shown)
                    AND state NOT IN ('failed', 'held') ORDER BY id LIMIT 1
                    """,
                    Read,
                    ("$channel", channel.Value),
                    ("$after", after)
                ),
            cancellationToken
        );

    /// <summary>Its sending begins: after a crash it will not be known whether it happened.</summary>
    public Task BeginAsync(long id, CancellationToken cancellationToken) =>
        database.WriteSoonAsync(
            session =>
                session.Run(
                    "UPDATE channel_messages SET state = 'sending', began = $now, attempts = attempts + 1 WHERE id = $id",
                    ("$now", Stamp.Of(database.Time.GetUtcNow())),
                    ("$id", id)
                ),
            cancellationToken
        );

    /// <summary>Counts an attempt to change it.</summary>
    public Task TryAsync(long id, CancellationToken cancellationToken) =>
        SetAsync(id, "attempts = attempts + 1", null, cancellationToken);

    /// <summary>It did not happen, and is to be tried again.</summary>
    public Task PutBackAsync(long id, CancellationToken cancellationToken) =>
        SetAsync(id, "state = 'waiting', began = NULL", null, cancellationToken);

    /// <summary>It never will happen.</summary>
    public Task FailAsync(long id, string failure, CancellationToken cancellationToken) =>
        SetAsync(id, "state = 'failed', content = '', shown = wanted, failure = $what", failure, cancellationToken);

    /// <summary>It waits until its people write again.</summary>
    public Task HoldAsync(long id, CancellationToken cancellationToken) =>
        SetAsync(id, "state = 'held', began = NULL", null, cancellationToken);

    /// <summary>
    /// It is there, as it was wanted when <paramref name="shown"/> was counted. A receipt, or the end of a pairing, may have closed it in between: then
    /// nothing of it is shown any more.
    /// </summary>
    public Task SentAsync(long id, string message, long shown, CancellationToken cancellationToken) =>
        database.WriteSoonAsync(
            session =>
                session.Run(
                    """
                    UPDATE channel_messages SET state = 'sent', message = $message, shown = max(shown, $shown), attempts = 0,
                    content = CASE WHEN wanted = $shown AND is_draft = 0 THEN '' ELSE content END WHERE id = $id
                    """,
                    ("$message", message),
                    ("$shown", shown),
                    ("$id", id)
                ),
            cancellationToken
        );

    /// <summary>The platform has lost all that it showed: what was sent and is not to be changed is forgotten, and its keys serve again.</summary>
    public Task ForgetSentAsync(ChannelName channel, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.Run(
                    "DELETE FROM channel_messages WHERE channel = $channel AND state = 'sent' AND wanted = shown AND is_draft = 0",
                    ("$channel", channel.Value)
                ),
            cancellationToken
        );

    /// <summary>The platform told that a message of that key is there, or failed.</summary>
    public Task TakeReceiptAsync(ChannelName channel, ChannelReceipt receipt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return database.WriteSoonAsync(
            session =>
                session.Run(
                    receipt.Failure is null
                        ? "UPDATE channel_messages SET state = 'sent', message = $what, shown = wanted, content = '' WHERE channel = $channel AND key = $key AND state = 'sending'"
                        : "UPDATE channel_messages SET state = 'failed', failure = $what, shown = wanted, content = '' WHERE channel = $channel AND key = $key AND state IN ('sending', 'sent')",
                    ("$what", receipt.Failure ?? receipt.Message),
                    ("$channel", channel.Value),
                    ("$key", receipt.Key)
                ),
            cancellationToken
        );
    }

    /// <summary>Whether a message of a key is a draft yet, and the platform's id of it; null where it is not there.</summary>
    public Task<(bool IsDraft, string? Message)> DraftAsync(
        ChannelName channel,
        string key,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            session =>
                session.Row(
                    "SELECT is_draft, message FROM channel_messages WHERE channel = $channel AND key = $key",
                    static r => (r.GetInt64(0) != 0, r.IsDBNull(1) ? null : r.GetString(1)),
                    ("$channel", channel.Value),
                    ("$key", key)
                ),
            cancellationToken
        );

    /// <summary>Whether a message of a key was queued, whatever became of it.</summary>
    public Task<bool> HasAsync(ChannelName channel, string key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session =>
                session.Scalar(
                    "SELECT 1 FROM channel_messages WHERE channel = $channel AND key = $key",
                    ("$channel", channel.Value),
                    ("$key", key)
                )
                    is not null,
            cancellationToken
        );

    /// <summary>What became of the message of a key: <c>waiting</c>, <c>sending</c>, <c>sent</c>, <c>held</c>, or <c>failed</c> and why; null where there is none.</summary>
    public Task<(string State, string? Failure)?> FateAsync(
        ChannelName channel,
        string key,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            session =>
                session.Row(
                    """
                    SELECT CASE WHEN state = 'sent' AND wanted > shown THEN 'sending' ELSE state END, failure FROM channel_messages
                    WHERE channel = $channel AND key = $key
                    """,
                    static r => ((string, string?)?)(r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1)),
                    ("$channel", channel.Value),
                    ("$key", key)
                ),
            cancellationToken
        );

    /// <summary>How many wait to go out.</summary>
    public Task<long> OpenAsync(ChannelName channel, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session =>
                (long)
                    session.Scalar(
                        "SELECT count(*) FROM channel_messages WHERE channel = $channel AND (state IN ('waiting', 'sending', 'held') OR wanted > shown) AND state <> 'failed'",
                        ("$channel", channel.Value)
                    )!, // count always answers.
            cancellationToken
        );

    private Task<int> SetAsync(long id, string change, string? what, CancellationToken cancellationToken) =>
        database.WriteSoonAsync(
            session =>
                what is null
                    ? session.Run($"UPDATE channel_messages SET {change} WHERE id = $id", ("$id", id))
                    : session.Run($"UPDATE channel_messages SET {change} WHERE id = $id", ("$what", what), ("$id", id)),
            cancellationToken
        );

    private static OutboxMessage Read(SqliteDataReader row)
    {
        var message =
            JsonSerializer.Deserialize(row.GetString(1), ChannelJson.Default.Outbound)
            ?? throw new InvalidDataException("A message that waits has no content.");
        var wasSending = row.GetString(5) == "sending" && !row.IsDBNull(6);
        return new OutboxMessage(
            row.GetInt64(0),
            new QueuedMessage(message, row.GetString(2) == "answer", row.GetInt64(3) != 0),
            row.GetInt64(4),
            wasSending ? Stamp.Read(row.GetString(6)) : null,
            row.GetInt32(7),
            row.IsDBNull(8) ? null : row.GetString(8)
        );
    }
}

/// <summary>Rows of the outbox, within a transaction of others.</summary>
internal static class OutboxRows
{
    public static bool Put(Session session, ChannelName channel, QueuedMessage queued, DateTimeOffset now) =>
        session.Run(
            """
            INSERT INTO channel_messages (channel, key, chat, content, state, kind, is_draft, queued)
            VALUES ($channel, $key, $chat, $content, 'waiting', $kind, $draft, $now)
            ON CONFLICT (channel, key) DO UPDATE SET content = $content, is_draft = $draft, wanted = wanted + 1
            WHERE $draft = 0 OR is_draft = 1
            """,
            ("$channel", channel.Value),
            ("$key", queued.Message.Key),
            ("$chat", queued.Message.Place.Chat),
            ("$content", JsonSerializer.Serialize(queued.Message, ChannelJson.Default.Outbound)),
            ("$kind", queued.IsAnswer ? "answer" : "notice"),
            ("$draft", queued.IsDraft ? 1L : 0L),
            ("$now", Stamp.Of(now))
        ) == 1;

    /// <summary>Nothing that is yet to be sent or changed in a chat goes out any more.</summary>
    public static void Void(Session session, ChannelName channel, string chat, string why) =>
        session.Run(
            """
            UPDATE channel_messages SET state = 'failed', failure = $why, content = '', shown = wanted
            WHERE channel = $channel AND chat = $chat AND (state IN ('waiting', 'sending', 'held') OR wanted > shown)
            """,
            ("$why", why),
            ("$channel", channel.Value),
            ("$chat", chat)
        );

    public static void Release(Session session, ChannelName channel, string chat) =>
        session.Run(
            "UPDATE channel_messages SET state = 'waiting' WHERE channel = $channel AND chat = $chat AND state = 'held'",
            ("$channel", channel.Value),
            ("$chat", chat)
        );
}
