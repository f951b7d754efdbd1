using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <content>Who one is, and messages.</content>
public sealed partial class SlackServer
{
    private const int MaxText = 40_000; // docs.slack.dev/reference/methods/chat.postMessage#truncating: what is longer is cut.
    private const int MaxUpdate = 4_000; // docs.slack.dev/reference/methods/chat.update#errors: msg_too_long.

    private void AddBasics()
    {
        _methods["auth.test"] = new SlackMethod("", TakesJson: true, AuthTest);
        _methods["users.info"] = new SlackMethod("users:read", TakesJson: false, UserInfo);
        _methods["apps.connections.open"] = new SlackMethod("connections:write", TakesJson: true, OpenConnection)
        {
            IsForApps = true,
        };
    }

    private void AddChat()
    {
        _methods["chat.postMessage"] = new SlackMethod("chat:write", TakesJson: true, PostMessage);
        _methods["chat.update"] = new SlackMethod("chat:write", TakesJson: true, Update);
        _methods["chat.delete"] = new SlackMethod("chat:write", TakesJson: true, Delete);
        _methods["reactions.add"] = new SlackMethod("reactions:write", TakesJson: true, AddReaction);
        _methods["assistant.threads.setStatus"] = new SlackMethod("chat:write", TakesJson: true, SetStatus);
    }

    private static JsonObject AuthTest(SlackCall call)
    {
        var user = call.Workspace.Users[call.Token.User];
        var answer = new JsonObject
        {
            ["url"] = "https://acme.slack.com/",
            ["team"] = call.Workspace.TeamName,
            ["user"] = user.Name,
            ["team_id"] = call.Workspace.Team,
            ["user_id"] = user.Id,
            ["is_enterprise_install"] = false,
        };
        if (user.BotId is not null)
        {
            answer["bot_id"] = user.BotId;
        }

        return answer;
    }

    private static JsonObject UserInfo(SlackCall call)
    {
        var user =
            call.Workspace.Users.GetValueOrDefault(call.Need("user"))
            ?? throw new SlackRefusedException("user_not_found");
        return new JsonObject { ["user"] = Wire(user) };
    }

    private static JsonObject PostMessage(SlackCall call)
    {
        var where = call.Writable();
        var said = Said(call);
        if ((string?)said["text"] is { Length: > MaxText } text)
        {
            said["text"] = text[..MaxText];
        }

        var thread = call.Text("thread_ts");
        if (thread is not null && where.Posts.All(p => p.Ts != thread))
        {
            throw new SlackRefusedException("thread_not_found");
        }

        var post = call.Workspace.Post(where.Id, call.Token.User, said, thread);
        call.Workspace.Statuses.RemoveAll(s => s.StartsWith($"{where.Id}/{thread}:", StringComparison.Ordinal));
        return new JsonObject
        {
            ["channel"] = where.Id,
            ["ts"] = post.Ts,
            ["message"] = post.Wire.DeepClone(),
        };
    }

    private static JsonObject Update(SlackCall call)
    {
        var where = call.Writable();
        var post = Own(call, where, "cant_update_message");
        if (call.Text("text") is { Length: > MaxUpdate })
        {
            throw new SlackRefusedException("msg_too_long");
        }

        var to = Said(call);
        var isByBlocks = to.ContainsKey("blocks");
        if (!isByBlocks)
        {
            post.Wire.Remove("blocks");
        }

        call.Workspace.Change(where.Id, post, to, isMarked: !isByBlocks);
        return new JsonObject
        {
            ["channel"] = where.Id,
            ["ts"] = post.Ts,
            ["text"] = (string?)post.Wire["text"],
            ["message"] = post.Wire.DeepClone(),
        };
    }

    private static JsonObject Delete(SlackCall call)
    {
        var where = call.Writable();
        var post = Own(call, where, "cant_delete_message");
        where.Posts.Remove(post);
        return new JsonObject { ["channel"] = where.Id, ["ts"] = post.Ts };
    }

    private static JsonObject AddReaction(SlackCall call)
    {
        var where = call.Writable();
        var name = call.Need("name", "invalid_name");
        var post =
            where.Posts.FirstOrDefault(p => p.Ts == call.Need("timestamp", "bad_timestamp"))
            ?? throw new SlackRefusedException("message_not_found");
        var all = post.Wire["reactions"] as JsonArray ?? [];
        post.Wire["reactions"] ??= all;
        var one = all.FirstOrDefault(r => (string?)r!["name"] == name) as JsonObject;
        if (one is null)
        {
            one = new JsonObject
            {
                ["name"] = name,
                ["users"] = new JsonArray(),
                ["count"] = 0,
            };
            all.Add((JsonNode)one);
        }

        var users = one["users"]!.AsArray();
        if (users.Any(u => (string?)u == call.Token.User))
        {
            throw new SlackRefusedException("already_reacted");
        }

        users.Add((JsonNode)call.Token.User);
        one["count"] = users.Count;
        return [];
    }

    private static JsonObject SetStatus(SlackCall call)
    {
        var where = call.Writable("channel_id");
        var thread = call.Need("thread_ts", "invalid_thread_ts");
        if (where.Posts.All(p => p.Ts != thread))
        {
            throw new SlackRefusedException("invalid_thread_ts");
        }

        call.Workspace.Statuses.Add($"{where.Id}/{thread}: {call.Text("status")}");
        return [];
    }

    private static SlackPost Own(SlackCall call, SlackConversation where, string otherwise)
    {
        var post =
            where.Posts.FirstOrDefault(p => p.Ts == call.Need("ts", "message_not_found"))
            ?? throw new SlackRefusedException("message_not_found");
        return post.User == call.Token.User ? post : throw new SlackRefusedException(otherwise);
    }

    private static JsonObject Said(SlackCall call)
    {
        var said = new JsonObject();
        var text = call.Text("text");
        if (call.Json("blocks", "invalid_blocks_format") is { } blocks)
        {
            said["blocks"] = SlackBlockRules.Check(blocks);
        }
        else if (string.IsNullOrEmpty(text))
        {
            throw new SlackRefusedException("no_text");
        }

        said["text"] = text ?? "";
        if (!call.Is("mrkdwn", otherwise: true))
        {
            said["mrkdwn"] = false;
        }

        if (call.Json("metadata", "invalid_metadata_format") is { } metadata)
        {
            // docs.slack.dev/messaging/message-metadata: event_type is a word, event_payload flat.
            if (metadata["event_type"] is not JsonValue || metadata["event_payload"] is not JsonObject)
            {
                throw new SlackRefusedException("invalid_metadata_format");
            }

            said["metadata"] = metadata;
        }

        return said;
    }
}
