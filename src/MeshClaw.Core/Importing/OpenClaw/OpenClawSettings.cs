using System.Text.Json.Nodes;

namespace MeshClaw.Core.Importing.OpenClaw;

/// <summary>
/// What the configuration says of power, reach and secrets: none of it is taken, and all of it is named, with why. By name only: no value is
/// repeated, since it may be a key.
/// </summary>
internal sealed class OpenClawSettings(string file, JsonNode? config, ImportNotes notes)
{
    private const string FullAccess =
        "Full access is never imported: agents propose, and you raise what one of them may do in its AGENT.md.";

    private const string Open = "Nobody but whom you name may write to an agent.";

    private static readonly (string Key, string Why)[] s_left =
    [
        ("env", "Environment variables may hold keys."),
        ("auth", "Credentials are not copied."),
        ("secrets", "Secrets are not copied."),
        ("gateway", "This gateway listens on this machine alone, with a token of its own."),
        ("hooks", "Webhooks are not imported."),
        ("plugins", "Plugins are programs; none is taken over."),
        ("mcp", "MCP servers are programs or hold tokens: connect each one yourself."),
        ("acp", "Programs that drive other agents are not taken over."),
        ("browser", "Browsers are not driven."),
        ("nodes", "Other devices are not taken over."),
        ("approvals", "What was approved there is not approved here."),
        ("bindings", "Which channel talks with which agent is set up with the channel."),
        ("routing", "Which channel talks with which agent is set up with the channel."),
        ("session", "Conversations and their rules are not imported."),
        ("messages", "Prefixes and reactions of messages are not imported."),
        ("commands", "Chat commands are not imported."),
        ("$include", "Other files are not followed: put them into one first."),
    ];

    /// <summary>Notes all of it.</summary>
    public void Note()
    {
        foreach (var (key, why) in s_left)
        {
            if (config.At(key) is not null)
            {
                notes.Leave($"{file}: {key}", why);
            }
        }

        NoteTools("", config.At("tools"));
        NoteTools("agents.defaults.", config.At("agents.defaults.tools"));
        NoteAgent("agent", config.At("agent"));
        NoteAgent("agents.defaults", config.At("agents.defaults"));
        foreach (var (item, i) in config.ItemsAt("agents.list").Select((item, i) => (item, i)))
        {
            NoteTools($"agents.list[{i}].", item.At("tools"));
            NoteAgent($"agents.list[{i}]", item);
        }

        foreach (var (channel, settings) in config.MembersAt("channels").Concat(OpenClawChannels.Old(config)))
        {
            NoteChannel(channel, settings);
        }
    }

    private void NoteTools(string before, JsonNode? tools)
    {
        if (tools is null)
        {
            return;
        }

        var at = $"{file}: {before}tools";
        Leave($"{at}.profile", tools.TextAt("profile") is "full" or "coding", FullAccess);
        Leave($"{at}.exec.security", tools.TextAt("exec.security") is "full", FullAccess);
        Leave($"{at}.exec.ask", tools.TextAt("exec.ask") is "off", "Commands without being asked are never imported.");
        Leave($"{at}.exec", tools.At("exec") is not null, "Where and how commands run is not imported.");
        Leave($"{at}.elevated", tools.At("elevated") is not null, FullAccess);
        Leave(
            $"{at}.allow",
            tools.At("allow") is not null || tools.At("alsoAllow") is not null,
            "Its tools are others than ours: name ours in the agent's AGENT.md."
        );
        Leave($"{at}.deny", tools.At("deny") is not null, "An imported agent has no tools at all until you name some.");
        if (tools.At("web.search") is { } search)
        {
            var brave = search.TextAt("provider") is null or "brave";
            notes.Connect(
                brave
                    ? "meshclaw connect web/search --brave --api-key-stdin"
                    : "meshclaw connect web/search --searxng URL",
                $"{file}: {before}tools.web.search"
            );
        }
    }

    private void NoteAgent(string before, JsonNode? agent)
    {
        if (agent is null)
        {
            return;
        }

        var at = $"{file}: {before}";
        Leave(
            $"{at}.sandbox.mode",
            agent.TextAt("sandbox.mode") is "off",
            "Whatever runs code here runs in a sandbox."
        );
        Leave($"{at}.sandbox", agent.At("sandbox") is not null, "The sandbox here is another.");
        Leave(
            $"{at}.elevated",
            agent.At("elevated") is not null || agent.TextAt("elevatedDefault") is "on" or "full",
            FullAccess
        );
        Leave(
            $"{at}.heartbeat",
            agent.At("heartbeat") is not null,
            "A heartbeat asks a model again and again. Here schedules and events start agents."
        );
        Leave($"{at}.memorySearch", agent.At("memorySearch") is not null, "Memory is searched here by other means.");
    }

    private void NoteChannel(string channel, JsonNode? settings)
    {
        var at = $"{file}: channels.{channel}";
        Leave($"{at}.dmPolicy", (settings.TextAt("dmPolicy") ?? settings.TextAt("dm.policy")) is "open", Open);
        Leave($"{at}.groupPolicy", settings.TextAt("groupPolicy") is "open", Open);
        foreach (var (name, _) in settings.MembersAt("").Where(m => IsSecret(m.Key)))
        {
            notes.Leave($"{at}.{name}", "Credentials are not copied.");
        }
    }

    private void Leave(string from, bool isThere, string why)
    {
        if (isThere)
        {
            notes.Leave(from, why);
        }
    }

    private static bool IsSecret(string name) =>
        name.EndsWith("oken", StringComparison.Ordinal)
        || name.EndsWith("okenFile", StringComparison.Ordinal)
        || name.Contains("ecret", StringComparison.Ordinal)
        || name.Contains("assword", StringComparison.Ordinal)
        || name.EndsWith("Key", StringComparison.Ordinal);
}
