namespace MeshClaw.Core.Channels;

/// <summary>What a platform can, and how much of it.</summary>
public sealed record ChannelTraits
{
    /// <summary>The most characters (UTF-16) of one message.</summary>
    public required int MaxText { get; init; }

    /// <summary>The most characters of a text beside a file; null where it is <see cref="MaxText"/>.</summary>
    public int? MaxCaption { get; init; }

    /// <summary>The most bytes of a file that is sent; 0 where none can be.</summary>
    public required long MaxFile { get; init; }

    /// <summary>The most buttons under one message; 0 where people answer with words.</summary>
    public required int MaxButtons { get; init; }

    /// <summary>The most characters of a button's label.</summary>
    public int MaxButtonLabel { get; init; } = 20;

    /// <summary>Whether a message can be changed after it was sent.</summary>
    public bool CanEdit { get; init; }

    /// <summary>How long to leave between changes of one message while an answer is written.</summary>
    public TimeSpan EditEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether <see cref="IChannel.FindAsync"/> can tell after a crash what went out.</summary>
    public bool CanFind { get; init; }

    /// <summary>How long after a person's last message one may write freely; null for ever (WhatsApp: 24 hours).</summary>
    public TimeSpan? FreeWindow { get; init; }
}

/// <summary>Who the agent is on a platform.</summary>
/// <param name="Id">The platform's immutable id of the bot or number.</param>
/// <param name="Name">What people see.</param>
/// <param name="Link">Where a person begins to talk with it (<c>https://t.me/…</c>), for a QR code; null where there is none.</param>
public sealed record ChannelAccount(string Id, string Name, Uri? Link);

/// <summary>What is known of a message that may or may not have gone out.</summary>
public abstract record SentState
{
    private SentState() { }

    /// <summary>It is there, under the platform's id.</summary>
    public sealed record Sent(string Message) : SentState;

    /// <summary>It is not there, and will not come.</summary>
    public sealed record NotSent : SentState;

    /// <summary>The platform does not tell, or not yet.</summary>
    public sealed record Unknown : SentState;
}

/// <summary>
/// One platform, as a client of it. It keeps nothing on disk and decides nothing: who may speak, what is a stop, what comes twice, and in which order
/// answers leave is the gateway's, the same for all. Methods may be called at the same time from several threads. What fails is a
/// <see cref="ChannelException"/>; an answer that is not what the platform documents is <see cref="ChannelFault.Unexpected"/>, never taken for success.
/// </summary>
public interface IChannel : IAsyncDisposable
{
    /// <summary>Its name.</summary>
    ChannelName Name { get; }

    /// <summary>What the platform can.</summary>
    ChannelTraits Traits { get; }

    /// <summary>Asks the platform who we are: a secret that is no good is <see cref="ChannelFault.Refused"/>.</summary>
    Task<ChannelAccount> CheckAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Hands what people say to the inbox until it is cancelled, which is its only normal end. Connects again by itself after an outage, with growing
    /// waits and jitter, and tells the inbox how it stands. A delivery is acknowledged to the platform only after
    /// <see cref="IChannelInbox.AcceptAsync"/> has returned; where that throws, the platform delivers it again. What lies ready is handed over in one
    /// call, so that a stop among a thousand messages is seen at once. Ends with <see cref="ChannelFault.Refused"/> where the platform no longer
    /// accepts the secret. A channel that is called by its platform (<see cref="IHookChannel"/>) has nothing to do here but wait.
    /// </summary>
    Task ListenAsync(IChannelInbox inbox, CancellationToken cancellationToken);

    /// <summary>Sends a message once, and returns the platform's id of it. Does not try again by itself: the outbox does.</summary>
    Task<string> SendAsync(Outbound message, CancellationToken cancellationToken);

    /// <summary>Changes a message that was sent to another text and other buttons. That it is so already is no failure.</summary>
    Task EditAsync(string message, Outbound to, CancellationToken cancellationToken);

    /// <summary>What became of a message whose sending was cut off by a crash.</summary>
    /// <param name="message">As it was sent.</param>
    /// <param name="since">When sending began at the earliest, UTC.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<SentState> FindAsync(Outbound message, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Shows for some seconds that an answer is being written; nothing where the platform has no such thing.</summary>
    Task ShowTypingAsync(ChatPlace place, CancellationToken cancellationToken);

    /// <summary>
    /// Tells the platform that a pressed button was heard, so that the person's phone stops waiting, with a few words where it shows some.
    /// Nothing where the platform has no such thing.
    /// </summary>
    Task AnswerPressAsync(Delivery pressed, string words, CancellationToken cancellationToken);

    /// <summary>The content of a file that somebody sent; over <paramref name="atMost"/> bytes it is <see cref="ChannelFault.Invalid"/>.</summary>
    Task<byte[]> ReadFileAsync(ChannelFile file, long atMost, CancellationToken cancellationToken);
}
