using System.Text.Json;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Turns;
using MeshClaw.Policy;

namespace MeshClaw.Storage.Channels;

/// <summary>Where people talk, in SQLite: with which agent, in which conversation, and what was asked there.</summary>
public sealed class SqlitePlaces(Database database)
{
    private static readonly PlaceState s_unknown = new(null, null, null, null);

    /// <summary>What is known of a place.</summary>
    public Task<PlaceState> ReadAsync(ChannelName channel, ChatPlace place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        return database.ReadAsync(
            session =>
                session.Row(
                    "SELECT agent, conversation, heard, question FROM channel_places WHERE channel = $channel AND chat = $chat AND thread = $thread",
                    static r => new PlaceState(
                        r.IsDBNull(0) ? null : new AgentName(r.GetString(0)),
                        r.IsDBNull(1) ? null : new ConversationId(r.GetInt64(1)),
                        r.IsDBNull(2) ? null : Stamp.Read(r.GetString(2)),
                        r.IsDBNull(3)
                            ? null
                            : JsonSerializer.Deserialize(r.GetString(3), ChannelJson.Default.PlaceQuestion)
                    ),
                    ("$channel", channel.Value),
                    ("$chat", place.Chat),
                    ("$thread", place.Thread ?? "")
                ) ?? s_unknown,
            cancellationToken
        );
    }

    /// <summary>Says who answers in a place from now on, and in which conversation.</summary>
    public Task TalkAsync(
        ChannelName channel,
        ChatPlace place,
        AgentName? agent,
        ConversationId? conversation,
        CancellationToken cancellationToken
    ) =>
        SetAsync(
            channel,
            place,
            "agent = $first, conversation = $second",
            agent?.Value,
            conversation?.Value,
            cancellationToken
        );

    /// <summary>Says what was asked in a place; null where nothing is any more.</summary>
    public Task AskAsync(
        ChannelName channel,
        ChatPlace place,
        PlaceQuestion? question,
        CancellationToken cancellationToken
    ) =>
        SetAsync(
            channel,
            place,
            "question = coalesce($first, $second)",
            question is null ? null : JsonSerializer.Serialize(question, ChannelJson.Default.PlaceQuestion),
            null,
            cancellationToken
        );

    private Task<int> SetAsync(
        ChannelName channel,
        ChatPlace place,
        string change,
        object? first,
        object? second,
        CancellationToken cancellationToken
    ) =>
        database.WriteSoonAsync(
            session =>
            {
                session.Run(
                    "INSERT INTO channel_places (channel, chat, thread) VALUES ($channel, $chat, $thread) ON CONFLICT DO NOTHING",
                    ("$channel", channel.Value),
                    ("$chat", place.Chat),
                    ("$thread", place.Thread ?? "")
                );
                return session.Run(
                    $"UPDATE channel_places SET {change} WHERE channel = $channel AND chat = $chat AND thread = $thread",
                    ("$first", first),
                    ("$second", second),
                    ("$channel", channel.Value),
                    ("$chat", place.Chat),
                    ("$thread", place.Thread ?? "")
                );
            },
            cancellationToken
        );
}
