using System.Collections.Concurrent;
using MeshClaw.Core.Channels;

namespace MeshClaw.Gateway.Tests.Channels;

/// <summary>A platform that knows one token, and the kind of channel that speaks with it.</summary>
internal sealed class PretendPlatform
{
    public const string Token = "123456:hunter2-hunter2";

    private readonly ConcurrentQueue<ChannelParts> _asked = [];

    public PretendPlatform(string name = "pretend") =>
        Kind = new ChannelKind
        {
            Name = name,
            Title = "Pretend",
            Steps = ["Ask @father for a bot: https://pretend.example/father", "Copy its token."],
            Settings =
            [
                new("token", "The token of your bot", true, true, t => t.Contains(':') ? null : "It looks like 1:A."),
                new("app-token", "Another token", true, false, _ => null),
                new("place", "Where it is", false, false, p => p == "bad" ? "It is a good place." : null),
            ],
            Create = parts => new Channel(parts, this),
        };

    public ChannelKind Kind { get; }

    /// <summary>What each channel was made of that asked who we are, oldest first.</summary>
    public IReadOnlyList<ChannelParts> Asked => [.. _asked];

    /// <summary>What goes wrong when it is asked who we are; null where nothing does.</summary>
    public ChannelException? Failure { get; set; }

    /// <summary>Completes when somebody asks who we are; then there is no answer. Null where it answers.</summary>
    public TaskCompletionSource? Silence { get; set; }

    private sealed class Channel(ChannelParts parts, PretendPlatform platform) : IChannel
    {
        public ChannelName Name => parts.Name;

        public ChannelTraits Traits { get; } =
            new()
            {
                MaxText = 4096,
                MaxFile = 0,
                MaxButtons = 0,
            };

        public async Task<ChannelAccount> CheckAsync(CancellationToken cancellationToken)
        {
            platform._asked.Enqueue(parts);
            if (platform.Silence is { } silence)
            {
                silence.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, parts.Time, cancellationToken);
            }

            var token = parts.Secrets("token")?.Reveal();
            if (platform.Failure is { } failure)
            {
                throw failure;
            }

            return token == Token
                ? new ChannelAccount("42", "@vega_bot", new Uri("https://pretend.example/vega_bot"))
                : throw new ChannelException(ChannelFault.Refused, $"Unauthorized: {token}");
        }

        public Task ListenAsync(IChannelInbox inbox, CancellationToken cancellationToken) =>
            Task.Delay(Timeout.InfiniteTimeSpan, parts.Time, cancellationToken);

        public Task<string> SendAsync(Outbound message, CancellationToken cancellationToken) => throw Unused();

        public Task EditAsync(string message, Outbound to, CancellationToken cancellationToken) => throw Unused();

        public Task<SentState> FindAsync(Outbound message, DateTimeOffset since, CancellationToken cancellationToken) =>
            throw Unused();

        public Task ShowTypingAsync(ChatPlace place, CancellationToken cancellationToken) => throw Unused();

        public Task AnswerPressAsync(Delivery pressed, string words, CancellationToken cancellationToken) =>
            throw Unused();

        public Task<byte[]> ReadFileAsync(ChannelFile file, long atMost, CancellationToken cancellationToken) =>
            throw Unused();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static InvalidOperationException Unused() => new("Connecting only asks who we are.");
    }
}
