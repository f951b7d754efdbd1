using System.Security.Cryptography;
using System.Text;
using MeshClaw.Core.Channels;
using MeshClaw.Storage.Audit;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Channels;

/// <summary>
/// Who may speak, in SQLite. Pairing: a code is shown on the device and said in a direct chat; 8 characters, 10 minutes, one code for a channel at a time.
/// Three wrong ones and nothing more of that sender is looked at for an hour; thirty of anybody and the code is void. Every change is audited.
/// </summary>
public sealed class SqlitePeople(Database database)
{
    /// <summary>Characters of a code.</summary>
    public const int CodeLength = 8;

    /// <summary>Wrong codes before a sender waits.</summary>
    public const int MostTries = 3;

    private const int MostTriesOfAll = 30;
    private const string Columns = "id, channel, sender, name, rights, chat, paired";

    // No letter that looks like another or like a digit.
    private const string Alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// <summary>How long a code serves.</summary>
    public static readonly TimeSpan CodeServes = TimeSpan.FromMinutes(10);

    /// <summary>How long a sender waits who guessed too often.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromHours(1);

    /// <summary>Everybody.</summary>
    public Task<IReadOnlyList<ChannelPerson>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ChannelPerson>>(
            session => session.Rows($"SELECT {Columns} FROM channel_people ORDER BY id", Read),
            cancellationToken
        );

    /// <summary>Makes the code of a channel; one from before is void. Only its hash is kept: this is the one time that it is seen.</summary>
    public Task<string> NewCodeAsync(ChannelName channel, ChannelRights rights, CancellationToken cancellationToken)
    {
        var code = RandomNumberGenerator.GetString(Alphabet, CodeLength);
        var salt = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return database.WriteAsync(
            session =>
            {
                var now = database.Time.GetUtcNow();
                session.Run(
                    """
                    INSERT INTO channel_codes (channel, salt, hash, rights, expires, tries) VALUES ($channel, $salt, $hash, $rights, $expires, 0)
                    ON CONFLICT (channel) DO UPDATE SET salt = $salt, hash = $hash, rights = $rights, expires = $expires, tries = 0
                    """,
                    ("$channel", channel.Value),
                    ("$salt", salt),
                    ("$hash", HashOf(salt, code)),
                    ("$rights", (long)rights),
                    ("$expires", Stamp.Of(now + CodeServes))
                );
                new AuditWriter(session, now).Append(
                    "channel.code",
                    json =>
                    {
                        json.WriteString("channel", channel.Value);
                        json.WriteString("rights", rights.ToString());
                    }
                );
                return code;
            },
            cancellationToken
        );
    }

    /// <summary>Whether a text could be a code: anything else is no try.</summary>
    public static bool LooksLikeCode(string text) => Normalize(text) is not null;

    /// <summary>
    /// Pairs who says the code in a direct chat; null where it is not the code, there is none, it ran out, or the sender has to wait. Who is paired
    /// already gets the rights of the code. Where no code serves there is nothing to guess: nothing is counted then, and nothing written.
    /// </summary>
    public async Task<ChannelPerson?> PairAsync(ChannelName channel, Delivery said, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(said);
        if (said.IsGroup || Normalize(said.Text) is not { } code)
        {
            return null;
        }

        var serves = await database
            .ReadAsync(session => CodeOf(session, channel, database.Time.GetUtcNow()) is not null, cancellationToken)
            .ConfigureAwait(false);
        return serves ? await TryAsync(channel, said, code, cancellationToken).ConfigureAwait(false) : null;
    }

    private Task<ChannelPerson?> TryAsync(
        ChannelName channel,
        Delivery said,
        string code,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            session =>
            {
                var now = database.Time.GetUtcNow();
                if (CodeOf(session, channel, now) is not { } pending || Waits(session, channel, said.Sender, now))
                {
                    return null;
                }

                if (!IsCode(pending.Salt, pending.Hash, code))
                {
                    CountTry(session, channel, said.Sender, now);
                    return null;
                }

                session.Run("DELETE FROM channel_codes WHERE channel = $channel", ("$channel", channel.Value));
                session.Run(
                    "DELETE FROM channel_tries WHERE channel = $channel AND sender = $sender",
                    ("$channel", channel.Value),
                    ("$sender", said.Sender)
                );
                return Insert(session, channel, said, (ChannelRights)pending.Rights, now);
            },
            cancellationToken
        );

    /// <summary>
    /// Has a person who was proven in another way than by a code, with themselves as name and chat. One who is there already stays as they are.
    /// </summary>
    public Task<ChannelPerson> EnsureAsync(
        ChannelName channel,
        string sender,
        ChannelRights rights,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            session =>
            {
                var now = database.Time.GetUtcNow();
                var said = new Delivery
                {
                    Id = "",
                    Place = new ChatPlace(sender),
                    Sender = sender,
                    SenderName = sender,
                    Sent = now,
                };
                return Find(session, channel, sender) ?? Insert(session, channel, said, rights, now);
            },
            cancellationToken
        );

