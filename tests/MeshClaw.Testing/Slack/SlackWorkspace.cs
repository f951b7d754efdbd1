using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <summary>A person or a bot of a workspace.</summary>
public sealed record SlackUser(string Id, string Team, string Name, string RealName)
{
    /// <summary>The bot's own id; null for people.</summary>
    public string? BotId { get; init; }

    public bool IsDeleted { get; init; }

    /// <summary>No full member: a multi-channel guest.</summary>
    public bool IsGuest { get; init; }

    /// <summary>What they do, as they wrote it.</summary>
    public string Title { get; init; } = "";
}

/// <summary>A token and what it may (docs.slack.dev/authentication/tokens).</summary>
public sealed record SlackToken(string Value, string User, IReadOnlySet<string> Scopes)
{
    /// <summary>An app-level token (<c>xapp-</c>), which is nobody's.</summary>
    public bool IsApp { get; init; }

    /// <summary>What Slack answers instead of obeying: <c>token_revoked</c>, <c>account_inactive</c>; null while it is good.</summary>
    public string? Refusal { get; set; }
}

/// <summary>A conversation: <c>im</c>, <c>channel</c>, <c>group</c> or <c>mpim</c>.</summary>
public sealed class SlackConversation(string id, string kind, string name, IEnumerable<string> members)
{
    public string Id { get; } = id;
    public string Kind { get; } = kind;
    public string Name { get; } = name;
    public HashSet<string> Members { get; } = [.. members];
    public bool IsArchived { get; set; }

    /// <summary>Whether people of another company are in it.</summary>
    public bool IsShared { get; set; }

    /// <summary>What it is about, as somebody wrote it.</summary>
    public string Topic { get; set; } = "";

    /// <summary>The last message that somebody has seen.</summary>
    public Dictionary<string, string> LastRead { get; } = [];

    public List<SlackPost> Posts { get; } = [];
}

/// <summary>A message that waits for its time.</summary>
public sealed record SlackWaiting(string Id, string Channel, string User, long At, JsonObject Said, string? Thread);

/// <summary>A message as it is stored; <see cref="Wire"/> is what the API shows.</summary>
public sealed class SlackPost(JsonObject wire)
{
    public JsonObject Wire { get; } = wire;
    public string Ts => (string)Wire["ts"]!;
    public string User => (string)Wire["user"]!;
    public string? ThreadTs => (string?)Wire["thread_ts"];
    public int Edits { get; set; }
}

/// <summary>A file and what is in it.</summary>
public sealed class SlackStoredFile(string id, string name, string mimetype, string user)
{
    public string Id { get; } = id;
    public string Name { get; } = name;
    public string Mimetype { get; } = mimetype;
    public string User { get; } = user;
    public string Title { get; set; } = name;
    public byte[]? Content { get; set; }

    /// <summary>The size that was announced before the upload.</summary>
    public long Announced { get; set; }
}

/// <summary>
/// The state of a Slack workspace: who is in it, what was said where. It knows nothing of HTTP. All of it is under <see cref="Lock"/>; what happens is told
/// by <see cref="Happened"/> in the order of its happening.
/// </summary>
public sealed partial class SlackWorkspace
{
    private long _lastMicros;
    private int _lastId;

    /// <summary>Held while anything is read or changed.</summary>
    public Lock Lock { get; } = new();

    public string Team { get; init; } = "T0ACME00001";
    public string TeamName { get; init; } = "Acme";
    public string App { get; init; } = "A0MESHCLAW1";

    /// <summary>The clock of the workspace.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public Dictionary<string, SlackUser> Users { get; } = [];
    public Dictionary<string, SlackConversation> Conversations { get; } = [];
    public Dictionary<string, SlackStoredFile> Files { get; } = [];
    public Dictionary<string, SlackToken> Tokens { get; } = [];

    /// <summary>Messages for later.</summary>
    public List<SlackWaiting> Waiting { get; } = [];

    /// <summary>Statuses that apps have shown, as <c>channel/thread: status</c>.</summary>
    public List<string> Statuses { get; } = [];

    /// <summary>An event, as the inner part of the Events API has it, and the conversation that it happened in.</summary>
    public event Action<SlackConversation, JsonObject>? Happened;

    /// <summary>Adds somebody.</summary>
    public SlackUser AddUser(string id, string name, string? team = null, string? botId = null) =>
        Users[id] = new SlackUser(id, team ?? Team, name, char.ToUpperInvariant(name[0]) + name[1..]) { BotId = botId };

    /// <summary>Adds a conversation.</summary>
    public SlackConversation AddConversation(string id, string kind, string name, params string[] members) =>
        Conversations[id] = new SlackConversation(id, kind, name, members);

    /// <summary>Lets somebody act by a token.</summary>
    public SlackToken AddToken(string value, string user, params string[] scopes) =>
        Tokens[value] = new SlackToken(value, user, scopes.ToHashSet());

    /// <summary>The next timestamp: no two messages have the same, and later ones are larger.</summary>
    public string NextTs()
    {
        var micros = (Time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;
        _lastMicros = Math.Max(micros, _lastMicros + 1);
        return $"{_lastMicros / 1_000_000}.{_lastMicros % 1_000_000:000000}";
    }

    /// <summary>A new id: <c>F0000000001</c>.</summary>
    public string NextId(string letter) => $"{letter}{++_lastId:0000000000}";

    /// <summary>A message of a conversation; null where there is none.</summary>
    public SlackPost? Find(string conversation, string ts) =>
        Conversations.TryGetValue(conversation, out var found) ? found.Posts.FirstOrDefault(p => p.Ts == ts) : null;

    private void Tell(SlackConversation where, JsonObject what) => Happened?.Invoke(where, what);
}
