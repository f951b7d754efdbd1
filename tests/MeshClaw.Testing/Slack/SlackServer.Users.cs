using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <content>
/// What people's own tokens use beside what apps do: who is who, which channels are mine, search, reactions, messages for later. From
/// docs.slack.dev/reference/methods, one page a method.
/// </content>
public sealed partial class SlackServer
{
    private void AddUsers()
    {
        _methods["users.list"] = new SlackMethod("users:read", TakesJson: false, ListUsers);
        _methods["users.conversations"] = new SlackMethod("", TakesJson: false, c => ListConversations(c, mine: true));
        _methods["conversations.list"] = new SlackMethod("", TakesJson: false, c => ListConversations(c, mine: false));
        _methods["conversations.members"] = new SlackMethod("", TakesJson: false, Members);
        _methods["conversations.mark"] = new SlackMethod("", TakesJson: true, Mark);
        _methods["search.messages"] = new SlackMethod("search:read", TakesJson: false, Search);
        _methods["reactions.remove"] = new SlackMethod("reactions:write", TakesJson: true, RemoveReaction);
        _methods["reactions.get"] = new SlackMethod("reactions:read", TakesJson: false, GetReactions);
        _methods["chat.scheduleMessage"] = new SlackMethod("chat:write", TakesJson: true, ScheduleMessage);
        _methods["chat.deleteScheduledMessage"] = new SlackMethod("chat:write", TakesJson: true, DeleteScheduled);
        _methods["chat.scheduledMessages.list"] = new SlackMethod("", TakesJson: true, ListScheduled);
    }

    private static JsonObject Wire(SlackUser user) =>
        new()
        {
            ["id"] = user.Id,
            ["team_id"] = user.Team,
            ["name"] = user.Name,
            ["deleted"] = user.IsDeleted,
            ["real_name"] = user.RealName,
            ["is_bot"] = user.BotId is not null,
            ["is_restricted"] = user.IsGuest,
            ["is_ultra_restricted"] = false,
            ["profile"] = new JsonObject
            {
                ["real_name"] = user.RealName,
                ["display_name"] = user.Name,
                ["title"] = user.Title,
            },
        };

    private static JsonObject ListUsers(SlackCall call) =>
        Paged(
            call,
            "members",
            [.. call.Workspace.Users.Values.OrderBy(u => u.Id, StringComparer.Ordinal).Select(Wire)]
        );

    private static JsonObject ListConversations(SlackCall call, bool mine)
    {
        var kinds = (call.Text("types") ?? "public_channel").Split(',');
        var found = call
            .Workspace.Conversations.Values.Where(c => kinds.Contains(TypeOf(c)))
            .Where(c => c.Members.Contains(call.Token.User) || (!mine && c.Kind == "channel"))
            .Where(c => !(call.Is("exclude_archived") && c.IsArchived))
            .OrderBy(c => c.Id, StringComparer.Ordinal)
            .ToList();
        foreach (var one in found)
        {
            call.DemandFor(one, "read");
        }

        // Neither of the two says how far one has read: conversations.info does.
        return Paged(call, "channels", [.. found.Select(c => Shown(c, call, isWhole: false))]);
    }

    private static JsonObject Members(SlackCall call)
    {
        var found = call.Conversation();
        call.DemandFor(found, "read");
        return Paged(
            call,
            "members",
            [.. found.Members.Order(StringComparer.Ordinal).Select(m => (JsonNode)JsonValue.Create(m))]
        );
    }

    private static JsonObject Mark(SlackCall call)
    {
        var found = call.Conversation();
        call.DemandFor(found, "write");
        if (!found.Members.Contains(call.Token.User))
        {
            throw new SlackRefusedException("not_in_channel");
        }

        found.LastRead[call.Token.User] = call.Need("ts", "invalid_timestamp");
        return [];
    }

    // docs.slack.dev/reference/methods/search.messages: pages by number; words are all to be there, "in:" and "from:" narrow.
    private static JsonObject Search(SlackCall call)
    {
        var words = call.Need("query", "no_query").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = call
            .Workspace.Conversations.Values.Where(c => c.Members.Contains(call.Token.User) || c.Kind == "channel")
            .SelectMany(c => c.Posts.Select(p => (Where: c, Post: p)))
            .Where(f => words.All(w => Matches(call.Workspace, f.Where, f.Post, w)))
            .OrderByDescending(f => f.Post.Ts, StringComparer.Ordinal)
            .ToList();
        var (count, page) = (call.Number("count", 20, 100), call.Number("page", 1, 100));
        var matches = found.Skip((page - 1) * count).Take(count).Select(f => (JsonNode)Match(f.Where, f.Post));
        return new JsonObject
        {
            ["query"] = call.Text("query"),
            ["messages"] = new JsonObject
            {
                ["total"] = found.Count,
                ["paging"] = new JsonObject
                {
                    ["count"] = count,
                    ["total"] = found.Count,
                    ["page"] = page,
                    ["pages"] = (found.Count + count - 1) / count,
                },
                ["matches"] = new JsonArray([.. matches]),
            },
        };
    }