    /// <summary>
    /// Somebody may speak no longer, and nothing more is told them: neither what waits to go out to their chat, nor what turns of theirs come to.
    /// False where there is no such person.
    /// </summary>
    public Task<bool> RemoveAsync(long person, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                if (Find(session, person) is not { } found)
                {
                    return false;
                }

                session.Run("DELETE FROM channel_people WHERE id = $id", ("$id", person));
                session.Run("DELETE FROM channel_cards WHERE person = $id", ("$id", person));
                session.Run("DELETE FROM channel_confirmations WHERE person = $id", ("$id", person));
                session.Run("DELETE FROM channel_runs WHERE person = $id", ("$id", person));
                OutboxRows.Void(session, found.Channel, found.Chat, "Its reader was unpaired.");
                Audit(session, "channel.unpaired", found, database.Time.GetUtcNow());
                return true;
            },
            cancellationToken
        );

    private static ChannelPerson Insert(
        Session session,
        ChannelName channel,
        Delivery said,
        ChannelRights rights,
        DateTimeOffset now
    )
    {
        session.Run(
            """
            INSERT INTO channel_people (channel, sender, name, rights, chat, paired) VALUES ($channel, $sender, $name, $rights, $chat, $now)
            ON CONFLICT (channel, sender) DO UPDATE SET name = $name, rights = $rights, chat = $chat, paired = $now
            """,
            ("$channel", channel.Value),
            ("$sender", said.Sender),
            ("$name", said.SenderName),
            ("$rights", (long)rights),
            ("$chat", said.Place.Chat),
            ("$now", Stamp.Of(now))
        );
        var person = Find(session, channel, said.Sender)!; // Written just now.
        Audit(session, "channel.paired", person, now);
        return person;
    }

    private static ChannelPerson? Find(Session session, ChannelName channel, string sender) =>
        session.Row(
            $"SELECT {Columns} FROM channel_people WHERE channel = $channel AND sender = $sender",
            Read,
            ("$channel", channel.Value),
            ("$sender", sender)
        );

    private static ChannelPerson? Find(Session session, long id) =>
        session.Row($"SELECT {Columns} FROM channel_people WHERE id = $id", Read, ("$id", id));

    private static void Audit(Session session, string kind, ChannelPerson person, DateTimeOffset now) =>
        new AuditWriter(session, now).Append(
            kind,
            json =>
            {
                json.WriteString("channel", person.Channel.Value);
                json.WriteString("sender", person.Sender);
                json.WriteString("rights", person.Rights.ToString());
            }
        );

    private static bool Waits(Session session, ChannelName channel, string sender, DateTimeOffset now) =>
        session.Scalar(
            "SELECT 1 FROM channel_tries WHERE channel = $channel AND sender = $sender AND until > $now",
            ("$channel", channel.Value),
            ("$sender", sender),
            ("$now", Stamp.Of(now))
        )
            is not null;

    private static (string Salt, string Hash, long Rights)? CodeOf(
        Session session,
        ChannelName channel,
        DateTimeOffset now
    ) =>
        session.Row(
            "SELECT salt, hash, rights FROM channel_codes WHERE channel = $channel AND expires > $now AND tries < $most",
            static r => ((string Salt, string Hash, long Rights)?)(r.GetString(0), r.GetString(1), r.GetInt64(2)),
            ("$channel", channel.Value),
            ("$now", Stamp.Of(now)),
            ("$most", MostTriesOfAll)
        );

    private static bool IsCode(string salt, string hash, string code) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(HashOf(salt, code)),
            Encoding.ASCII.GetBytes(hash)
        );

    private static void CountTry(Session session, ChannelName channel, string sender, DateTimeOffset now)
    {
        session.Run("UPDATE channel_codes SET tries = tries + 1 WHERE channel = $channel", ("$channel", channel.Value));
        session.Run(
            """
            INSERT INTO channel_tries (channel, sender, tries) VALUES ($channel, $sender, 1)
            ON CONFLICT (channel, sender) DO UPDATE SET tries = CASE WHEN until IS NULL THEN tries + 1 ELSE 1 END, until = NULL
            """,
            ("$channel", channel.Value),
            ("$sender", sender)
        );
        session.Run(
            "UPDATE channel_tries SET until = $until WHERE channel = $channel AND sender = $sender AND tries >= $most",
            ("$until", Stamp.Of(now + Wait)),
            ("$channel", channel.Value),
            ("$sender", sender),
            ("$most", MostTries)
        );
    }

    private static string? Normalize(string text)
    {
        if (text.Length > 4 * CodeLength)
        {
            return null;
        }

        var code = new string([.. text.ToUpperInvariant().Where(c => !char.IsWhiteSpace(c) && c != '-')]);
        return code.Length == CodeLength && code.All(c => Alphabet.Contains(c, StringComparison.Ordinal)) ? code : null;
    }

    private static string HashOf(string salt, string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{salt}:{code}")));

    private static ChannelPerson Read(SqliteDataReader row) =>
        new(
            row.GetInt64(0),
            new ChannelName(row.GetString(1)),
            row.GetString(2),
            row.GetString(3),
            (ChannelRights)row.GetInt64(4),
            row.GetString(5),
            Stamp.Read(row.GetString(6))
        );
}
