using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using MeshClaw.Channels.Tests.Contract;
using MeshClaw.Core.Channels;
using MeshClaw.Testing;
using MeshClaw.Testing.Slack;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Channels.Tests.Slack;

/// <summary>A channel that listens to a workspace, with what it handed over.</summary>
internal sealed class SlackScene : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private Task _listening = Task.CompletedTask;

    public SlackScene()
    {
        Platform = new SlackPlatform(ServerTime);
        Channel = Platform.NewChannel(Time, Log);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    /// <summary>The clock by which Slack waits for acknowledgements.</summary>
    public FakeTimeProvider ServerTime { get; } = new();

    public HeldLog Log { get; } = new();

    public HeldInbox Inbox { get; } = new();

    public SlackPlatform Platform { get; }

    public SlackServer Server => Platform.Server;

    public SlackWorkspace Workspace => Platform.Workspace;

    public IChannel Channel { get; private set; }

    public IEnumerable<string> Texts => Inbox.Distinct.Select(d => d.Text);

    public async Task ListenAsync(IChannelInbox? inbox = null)
    {
        var before = Server.LinksEver;
        _listening = Task.Run(() => Channel.ListenAsync(inbox ?? Inbox, _ending.Token));
        await PassAsync(() => Server.LinksEver > before);
    }

    public void Say(string text) => Workspace.Type(SlackPlatform.DirectChat, SlackPlatform.Owner, text);

    /// <summary>Says something and waits until it is there: all that was delivered before by the same connection was read then.</summary>
    public async Task SayAndHearAsync(string text)
    {
        Say(text);
        await PassAsync(() => Texts.Contains(text));
    }

    /// <summary>An event of the owner's direct chat as Slack sends it, to be changed.</summary>
    public JsonObject Callback(string text)
    {
        lock (Workspace.Lock)
        {
            var said = new JsonObject
            {
                ["type"] = "message",
                ["user"] = SlackPlatform.Owner,
                ["team"] = Workspace.Team,
                ["text"] = text,
                ["ts"] = Workspace.NextTs(),
                ["channel_type"] = "im",
            };
            return Server.Callback(Workspace.Conversations[SlackPlatform.DirectChat], said, SlackPlatform.Bot);
        }
    }

    public void SendRaw(string frame) => Server.SendRaw(Encoding.UTF8.GetBytes(frame));

    public Task PassAsync(Func<bool> until, [CallerArgumentExpression(nameof(until))] string what = "") =>
        Eventually.HoldsAsync(
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(1));
                return until();
            },
            what
        );

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Channel.DisposeAsync();
        await Platform.DisposeAsync();
        _ending.Dispose();
    }
}
