using System.Buffers.Text;
using System.Security.Cryptography;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Channels;
using MeshClaw.Policy;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Channels;

/// <summary>A card: one approval as it was shown to one person.</summary>
/// <param name="Token">What its buttons carry: 96 random bits.</param>
/// <param name="Approval">Which approval.</param>
/// <param name="Hash">The hash of what was shown.</param>
/// <param name="Channel">Where it was shown.</param>
/// <param name="Person">To whom: nobody else's press counts.</param>
/// <param name="Key">Of its message in the outbox.</param>
/// <param name="Place">Where in the channel.</param>
/// <param name="Expires">From when on it serves no longer, UTC.</param>
/// <param name="Used">When it was answered, UTC; null while it was not.</param>
public sealed record ApprovalCard(
    string Token,
    ApprovalId Approval,
    string Hash,
    ChannelName Channel,
    long Person,
    string Key,
    ChatPlace Place,
    DateTimeOffset Expires,
    DateTimeOffset? Used
);

/// <summary>Cards in SQLite, and the first yes to what wants two.</summary>
public sealed class SqliteCards(Database database)
{
    private const string Columns = "token, approval, hash, channel, person, key, chat, thread, expires, used";

    /// <summary>Makes a card for a message that is about to be queued.</summary>
    public async Task<ApprovalCard> NewAsync(
        Approval approval,
        ChannelPerson person,
        string key,
        ChatPlace place,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(approval);
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(place);
        var card = new ApprovalCard(
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12)),
            approval.Id,
            approval.Hash,
            person.Channel,
            person.Id,
            key,
            place,
            approval.Expires,
            null
        );
        await database
            .WriteSoonAsync(
                session =>
                    session.Run(
                        $"INSERT INTO channel_cards ({Columns}) VALUES ($token, $approval, $hash, $channel, $person, $key, $chat, $thread, $expires, NULL)",
                        ("$token", card.Token),
                        ("$approval", approval.Id.Value),
                        ("$hash", approval.Hash),
                        ("$channel", person.Channel.Value),
                        ("$person", person.Id),
                        ("$key", key),
                        ("$chat", place.Chat),
                        ("$thread", place.Thread ?? ""),
                        ("$expires", Stamp.Of(approval.Expires))
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
        return card;
    }

    /// <summary>The card of a token; null where there is none.</summary>
    public Task<ApprovalCard?> FindAsync(string token, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session =>
                session.Row($"SELECT {Columns} FROM channel_cards WHERE token = $token", Read, ("$token", token)),
            cancellationToken
        );

    /// <summary>Every card of an approval.</summary>
    public Task<IReadOnlyList<ApprovalCard>> OfAsync(ApprovalId approval, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ApprovalCard>>(
            session =>
                session.Rows(
                    $"SELECT {Columns} FROM channel_cards WHERE approval = $approval",
                    Read,
                    ("$approval", approval.Value)
                ),
            cancellationToken
        );

    /// <summary>The approvals that have unused cards: those whose outcome is to be shown once they are answered.</summary>
    public Task<IReadOnlyList<ApprovalId>> OpenAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ApprovalId>>(
            session =>
                session.Rows(
                    "SELECT DISTINCT approval FROM channel_cards WHERE used IS NULL",
                    static r => new ApprovalId(r.GetInt64(0))
                ),
            cancellationToken
        );

    /// <summary>Every card of an approval serves no longer; true for the one who came first.</summary>
    public Task<bool> UseAsync(ApprovalId approval, CancellationToken cancellationToken) =>
        database.WriteSoonAsync(
            session =>
                session.Run(
                    "UPDATE channel_cards SET used = $now WHERE approval = $approval AND used IS NULL",
                    ("$now", Stamp.Of(database.Time.GetUtcNow())),
                    ("$approval", approval.Value)
                ) > 0,
            cancellationToken
        );

    /// <summary>Notes a yes to what was shown under a hash; returns on how many channels there is one now.</summary>
    public Task<long> ConfirmAsync(
        ApprovalId approval,
        string hash,
        ChannelPerson person,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(person);
        return database.WriteAsync(
            session =>
            {
                session.Run(
                    """
                    INSERT INTO channel_confirmations (approval, hash, person, channel, given) VALUES ($approval, $hash, $person, $channel, $now)
                    ON CONFLICT (approval, channel) DO UPDATE SET hash = $hash, person = $person, given = $now
                    """,
                    ("$approval", approval.Value),
                    ("$hash", hash),
                    ("$person", person.Id),
                    ("$channel", person.Channel.Value),
                    ("$now", Stamp.Of(database.Time.GetUtcNow()))
                );
                return (long)
                    session.Scalar(
                        "SELECT count(DISTINCT channel) FROM channel_confirmations WHERE approval = $approval AND hash = $hash",
                        ("$approval", approval.Value),
                        ("$hash", hash)
                    )!; // count always answers.
            },
            cancellationToken
        );
    }

    private static ApprovalCard Read(SqliteDataReader row) =>
        new(
            row.GetString(0),
            new ApprovalId(row.GetInt64(1)),
            row.GetString(2),
            new ChannelName(row.GetString(3)),
            row.GetInt64(4),
            row.GetString(5),
            new ChatPlace(row.GetString(6), row.GetString(7) is { Length: > 0 } thread ? thread : null),
            Stamp.Read(row.GetString(8)),
            row.IsDBNull(9) ? null : Stamp.Read(row.GetString(9))
        );
}
