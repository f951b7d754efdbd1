using MeshClaw.Core.Channels;
using MeshClaw.Gateway.Tests.Turns;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.Channels;

/// <summary>A gateway with a mailbox, a scripted model and chat platforms, and an owner who is paired with the first.</summary>
internal sealed class ChatHome : IAsyncDisposable
{
    private readonly TestHome _home = new();

    public ChatHome(params ChatPlatform[] platforms)
    {
        Platforms = platforms.Length == 0 ? [new ChatPlatform()] : platforms;
        _home.WriteConfig(
            $"zone: Etc/UTC\nconnections:\n  mail/work:\n    maildir: {_home.Maildir}\nchannels:\n"
                + string.Concat(Platforms.Select(p => $"  {p.Name}: {{}}\n"))
        );
        _home.WriteAgent("inbox");
    }

    public TestHome Home => _home;

    public ChatPlatform[] Platforms { get; }

    public ChatPlatform Chat => Platforms[0];

    public ScriptedModel Model { get; } = new();

    public GatewayHost Host { get; private set; } = null!; // StartAsync sets it.

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<GatewayHost> StartAsync()
    {
        Host = await _home.StartAsync(
            _home.Options with
            {
                Models = new ScriptedSource(() => Model),
                ChannelKinds = [.. Platforms.Select(p => p.Kind)],
            }
        );
        foreach (var platform in Platforms)
        {
            await Eventually.HoldsAsync(() => platform.IsHeard);
        }

        return Host;
    }

    public async Task<ChatHome> StartPairedAsync(ChannelRights rights = ChannelRights.All)
    {
        await StartAsync();
        foreach (var platform in Platforms)
        {
            await PairAsync(platform, "1001", rights);
        }

        return this;
    }

    public async Task PairAsync(ChatPlatform platform, string sender, ChannelRights rights = ChannelRights.All)
    {
        var code = await Host.Services.Channels.PeopleStore.NewCodeAsync(platform.Name, rights, Token);
        await platform.SayAsync(code, sender, chat: sender == "1001" ? "direct" : sender);
        await platform.SeesAsync("Paired.");
    }

    public async Task RestartAsync()
    {
        await _home.DisposeHostsAsync();
        await StartAsync();
    }

    public ValueTask DisposeAsync() => _home.DisposeAsync();
}
