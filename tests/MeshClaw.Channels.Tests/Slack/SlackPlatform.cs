using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MeshClaw.Channels.Slack;
using MeshClaw.Channels.Tests.Contract;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Secrets;
using MeshClaw.Testing.Slack;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshClaw.Channels.Tests.Slack;

/// <summary>A workspace with an owner, a colleague and the app, driven from the side of people.</summary>
internal sealed class SlackPlatform : IChatPlatform
{
    public const string Owner = "U0OWNER0001";
    public const string Colleague = "U0COLLEAGUE";
    public const string Bot = "U0MESHCLAW1";
    public const string DirectChat = "D0OWNER0001";
    public const string GroupChat = "C0GENERAL01";
    public const string BotToken = "xoxb-1111111111-2222222222-abcdefghijkl";
    public const string AppToken = "xapp-1-A0MESHCLAW1-3333333333-abcdefghijkl";

    public SlackPlatform(TimeProvider? serverTime = null)
    {
        Workspace = new SlackWorkspace();
        Workspace.AddUser(Owner, "ana");
        Workspace.AddUser(Colleague, "ben");
        Workspace.AddUser(Bot, "meshclaw", botId: "B0MESHCLAW1");
        Workspace.AddConversation(DirectChat, "im", "directmessage", Owner, Bot);
        Workspace.AddConversation(GroupChat, "channel", "general", Owner, Colleague, Bot);
        Workspace.AddToken(BotToken, Bot, [.. SlackManifest.Scopes]);
        Workspace.Tokens[AppToken] = new SlackToken(AppToken, Bot, new HashSet<string> { "connections:write" })
        {
            IsApp = true,
        };
        Server = new SlackServer(Workspace, serverTime);
    }

    public SlackWorkspace Workspace { get; }

    public SlackServer Server { get; }

    public string Person => $"{Workspace.Team}/{Owner}";

    public string Other => $"{Workspace.Team}/{Colleague}";

    public ChatPlace Direct { get; } = new(DirectChat);

    public ChatPlace? Group { get; } = new(GroupChat);

    public int Acknowledged => Server.Acknowledged.Count;

    public int Typing => Workspace.Statuses.Count;

    public int PressesAnswered => 0; // Slack takes the acknowledgement of the envelope for the answer.

    public ChatPlace AnswersTo(ChatPlace group, string message) => group with { Thread = message };

    public ChatPlace? ThreadIn(ChatPlace place) =>
        place with
        {
            Thread = Workspace.Post(place.Chat, Bot, new JsonObject { ["text"] = "A thread" }, thread: null).Ts,
        };

    public IChannel NewChannel(TimeProvider time) => NewChannel(time, NullLogger.Instance);

    public IChannel NewChannel(TimeProvider time, ILogger log)
    {
        Workspace.Time = time;
        return SlackKind.Kind.Create(Parts(Server.Root, time, log));
    }

    public static ChannelParts Parts(Uri root, TimeProvider time, ILogger log) =>
        new()
        {
            Name = new ChannelName("slack"),
            Settings = ImmutableDictionary<string, string>.Empty,
            Secrets = key => new Secret(key == "bot-token" ? BotToken : AppToken),
            Time = time,
            Log = log,
            Jitter = () => 0.5,
            Root = root,
        };

    public Task<string> SayAsync(Said said)
    {
        var place = said.Place ?? Direct;
        var user = (said.By ?? Person).Split('/')[1];
        return Task.FromResult(
            Workspace
                .Type(
                    place.Chat,
                    user,
                    said.Text,
                    place.Thread ?? said.ReplyTo,
                    said.Mentions ? Bot : null,
                    said.File is var (name, type, content) ? Stored(name, type, content) : null
                )
                .Ts
        );
    }

    public async Task SayReorderedAsync(Said first, Said second)
    {
        Server.Hold();
        await SayAsync(first);
        await SayAsync(second);
        Server.Release(reversed: true);
    }

    public Task ChangeAsync(string message, string text)
    {
        var where = Workspace.Conversations.Values.Single(c => c.Posts.Any(p => p.Ts == message));
        Workspace.Retype(where.Id, message, text);
        return Task.CompletedTask;
    }

    public Task PressAsync(string message, string label)
    {
        var where = Workspace.Conversations.Values.Single(c => c.Posts.Any(p => p.Ts == message));
        Assert.True(Server.Press(where.Id, message, Owner, label));
        return Task.CompletedTask;
    }

    public Task AgainAsync()
    {
        Server.Again();
        return Task.CompletedTask;
    }

    public IReadOnlyList<Seen> SeenIn(ChatPlace place)
    {
        lock (Workspace.Lock)
        {
            return
            [
                .. Workspace
                    .Conversations[place.Chat]
                    .Posts.Where(p => p.User == Bot && (place.Thread is null || p.ThreadTs == place.Thread))
                    .Select(See),
            ];
        }
    }

    public Task BreakAsync()
    {
        Server.Away(true);
        return Task.CompletedTask;
    }

    public Task MendAsync()
    {
        Server.Away(false);
        return Task.CompletedTask;
    }

    public void LimitNext(int calls, TimeSpan retryAfter) => Server.Limit("chat.postMessage", calls, retryAfter);

    public void TalkNonsense() => Server.TalksNonsense = true;

    public Task RevokeAsync()
    {
        foreach (var token in Workspace.Tokens.Values)
        {
            token.Refusal = "token_revoked";
        }

        return Task.CompletedTask;
    }

    public void Block(ChatPlace place) => Workspace.Conversations[place.Chat].IsArchived = true;

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private Seen See(SlackPost post)
    {
        var sight = SlackSight.Of(post.Wire);
        var file = post.Wire["files"]?[0] is { } first ? Workspace.Files[(string)first["id"]!].Content : null;
        return new Seen(post.Ts, sight.Text, sight.Buttons, post.Edits, post.ThreadTs, file);
    }

    private SlackStoredFile Stored(string name, string type, byte[] content)
    {
        lock (Workspace.Lock)
        {
            var file = new SlackStoredFile(Workspace.NextId("F"), name, type, Owner) { Content = content };
            return Workspace.Files[file.Id] = file;
        }
    }
}
