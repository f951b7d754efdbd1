using System.Globalization;
using System.Text.Json.Nodes;
using MeshClaw.Connectors.Chat.Stores;

namespace MeshClaw.Connectors.Chat.Slack;

/// <summary>
/// Slack with the owner's own token (<c>xoxp-</c>): sees what the owner sees, and acts in the owner's name. Not for use by several threads at once.
/// </summary>
internal sealed partial class SlackChatStore(SlackChatApi api, TimeProvider time) : IChatStore
{
    private const string AllKinds = "public_channel,private_channel,im,mpim";
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, (ChatPerson Person, long At)> _people = [];
    private ChatAccount? _account;

    /// <inheritdoc />
    public async Task<ChatAccount> WhoAmIAsync(CancellationToken cancellationToken)
    {
        if (_account is not null)
        {
            return _account;
        }

        var who = await api.ReadAsync("auth.test", SlackChatJson.Default.SlackAuthReply, cancellationToken)
            .ConfigureAwait(false);
        if (who.BotId is not null)
        {
            throw new ChatRefusedException(
                "not_allowed_token_type",
                "This token is a bot's (xoxb-…). Give the User OAuth Token of the app (xoxp-…)."
            );
        }

        return _account = who is { TeamId: { Length: > 0 } team, UserId: { Length: > 0 } user }
            ? new ChatAccount(team, who.Team ?? team, user, who.User ?? user)
            : throw SlackChatErrors.Nonsense("auth.test");
    }