    private static bool Matches(SlackWorkspace workspace, SlackConversation where, SlackPost post, string word) =>
        word.StartsWith("in:", StringComparison.Ordinal) ? where.Name == word[3..].TrimStart('#')
        : word.StartsWith("from:", StringComparison.Ordinal)
            ? workspace.Users[post.User].Name == word[5..].TrimStart('@')
        : ((string?)post.Wire["text"] ?? "").Contains(word, StringComparison.OrdinalIgnoreCase);

    private static JsonObject Match(SlackConversation where, SlackPost post)
    {
        var match = (JsonObject)post.Wire.DeepClone();
        match.Remove("metadata");
        match["channel"] = new JsonObject { ["id"] = where.Id, ["name"] = where.Name };
        match["permalink"] = $"https://acme.slack.com/archives/{where.Id}/p{post.Ts.Replace(".", "")}";
        return match;
    }

    private static JsonObject RemoveReaction(SlackCall call)
    {
        var post = Reacted(call);
        var name = call.Need("name", "invalid_name");
        var one = (post.Wire["reactions"] as JsonArray)?.FirstOrDefault(r => (string?)r!["name"] == name);
        var mine = one?["users"]!.AsArray().FirstOrDefault(u => (string?)u == call.Token.User);
        if (one is null || mine is null)
        {
            throw new SlackRefusedException("no_reaction");
        }

        one["users"]!.AsArray().Remove(mine);
        one["count"] = one["users"]!.AsArray().Count;
        if (one["users"]!.AsArray().Count == 0)
        {
            post.Wire["reactions"]!.AsArray().Remove(one);
        }

        return [];
    }

    private static JsonObject GetReactions(SlackCall call) =>
        new()
        {
            ["type"] = "message",
            ["channel"] = call.Need("channel", "channel_not_found"),
            ["message"] = Reacted(call).Wire.DeepClone(),
        };

    private static SlackPost Reacted(SlackCall call) =>
        call.Conversation().Posts.FirstOrDefault(p => p.Ts == call.Need("timestamp", "bad_timestamp"))
        ?? throw new SlackRefusedException("message_not_found");

    // docs.slack.dev/reference/methods/chat.scheduleMessage: in the future, at most 120 days.
    private static JsonObject ScheduleMessage(SlackCall call)
    {
        var where = call.Writable();
        if (!long.TryParse(call.Text("post_at"), CultureInfo.InvariantCulture, out var at))
        {
            throw new SlackRefusedException("invalid_time");
        }

        var now = call.Workspace.Time.GetUtcNow().ToUnixTimeSeconds();
        if (at <= now || at > now + (120 * 24 * 3600))
        {
            throw new SlackRefusedException(at <= now ? "time_in_past" : "time_too_far");
        }

        var said = Said(call);
        var waiting = new SlackWaiting(
            call.Workspace.NextId("Q"),
            where.Id,
            call.Token.User,
            at,
            said,
            call.Text("thread_ts")
        );
        call.Workspace.Waiting.Add(waiting);
        return new JsonObject
        {
            ["channel"] = where.Id,
            ["scheduled_message_id"] = waiting.Id,
            ["post_at"] = at,
            ["message"] = said.DeepClone(),
        };
    }

    private static JsonObject DeleteScheduled(SlackCall call)
    {
        var (where, id) = (call.Writable(), call.Need("scheduled_message_id", "invalid_scheduled_message_id"));
        return
            call.Workspace.Waiting.RemoveAll(w => w.Id == id && w.Channel == where.Id && w.User == call.Token.User) > 0
            ? []
            : throw new SlackRefusedException("invalid_scheduled_message_id");
    }

    private static JsonObject ListScheduled(SlackCall call)
    {
        var channel = call.Text("channel");
        var found = call
            .Workspace.Waiting.Where(w => w.User == call.Token.User && (channel is null || w.Channel == channel))
            .Select(w =>
                (JsonNode)
                    new JsonObject
                    {
                        ["id"] = w.Id,
                        ["channel_id"] = w.Channel,
                        ["post_at"] = w.At,
                        ["date_created"] = w.At - 1,
                        ["text"] = (string?)w.Said["text"],
                    }
            );
        return Paged(call, "scheduled_messages", [.. found]);
    }

    private static JsonObject Paged(SlackCall call, string name, IReadOnlyList<JsonNode> all)
    {
        var (begin, limit) = (Position(call.Text("cursor")), call.Number("limit", 100, 1000));
        var hasMore = begin + limit < all.Count;
        var next = hasMore ? Convert.ToBase64String(Encoding.ASCII.GetBytes($"next:{begin + limit}")) : "";
        return new JsonObject
        {
            [name] = new JsonArray([.. all.Skip(begin).Take(limit)]),
            ["response_metadata"] = new JsonObject { ["next_cursor"] = next }, // Empty at the end.
        };
    }

    private static string TypeOf(SlackConversation conversation) =>
        conversation.Kind switch
        {
            "channel" => "public_channel",
            "group" => "private_channel",
            var kind => kind,
        };
}
