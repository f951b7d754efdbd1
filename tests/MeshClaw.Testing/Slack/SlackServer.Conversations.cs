using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <content>Conversations and what was said in them.</content>
public sealed partial class SlackServer
{
    private void AddConversations()
    {
        _methods["conversations.history"] = new SlackMethod("", TakesJson: false, c => History(c, c.Conversation()));
        _methods["conversations.replies"] = new SlackMethod("", TakesJson: false, Replies);
        _methods["conversations.open"] = new SlackMethod("im:write", TakesJson: true, Open);
        _methods["conversations.info"] = new SlackMethod("", TakesJson: false, Info);
    }

    private static JsonObject Replies(SlackCall call)
    {
        var where = call.Conversation();
        var ts = call.Need("ts", "thread_not_found");
        return where.Posts.Any(p => p.Ts == ts)
            ? History(call, where, ts)
            : throw new SlackRefusedException("thread_not_found");
    }

    // History has the newest first and no answers in threads; a thread begins with its parent, the oldest first.
    private static JsonObject History(SlackCall call, SlackConversation where, string? thread = null)
    {
        call.DemandFor(where, "history");
        if (!where.Members.Contains(call.Token.User))
        {
            throw new SlackRefusedException("not_in_channel");
        }

        var inclusive = call.Is("inclusive");
        var oldest = Time(call.Text("oldest"), 0, "invalid_ts_oldest");
        var latest = Time(call.Text("latest"), decimal.MaxValue, "invalid_ts_latest");
        var found = where
            .Posts.Where(p => thread is null ? p.ThreadTs is null : p.Ts == thread || p.ThreadTs == thread)
            .Where(p =>
                p.Ts == thread
                || (
                    decimal.Parse(p.Ts, CultureInfo.InvariantCulture) is var at && inclusive
                        ? at >= oldest && at <= latest
                        : at > oldest && at < latest
                )
            )
            .ToList();
        if (thread is null)
        {
            found.Reverse();
        }

        var limit = call.Number("limit", thread is null ? 100 : 1000, 1000);
        var begin = Position(call.Text("cursor"));
        var page = found
            .Skip(begin)
            .Take(limit)
            .Select(p => (JsonNode)Shown(p, where, call.Is("include_all_metadata")));
        var hasMore = begin + limit < found.Count;
        var answer = new JsonObject
        {
            ["messages"] = new JsonArray([.. page]),
            ["has_more"] = hasMore,
            ["pin_count"] = 0,
        };
        if (hasMore)
        {
            answer["response_metadata"] = new JsonObject
            {
                ["next_cursor"] = Convert.ToBase64String(Encoding.ASCII.GetBytes($"next:{begin + limit}")),
            };
        }

        return answer;
    }

    private static JsonObject Shown(SlackPost post, SlackConversation where, bool hasMetadata)
    {
        var shown = (JsonObject)post.Wire.DeepClone();
        if (!hasMetadata)
        {
            shown.Remove("metadata");
        }

        var replies = where.Posts.Count(p => p.ThreadTs == post.Ts);
        if (replies > 0)
        {
            shown["thread_ts"] = post.Ts;
            shown["reply_count"] = replies;
        }

        return shown;
    }

    private static JsonObject Open(SlackCall call)
    {
        var users = call.Need("users", "users_list_not_supplied").Split(',');
        if (users.Any(u => !call.Workspace.Users.ContainsKey(u)))
        {
            throw new SlackRefusedException("user_not_found");
        }

        HashSet<string> members = [call.Token.User, .. users];
        var kind = members.Count > 2 ? "mpim" : "im";
        var found = call.Workspace.Conversations.Values.FirstOrDefault(c =>
            c.Kind == kind && c.Members.SetEquals(members)
        );
        var isNew = found is null;
        found ??= call.Workspace.AddConversation(
            call.Workspace.NextId(kind == "im" ? "D" : "G"),
            kind,
            "",
            [.. members]
        );
        return new JsonObject
        {
            ["no_op"] = !isNew,
            ["already_open"] = !isNew,
            ["channel"] = new JsonObject { ["id"] = found.Id },
        };
    }

    private static JsonObject Info(SlackCall call)
    {
        var found = call.Conversation();
        call.DemandFor(found, "read");
        return new JsonObject { ["channel"] = Shown(found, call, isWhole: true) };
    }

    private static JsonObject Shown(SlackConversation found, SlackCall call, bool isWhole)
    {
        var isMember = found.Members.Contains(call.Token.User);
        var shown = new JsonObject
        {
            ["id"] = found.Id,
            ["name"] = found.Name,
            ["is_channel"] = found.Kind == "channel",
            ["is_group"] = found.Kind == "group",
            ["is_im"] = found.Kind == "im",
            ["is_mpim"] = found.Kind == "mpim",
            ["is_private"] = found.Kind != "channel",
            ["is_archived"] = found.IsArchived,
            ["is_ext_shared"] = found.IsShared,
            ["is_member"] = isMember,
            ["topic"] = new JsonObject { ["value"] = found.Topic },
        };
        if (found.Kind == "im")
        {
            shown.Remove("name");
            shown["user"] = found.Members.FirstOrDefault(m => m != call.Token.User);
        }

        if (isWhole && isMember)
        {
            shown["last_read"] = found.LastRead.GetValueOrDefault(call.Token.User, "0000000000.000000");
        }

        return shown;
    }

    private static decimal Time(string? ts, decimal otherwise, string error) =>
        ts is null ? otherwise
        : decimal.TryParse(ts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var time) ? time
        : throw new SlackRefusedException(error);

    private static int Position(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return 0;
        }

        try
        {
            return Encoding.ASCII.GetString(Convert.FromBase64String(cursor)) is ['n', 'e', 'x', 't', ':', .. var at]
                ? int.Parse(at, CultureInfo.InvariantCulture)
                : throw new SlackRefusedException("invalid_cursor");
        }
        catch (FormatException)
        {
            throw new SlackRefusedException("invalid_cursor");
        }
    }
}
