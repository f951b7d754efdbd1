using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.WebChat;

/// <summary>
/// The web chat as a channel: an adapter of the <see cref="WebChatRoom"/> that lies in the same process. Browsers call us, so that listening is being there.
/// </summary>
public sealed class WebChatChannel(WebChatRoom room) : IChannel
{
    /// <inheritdoc />
    public ChannelName Name => WebChatRoom.Name;

    /// <inheritdoc />
    public ChannelTraits Traits { get; } =
        new()
        {
            MaxText = 32_000,
            MaxFile = 8 * 1024 * 1024,
            MaxButtons = 8,
            MaxButtonLabel = 40,
            CanEdit = true,
            EditEvery = TimeSpan.FromMilliseconds(80),
            CanFind = true,
        };

    /// <summary>The kind of which there is always one; nothing of it is in config.yaml.</summary>
    public static ChannelKind KindOf(WebChatRoom room) =>
        new()
        {
            Name = WebChatRoom.Name.Kind,
            Title = "Web chat",
            Steps = [],
            Settings = [],
            Create = _ => new WebChatChannel(room),
        };

    /// <inheritdoc />
    public Task<ChannelAccount> CheckAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ChannelAccount("web", "MeshClaw", null));

    /// <inheritdoc />
    public async Task ListenAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inbox);
        using var listening = room.Listen(inbox, cancellationToken);
        inbox.Tell(Name, null);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<string> SendAsync(Outbound message, CancellationToken cancellationToken)
    {
        Check(message);
        return Task.FromResult(room.Put(message));
    }

    /// <inheritdoc />
    public Task EditAsync(string message, Outbound to, CancellationToken cancellationToken)
    {
        Check(to);
        room.Change(message, to);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<SentState> FindAsync(Outbound message, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Task.FromResult(room.Find(message, since));
    }

    /// <inheritdoc />
    public Task ShowTypingAsync(ChatPlace place, CancellationToken cancellationToken)
    {
        room.ShowTyping();
        return Task.CompletedTask;
    }

    /// <summary>Nothing: a press is answered when the inbox has it.</summary>
    public Task AnswerPressAsync(Delivery pressed, string words, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc />
    public Task<byte[]> ReadFileAsync(ChannelFile file, long atMost, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Task.FromResult(WebChatFiles.Read(file, atMost));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Check(Outbound message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var wrong =
            message.Place != WebChatRoom.Place ? "The web chat has one chat, and this is another."
            : message.Text.Length > Traits.MaxText ? "The message is too long for the web chat."
            : message.File?.Content.Length > Traits.MaxFile ? "The file is too large for the web chat."
            : message.Buttons.Length > Traits.MaxButtons ? "The message has too many buttons for the web chat."
            : null;
        if (wrong is not null)
        {
            throw new ChannelException(ChannelFault.Invalid, wrong);
        }
    }
}
