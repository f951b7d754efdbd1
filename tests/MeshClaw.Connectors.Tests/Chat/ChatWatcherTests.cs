using MeshClaw.Connectors.Chat;
using MeshClaw.Connectors.Chat.Watching;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Tests.Chat;

public sealed class ChatWatcherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("meshclaw-chat-").FullName;
    private readonly List<ChatHappenings> _told = [];

    [Fact]
    public async Task Only_what_others_say_after_the_first_look_is_told_with_one_call_each_time()
    {
        await using var world = new ChatWorld();
        using var watcher = Watcher(world);
        world.Say(ChatWorld.Ana, "before");
        await LookAsync(watcher);
        var plain = world.Say(ChatWorld.Ana, "news");
        var mention = world.Say(ChatWorld.Ana, "you", mentions: ChatWorld.Owner);
        world.Say(ChatWorld.Owner, "mine");
        await LookAsync(watcher);
        await LookAsync(watcher);

        var told = Assert.Single(_told);
        Assert.Equal([plain, mention], told.Messages.Order());
        Assert.Equal([mention], told.Mentions);
        Assert.Equal(3, world.Server.Heard.Count(h => h.Method == "conversations.history"));
        Assert.Equal(4, world.Server.Heard.Count); // And who I am, once.
    }

    [Fact]
    public async Task A_reaction_to_an_own_message_is_told_once()
    {
        await using var world = new ChatWorld();
        world.Workspace.AddToken("xoxp-ana", ChatWorld.Ana, ChatWorld.Scopes);
        using var ana = Store(world, "xoxp-ana");
        using var watcher = Watcher(world);
        var own = world.Say(ChatWorld.Owner, "mine");
        var theirs = world.Say(ChatWorld.Ana, "hers");
        await LookAsync(watcher);
        await ana.ReactAsync(ChatWorld.General, own, "tada", true, default);
        await ana.ReactAsync(ChatWorld.General, theirs, "tada", true, default);
        await LookAsync(watcher);
        await LookAsync(watcher);

        Assert.Single(Assert.Single(_told).Reactions);
        Assert.Empty(_told[0].Messages);
    }

    [Fact]
    public async Task What_was_told_but_not_noted_is_told_again_after_a_crash()
    {
        await using var world = new ChatWorld();
        using var watcher = Watcher(world);
        await LookAsync(watcher);
        world.Say(ChatWorld.Ana, "news");
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            watcher.LookAsync(ChatWorld.General, (_, _) => throw new InvalidOperationException("crash"), default)
        );

        using var next = Watcher(world);
        await LookAsync(next);
        using var last = Watcher(world);
        await LookAsync(last);

        Assert.Single(Assert.Single(_told).Messages);
    }

    [Fact]
    public async Task What_slack_refuses_is_said()
    {
        await using var world = new ChatWorld();
        using var watcher = Watcher(world);

        await Assert.ThrowsAsync<ConnectorException>(() =>
            watcher.LookAsync("C0NOTHERE1", (_, _) => Task.CompletedTask, default)
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task LookAsync(ChatWatcher watcher) =>
        watcher.LookAsync(
            ChatWorld.General,
            (news, _) =>
            {
                _told.Add(news);
                return Task.CompletedTask;
            },
            default
        );

    private ChatWatcher Watcher(ChatWorld world) =>
        ChatConnectorFactory.WatchSlack(
            new ChatSettings(ChatWorld.Connection, world.Server.Root, new Secret(ChatWorld.Token)),
            Path.Join(_folder, "watch", "work.json"),
            world.Time
        );

    private static Connectors.Chat.Slack.SlackChatStore Store(ChatWorld world, string token) =>
        new(new Connectors.Chat.Slack.SlackChatApi(world.Server.Root, new Secret(token), world.Time), world.Time);
}
