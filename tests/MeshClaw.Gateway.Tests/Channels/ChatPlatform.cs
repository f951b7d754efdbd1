using System.Collections.Concurrent;
using System.Globalization;
using MeshClaw.Core.Channels;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.Channels;

/// <summary>A platform in memory that outlives gateways: what people see, who was told what, and how often it was refused.</summary>
internal sealed class ChatPlatform(string kind = "chat")
{
    private readonly ConcurrentQueue<Shown> _shown = new();
    private volatile Line? _line;
    private int _number;

    /// <summary>What it can. By default it edits and has buttons, and does not tell what was sent.</summary>
    public ChannelTraits Traits { get; set; } =
        new()
        {
            MaxText = 4000,
            MaxFile = 1024 * 1024,
            MaxButtons = 8,
            CanEdit = true,
            EditEvery = TimeSpan.FromMilliseconds(1),
        };

    /// <summary>Thrown by each attempt to send, while it is set.</summary>
    public Func<ChannelException?> Refuses { get; set; } = static () => null;

    /// <summary>Thrown by each attempt to change a message, while it is set.</summary>
    public Func<ChannelException?> RefusesChange { get; set; } = static () => null;

    /// <summary>How often a change was refused.</summary>
    public int ChangesRefused { get; private set; }

    /// <summary>What people see, in the order in which it was sent.</summary>
    public IReadOnlyList<Shown> Messages => [.. _shown];

    public ChannelName Name => new(kind);

    public ChannelKind Kind =>
        new()
        {
            Name = kind,
            Title = "Chat",
            Steps = [],
            Settings = [],
            Create = parts => new Line(this, parts.Name),
        };

    /// <summary>Whether a gateway listens.</summary>
    public bool IsHeard => _line?.Inbox is not null;

    /// <summary>Delivers, and returns when it was acknowledged.</summary>
    public async Task DeliverAsync(params Delivery[] deliveries)
    {
        await Eventually.HoldsAsync(() => IsHeard);
        await _line!.Inbox!.AcceptAsync(Name, deliveries, null, TestContext.Current.CancellationToken); // It is heard.
    }

    public Delivery Says(string text, string by = "1001", string chat = "direct") =>
        new()
        {
            Id = Next("in"),
            Place = new ChatPlace(chat),
            Sender = by,
            SenderName = "Robin",
            Text = text,
            Message = Next("m"),
            Sent = TimeProvider.System.GetUtcNow(),
        };

    public Delivery Presses(Shown message, string label, string by = "1001") =>
        Says("", by, message.Chat) with
        {
            Kind = DeliveryKind.Pressed,
            Message = message.Id,
            Button = message.Buttons.Single(b => b.Label == label).Value,
        };

    public Task SayAsync(string text, string by = "1001", string chat = "direct") => DeliverAsync(Says(text, by, chat));

    /// <summary>Waits for a message that is as wanted; what was seen instead is told.</summary>
    public async Task<Shown> SeesAsync(Func<Shown, bool> wanted)
    {
        try
        {
            await Eventually.HoldsAsync(() => Messages.Any(wanted));
            return Messages.First(wanted);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Seen were: {string.Join(" | ", Messages.Select(m => m.Text))}", late);
        }
    }

    public Task<Shown> SeesAsync(string text) => SeesAsync(m => m.Text.Contains(text, StringComparison.Ordinal));

    private string Next(string prefix) =>
        prefix + Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);

    /// <summary>A message as people see it.</summary>
    internal sealed class Shown(string id, Outbound first)
    {
        private volatile Outbound _now = first;
        private int _edits;

        public string Id => id;

        public string Chat => _now.Place.Chat;

        public string Key => _now.Key;

        public string Text => _now.Text;

        public IReadOnlyList<OutboundButton> Buttons => _now.Buttons;

        public OutboundFile? File => _now.File;

        public int Edits => _edits;

        public void Edit(Outbound to)
        {
            _now = to;
            Interlocked.Increment(ref _edits);
        }
    }

    private sealed class Line(ChatPlatform platform, ChannelName name) : IChannel
    {
        public IChannelInbox? Inbox { get; private set; }

        public ChannelName Name => name;

        public ChannelTraits Traits => platform.Traits;

        public Task<ChannelAccount> CheckAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new ChannelAccount("bot", "Bot", null));

        public async Task ListenAsync(IChannelInbox inbox, CancellationToken cancellationToken)
        {
            Inbox = inbox;
            platform._line = this;
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            finally
            {
                Inbox = null;
            }
        }

        public Task<string> SendAsync(Outbound message, CancellationToken cancellationToken)
        {
            if (platform.Refuses() is { } refusal)
            {
                throw refusal;
            }

            var shown = new Shown(platform.Next("out"), message);
            platform._shown.Enqueue(shown);
            return Task.FromResult(shown.Id);
        }

        public Task EditAsync(string message, Outbound to, CancellationToken cancellationToken)
        {
            if (platform.RefusesChange() is { } strange)
            {
                platform.ChangesRefused++;
                throw strange;
            }

            if (platform.Refuses() is { } refusal)
            {
                throw refusal;
            }

            platform.Messages.Single(m => m.Id == message).Edit(to);
            return Task.CompletedTask;
        }

        public Task<SentState> FindAsync(Outbound message, DateTimeOffset since, CancellationToken cancellationToken) =>
            Task.FromResult<SentState>(
                !Traits.CanFind ? new SentState.Unknown()
                : platform.Messages.FirstOrDefault(m => m.Key == message.Key) is { } found
                    ? new SentState.Sent(found.Id)
                : new SentState.NotSent()
            );

        public Task ShowTypingAsync(ChatPlace place, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task AnswerPressAsync(Delivery pressed, string words, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task<byte[]> ReadFileAsync(ChannelFile file, long atMost, CancellationToken cancellationToken) =>
            Task.FromResult<byte[]>([1, 2, 3]);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