    /// <inheritdoc />
    public async Task<ChatPlace?> FindPlaceAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await api.ReadAsync(
                    "conversations.info",
                    SlackChatJson.Default.SlackPlacesReply,
                    cancellationToken,
                    ("channel", id)
                )
                .ConfigureAwait(false);
            return SlackChatReading.Place(
                reply.Channel ?? throw SlackChatErrors.Nonsense("conversations.info"),
                "conversations.info"
            );
        }
        catch (ChatRefusedException refused) when (refused.Code == "channel_not_found")
        {
            return null;
        }
    }

    /// <inheritdoc />
    public async Task<ChatPlaces> ListPlacesAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var reply = await api.ReadAsync(
                "users.conversations",
                SlackChatJson.Default.SlackPlacesReply,
                cancellationToken,
                ("types", AllKinds),
                ("exclude_archived", "true"),
                ("limit", Number(limit)),
                ("cursor", cursor)
            )
            .ConfigureAwait(false);
        var found = reply.Channels ?? throw SlackChatErrors.Nonsense("users.conversations");
        return new ChatPlaces([.. found.Select(c => SlackChatReading.Place(c, "users.conversations"))], reply.Next);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> ListMembersAsync(
        string place,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        var reply = await api.ReadAsync(
                "conversations.members",
                SlackChatJson.Default.SlackMembersReply,
                cancellationToken,
                ("channel", place),
                ("limit", Number(atMost + 1))
            )
            .ConfigureAwait(false);
        return reply.Members ?? throw SlackChatErrors.Nonsense("conversations.members");
    }

    /// <inheritdoc />
    public async Task<ChatPerson?> FindPersonAsync(string id, CancellationToken cancellationToken)
    {
        if (_people.TryGetValue(id, out var known) && time.GetElapsedTime(known.At) < s_kept)
        {
            return known.Person;
        }

        try
        {
            var reply = await api.ReadAsync(
                    "users.info",
                    SlackChatJson.Default.SlackUsersReply,
                    cancellationToken,
                    ("user", id)
                )
                .ConfigureAwait(false);
            return Remember(
                SlackChatReading.Person(reply.User ?? throw SlackChatErrors.Nonsense("users.info"), "users.info")
            );
        }
        catch (ChatRefusedException refused) when (refused.Code is "user_not_found" or "user_not_visible")
        {
            return null;
        }
    }

    /// <inheritdoc />
    public async Task<ChatPeople> ListPeopleAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var reply = await api.ReadAsync(
                "users.list",
                SlackChatJson.Default.SlackUsersReply,
                cancellationToken,
                ("limit", Number(limit)),
                ("cursor", cursor)
            )
            .ConfigureAwait(false);
        var found = reply.Members ?? throw SlackChatErrors.Nonsense("users.list");
        return new ChatPeople([.. found.Select(u => Remember(SlackChatReading.Person(u, "users.list")))], reply.Next);
    }

    /// <inheritdoc />
    public async Task<string> PostAsync(ChatPosting posting, CancellationToken cancellationToken)
    {
        var reply = await api.WriteAsync(
                "chat.postMessage",
                SlackChatWords.Of(posting),
                SlackChatJson.Default.SlackPostedReply,
                cancellationToken
            )
            .ConfigureAwait(false);
        return reply.Ts is { Length: > 0 } ts ? ts : throw SlackChatErrors.Nonsense("chat.postMessage");
    }

    /// <inheritdoc />
    public Task EditAsync(ChatEdit edit, CancellationToken cancellationToken) =>
        api.WriteAsync("chat.update", SlackChatWords.Of(edit), SlackChatJson.Default.SlackReply, cancellationToken);

    /// <inheritdoc />
    public Task DeleteAsync(string place, string message, CancellationToken cancellationToken) =>
        api.WriteAsync(
            "chat.delete",
            new JsonObject { ["channel"] = place, ["ts"] = message },
            SlackChatJson.Default.SlackReply,
            cancellationToken
        );

    /// <inheritdoc />
    public async Task<bool> ReactAsync(
        string place,
        string message,
        string emoji,
        bool isOn,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var arguments = new JsonObject
            {
                ["channel"] = place,
                ["timestamp"] = message,
                ["name"] = emoji,
            };
            await api.WriteAsync(
                    isOn ? "reactions.add" : "reactions.remove",
                    arguments,
                    SlackChatJson.Default.SlackReply,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return true;
        }
        catch (ChatRefusedException refused) when (refused.Code == (isOn ? "already_reacted" : "no_reaction"))
        {
            return false;
        }
    }

    /// <inheritdoc />
    public async Task<string> ScheduleAsync(ChatPosting posting, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var arguments = SlackChatWords.Of(posting);
        arguments["post_at"] = at.ToUnixTimeSeconds();
        var reply = await api.WriteAsync(
                "chat.scheduleMessage",
                arguments,
                SlackChatJson.Default.SlackScheduledReply,
                cancellationToken
            )
            .ConfigureAwait(false);
        return reply.ScheduledMessageId is { Length: > 0 } id
            ? id
            : throw SlackChatErrors.Nonsense("chat.scheduleMessage");
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<ChatScheduled>> ListScheduledAsync(
        string place,
        CancellationToken cancellationToken
    )
    {
        var reply = await api.ReadAsync(
                "chat.scheduledMessages.list",
                SlackChatJson.Default.SlackScheduledReply,
                cancellationToken,
                ("channel", place),
                ("limit", "100")
            )
            .ConfigureAwait(false);
        var found = reply.ScheduledMessages ?? throw SlackChatErrors.Nonsense("chat.scheduledMessages.list");
        return
        [
            .. found.Select(s => new ChatScheduled(
                s.Id ?? throw SlackChatErrors.Nonsense("chat.scheduledMessages.list"),
                DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp(s.PostAt, 0, 100_000_000_000)),
                SlackChatText.Read(s.Text ?? "")
            )),
        ];
    }

    /// <inheritdoc />
    public Task UnscheduleAsync(string place, string id, CancellationToken cancellationToken) =>
        api.WriteAsync(
            "chat.deleteScheduledMessage",
            new JsonObject { ["channel"] = place, ["scheduled_message_id"] = id },
            SlackChatJson.Default.SlackReply,
            cancellationToken
        );

    /// <inheritdoc />
    public void Dispose() => api.Dispose();

    private ChatPerson Remember(ChatPerson person)
    {
        _people[person.Id] = (person, time.GetTimestamp());
        return person;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
