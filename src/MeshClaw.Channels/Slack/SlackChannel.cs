using System.Text.Json.Nodes;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>Slack: Socket Mode to listen, the Web API to speak.</summary>
/// <remarks>
/// A message that answers another stands in that one's thread, for Slack knows no other answers. People are <c>T…/U…</c>: Slack's ids of users are unique
/// only together with the workspace.
/// </remarks>
internal sealed class SlackChannel(ChannelParts parts) : IChannel
{
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(10); // Between our clock and Slack's.
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(8);
    private const int Looks = 6;

    private readonly SlackApi _api = new(parts);
    private SlackAccount? _account;

    /// <inheritdoc />
    public ChannelName Name => parts.Name;

    /// <inheritdoc />
    public ChannelTraits Traits { get; } =
        new()
        {
            MaxText = SlackBlocks.MaxText,
            MaxFile = 100 * 1024 * 1024,
            MaxButtons = 25,
            MaxButtonLabel = 30, // 75 are allowed; what is over about 30 is cut where it is shown.
            CanEdit = true,
            EditEvery = TimeSpan.FromSeconds(1.5), // chat.update: about 50 a minute.
            CanFind = true,
        };

    /// <inheritdoc />
    public async Task<ChannelAccount> CheckAsync(CancellationToken cancellationToken)
    {
        var account = await SlackAccount.ReadAsync(_api, cancellationToken);
        _account = account;
        await SlackAccount.OpenAsync(_api, cancellationToken); // The other token; the address lapses unused.
        return new ChannelAccount($"{account.Team}/{account.User}", account.Name, account.Link);
    }

    /// <inheritdoc />
    public async Task ListenAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        var catchUp = new SlackCatchUp(_api, parts.Time);
        catchUp.Load(await inbox.ReadCursorAsync(Name, cancellationToken));
        await new SlackListener(_api, catchUp, parts, inbox).RunAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<string> SendAsync(Outbound message, CancellationToken cancellationToken)
    {
        Demand(message);
        if (message.File is { } file)
        {
            var since = parts.Time.GetUtcNow();
            await new SlackFiles(_api).SendAsync(message, file, Thread(message), cancellationToken);
            return await LookAsync(message, since, cancellationToken);
        }

        var arguments = SlackBlocks.Message(message, isNew: true);
        if (Thread(message) is { } thread)
        {
            arguments["thread_ts"] = thread;
        }

        return await PostAsync("chat.postMessage", arguments, cancellationToken);
    }

    /// <inheritdoc />
    public async Task EditAsync(string message, Outbound to, CancellationToken cancellationToken)
    {
        Demand(to);
        var arguments = SlackBlocks.Message(to, isNew: false);
        arguments["ts"] = message;
        await PostAsync("chat.update", arguments, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<SentState> FindAsync(Outbound message, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var me = _account ??= await SlackAccount.ReadAsync(_api, cancellationToken);
        var said = await SlackHistory.ReadAsync(
            _api,
            message.Place.Chat,
            Thread(message),
            since - s_skew,
            cancellationToken
        );
        // Only our own: anybody's program can put the same metadata on a message.
        var found = said.Messages.FirstOrDefault(m => m.User == me.User && SlackBlocks.Is(m, message.Key));
        return found?.Ts is { } ts ? new SentState.Sent(ts)
            : said.IsWhole ? new SentState.NotSent()
            : new SentState.Unknown();
    }

    /// <inheritdoc />
    public async Task ShowTypingAsync(ChatPlace place, CancellationToken cancellationToken)
    {
        if (place.Thread is null)
        {
            return; // Slack shows a status in threads only.
        }

        try
        {
            await _api.WriteAsync(
                "assistant.threads.setStatus",
                new JsonObject
                {
                    ["channel_id"] = place.Chat,
                    ["thread_ts"] = place.Thread,
                    ["status"] = "is writing…",
                },
                SlackJson.Default.SlackAnswer,
                cancellationToken
            );
        }
        catch (ChannelException refused) when (refused.Fault is ChannelFault.Refused or ChannelFault.Invalid)
        {
            // Not every workspace and plan has it; nothing is lost.
        }
    }

    /// <inheritdoc />
    public Task AnswerPressAsync(Delivery pressed, string words, CancellationToken cancellationToken) =>
        Task.CompletedTask; // The acknowledgement of its envelope was the answer, and takes no words.

    /// <inheritdoc />
    public Task<byte[]> ReadFileAsync(ChannelFile file, long atMost, CancellationToken cancellationToken) =>
        new SlackFiles(_api).ReadAsync(file, atMost, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _api.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? Thread(Outbound message) => message.Place.Thread ?? message.ReplyTo;

    private async Task<string> PostAsync(string method, JsonObject arguments, CancellationToken cancellationToken) =>
        (await _api.WriteAsync(method, arguments, SlackJson.Default.SlackPostedAnswer, cancellationToken)).Ts
            is { Length: > 0 } ts
            ? ts
            : throw SlackErrors.Nonsense(method);

    // A file becomes a message a little after Slack has answered.
    private async Task<string> LookAsync(Outbound message, DateTimeOffset since, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            if (await FindAsync(message, since, cancellationToken) is SentState.Sent found)
            {
                return found.Message;
            }

            if (look == Looks)
            {
                throw new ChannelException(
                    ChannelFault.Unexpected,
                    "Slack took the file; whether it is shown in the conversation is not known."
                );
            }

            await Task.Delay(SlackPause.Of(look, s_longestLook, parts.Jitter), parts.Time, cancellationToken);
        }
    }

    private void Demand(Outbound message)
    {
        var wrong =
            message.Text.Length > Traits.MaxText ? "The message is too long for Slack."
            : message.Text.Length == 0 && message.File is null ? "There is nothing to send."
            : message.Buttons.Length > Traits.MaxButtons ? "The message has too many buttons for Slack."
            : message.File is { } file && (file.Content.Length == 0 || file.Content.Length > Traits.MaxFile)
                ? "The file is empty or too large for Slack."
            : null;
        if (wrong is not null)
        {
            throw new ChannelException(ChannelFault.Invalid, wrong);
        }
    }
}
