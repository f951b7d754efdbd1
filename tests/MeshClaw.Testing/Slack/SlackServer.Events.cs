using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <content>What the app is told: the Events API, presses and commands.</content>
public sealed partial class SlackServer
{
    /// <summary>The events that the app has subscribed to.</summary>
    public HashSet<string> Subscriptions { get; } =
    ["message.im", "message.channels", "message.groups", "message.mpim", "app_mention"];

    /// <summary>An event as the Events API wraps it (docs.slack.dev/apis/events-api/#event-type-structure).</summary>
    public JsonObject Callback(SlackConversation where, JsonObject what, string bot)
    {
        var told = (JsonObject)what.DeepClone();
        told["channel"] = where.Id;
        told["event_ts"] = (string?)what["ts"];
        return new JsonObject
        {
            ["token"] = "verification",
            ["team_id"] = Workspace.Team,
            ["context_team_id"] = Workspace.Team,
            ["context_enterprise_id"] = null,
            ["api_app_id"] = Workspace.App,
            ["event"] = told,
            ["type"] = "event_callback",
            ["event_id"] = Workspace.NextId("Ev"),
            ["event_time"] = Workspace.Time.GetUtcNow().ToUnixTimeSeconds(),
            ["authorizations"] = new JsonArray(
                new JsonObject
                {
                    ["enterprise_id"] = null,
                    ["team_id"] = Workspace.Team,
                    ["user_id"] = bot,
                    ["is_bot"] = true,
                    ["is_enterprise_install"] = false,
                }
            ),
            ["is_ext_shared_channel"] = where.IsShared,
            ["event_context"] = "4-context",
        };
    }

    /// <summary>Somebody presses the button of that label; false where there is none.</summary>
    public bool Press(string conversation, string ts, string user, string label)
    {
        lock (Workspace.Lock)
        {
            var post = Workspace.Find(conversation, ts);
            var button = (post?.Wire["blocks"] as JsonArray ?? [])
                .Where(b => (string?)b!["type"] == "actions")
                .SelectMany(b => b!["elements"]!.AsArray())
                .FirstOrDefault(e => (string?)e!["text"]!["text"] == label);
            if (button is null)
            {
                return false;
            }

            var by = Workspace.Users[user];
            var action = (JsonObject)button.DeepClone();
            action["action_ts"] = Workspace.NextTs();
            action["block_id"] = "b1";
            var container = new JsonObject
            {
                ["type"] = "message",
                ["message_ts"] = ts,
                ["channel_id"] = conversation,
                ["is_ephemeral"] = false,
            };
            if (post!.ThreadTs is { } thread)
            {
                container["thread_ts"] = thread;
            }

            Deliver(
                "interactive",
                new JsonObject
                {
                    ["type"] = "block_actions",
                    ["team"] = new JsonObject { ["id"] = Workspace.Team, ["domain"] = "acme" },
                    ["user"] = new JsonObject
                    {
                        ["id"] = user,
                        ["username"] = by.Name,
                        ["name"] = by.Name,
                        ["team_id"] = by.Team,
                    },
                    ["api_app_id"] = Workspace.App,
                    ["token"] = "verification",
                    ["container"] = container,
                    ["trigger_id"] = Guid.NewGuid().ToString("N"),
                    ["channel"] = new JsonObject { ["id"] = conversation, ["name"] = "directmessage" },
                    ["message"] = post.Wire.DeepClone(),
                    ["response_url"] = $"http://{Address}/actions/1",
                    ["actions"] = new JsonArray(action),
                }
            );
            return true;
        }
    }

    /// <summary>Somebody types a slash command (docs.slack.dev/interactivity/implementing-slash-commands).</summary>
    public void Command(string conversation, string user, string command, string text)
    {
        lock (Workspace.Lock)
        {
            Deliver(
                "slash_commands",
                new JsonObject
                {
                    ["token"] = "verification",
                    ["team_id"] = Workspace.Team,
                    ["team_domain"] = "acme",
                    ["channel_id"] = conversation,
                    ["channel_name"] = Workspace.Conversations[conversation].Name,
                    ["user_id"] = user,
                    ["user_name"] = Workspace.Users[user].Name,
                    ["command"] = command,
                    ["text"] = text,
                    ["api_app_id"] = Workspace.App,
                    ["is_enterprise_install"] = "false",
                    ["response_url"] = $"http://{Address}/commands/1",
                    ["trigger_id"] = Guid.NewGuid().ToString("N"),
                }
            );
        }
    }

    // Under the workspace's lock. A mention in a channel comes twice, as a message and as a mention, in no promised order.
    private void OnHappened(SlackConversation where, JsonObject what)
    {
        var bot = Workspace.Users.Values.FirstOrDefault(u => u.BotId is not null && where.Members.Contains(u.Id));
        if (bot is null)
        {
            return;
        }

        var isMention =
            where.Kind != "im"
            && (string?)what["subtype"] != "message_changed"
            && ((string?)what["text"] ?? "").Contains($"<@{bot.Id}>", StringComparison.Ordinal);
        if (isMention && Subscriptions.Contains("app_mention"))
        {
            var mention = (JsonObject)what.DeepClone();
            mention["type"] = "app_mention";
            mention.Remove("subtype");
            Deliver("events_api", Callback(where, mention, bot.Id));
        }

        if (Subscriptions.Contains("message." + (where.Kind is "im" or "mpim" ? where.Kind : where.Kind + "s")))
        {
            var message = (JsonObject)what.DeepClone();
            message["channel_type"] = where.Kind;
            Deliver("events_api", Callback(where, message, bot.Id));
        }
    }
}
