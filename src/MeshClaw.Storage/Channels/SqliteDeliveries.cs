using System.Text.Json;
using MeshClaw.Core.Channels;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Channels;

/// <summary>A delivery that was stored.</summary>
/// <param name="Id">Its row: what came earlier has a lower one.</param>
/// <param name="Channel">Through which channel.</param>
/// <param name="Person">Whose; a row of the people, who may have been removed since.</param>
/// <param name="Delivery">What came.</param>
public sealed record StoredDelivery(long Id, ChannelName Channel, long Person, Delivery Delivery);

/// <summary>What people said, in SQLite: in once by the platform's id, out when it is answered. Kept without its words for 60 days, so that what comes again is known.</summary>
public sealed class SqliteDeliveries(Database database)
{
    /// <summary>Stores what is new of it, with the cursor, in one transaction that is on disk when this returns. Returns what was new.</summary>
    public Task<IReadOnlyList<StoredDelivery>> AddAsync(
        ChannelName channel,
        IReadOnlyList<(Delivery Delivery, long Person)> deliveries,
        string? cursor,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync<IReadOnlyList<StoredDelivery>>(
            session =>
            {
                var fresh = new List<StoredDelivery>();
                foreach (var (delivery, person) in deliveries)
                {
                    if (Add(session, channel, delivery, person) is { } id)
                    {
                        fresh.Add(new StoredDelivery(id, channel, person, delivery));
                    }
                }

                if (cursor is not null)
                {
                    session.Run(
                        "INSERT INTO channel_cursors (channel, cursor) VALUES ($channel, $cursor) ON CONFLICT (channel) DO UPDATE SET cursor = $cursor",
                        ("$channel", channel.Value),
                        ("$cursor", cursor)
                    );
                }

                return fresh;
            },
            cancellationToken
        );

    /// <summary>What waits, oldest first.</summary>
    public Task<IReadOnlyList<StoredDelivery>> WaitingAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredDelivery>>(
            session =>
                session.Rows(
                    "SELECT id, channel, person, content FROM channel_deliveries WHERE outcome IS NULL ORDER BY id",
                    Read
                ),
            cancellationToken
        );

    /// <summary>Closes one and queues its answers, in one transaction; false where it was closed before, and nothing is queued then.</summary>
    public Task<bool> CompleteAsync(
        long id,
        string outcome,
        ChannelName channel,
        IReadOnlyList<QueuedMessage> answers,
        CancellationToken cancellationToken
    ) =>
        database.WriteSoonAsync(
            session =>
            {
                var closed = session.Run(
                    "UPDATE channel_deliveries SET outcome = $outcome, content = '' WHERE id = $id AND outcome IS NULL",
                    ("$outcome", outcome),
                    ("$id", id)
                );
                if (closed == 0)
                {
                    return false;
                }

                foreach (var answer in answers)
                {
                    OutboxRows.Put(session, channel, answer, database.Time.GetUtcNow());
                }

                return true;
            },
            cancellationToken
        );

    /// <summary>Whether a delivery came before.</summary>
    public Task<bool> KnowsAsync(ChannelName channel, string delivery, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session =>
                session.Scalar(
                    "SELECT 1 FROM channel_deliveries WHERE channel = $channel AND delivery = $delivery",
                    ("$channel", channel.Value),
                    ("$delivery", delivery)
                )
                    is not null,
            cancellationToken
        );

    /// <summary>The cursor of a channel; null for none.</summary>
    public Task<string?> CursorAsync(ChannelName channel, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session =>
                (string?)
                    session.Scalar(
                        "SELECT cursor FROM channel_cursors WHERE channel = $channel",
                        ("$channel", channel.Value)
                    ),
            cancellationToken
        );

    private long? Add(Session session, ChannelName channel, Delivery delivery, long person)
    {
        var now = Stamp.Of(database.Time.GetUtcNow());
        var added = session.Run(
            """
            INSERT INTO channel_deliveries (channel, delivery, person, received, content) VALUES ($channel, $delivery, $person, $now, $content)
            ON CONFLICT (channel, delivery) DO NOTHING
            """,
            ("$channel", channel.Value),
            ("$delivery", delivery.Id),
            ("$person", person),
            ("$now", now),
            ("$content", JsonSerializer.Serialize(delivery, ChannelJson.Default.Delivery))
        );
        if (added == 0)
        {
            return null;
        }

        var id = session.LastId;
        session.Run(
            """
            INSERT INTO channel_places (channel, chat, thread, heard) VALUES ($channel, $chat, $thread, $now)
            ON CONFLICT (channel, chat, thread) DO UPDATE SET heard = $now
            """,
            ("$channel", channel.Value),
            ("$chat", delivery.Place.Chat),
            ("$thread", delivery.Place.Thread ?? ""),
            ("$now", now)
        );
        OutboxRows.Release(session, channel, delivery.Place.Chat); // They wrote: the platform lets us answer again.
        return id;
    }

    private static StoredDelivery Read(SqliteDataReader row) =>
        new(
            row.GetInt64(0),
            new ChannelName(row.GetString(1)),
            row.GetInt64(2),
            JsonSerializer.Deserialize(row.GetString(3), ChannelJson.Default.Delivery)
                ?? throw new InvalidDataException("A delivery that waits has no content.")
        );
}
