using System.Globalization;
using System.Text;
using MeshClaw.Core.Channels;
using Telegram.Bot;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using Telegram.Bot.Types.ReplyMarkups;

namespace MeshClaw.Channels.Telegram;

/// <summary>
/// Telegram, asked for what is new by long polling. Nothing is stored here: what is not confirmed, Telegram keeps for a day. What it does not protect
/// against: Telegram itself reads everything, since chats with bots are not encrypted from end to end.
/// </summary>
internal sealed class TelegramChannel(ChannelParts parts) : IChannel
{
    private const int MaxPressWords = 200;

    /// <summary>Of Telegram's server; a server of one's own gives more.</summary>
    private const long MaxDownload = 20 * 1024 * 1024;

    public ChannelName Name => parts.Name;

    public ChannelTraits Traits { get; } =
        new()
        {
            MaxText = 4096, // sendMessage: "1-4096 characters".
            MaxCaption = 1024, // sendDocument: "0-1024 characters".
            MaxFile = 50 * 1024 * 1024, // sendDocument: "up to 50 MB".
            MaxButtons = 24, // Telegram takes 100; a phone shows no more at a time.
            MaxButtonLabel = 40, // Not documented; longer ones are shortened on a phone.
            CanEdit = true,
            EditEvery = TimeSpan.FromSeconds(3), // "avoid sending more than one message per second", in a group 20 a minute.
            CanFind = false, // A bot cannot read what it sent.
        };

    internal TelegramApi Api { get; } = new(parts);

    public async Task<ChannelAccount> CheckAsync(CancellationToken cancellationToken)
    {
        var me = await Api.MeAsync(cancellationToken);
        return new ChannelAccount(Text(me.Id), $"{me.Name} (@{me.Username})", new Uri($"https://t.me/{me.Username}"));
    }

    public Task ListenAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        var polling = new TelegramPolling(parts, Api, inbox);
        return TelegramRounds.RunAsync(parts, inbox, polling.RoundAsync, cancellationToken);
    }

    public async Task<string> SendAsync(Outbound message, CancellationToken cancellationToken)
    {
        var (chat, thread) = Where(message.Place);
        var keyboard = Keyboard(message);
        var words = Words(message.Text, message.File is null ? Traits.MaxText : Traits.MaxCaption ?? 0);
        var answered = message.ReplyTo is { } id
            ? new ReplyParameters { MessageId = Number(id), AllowSendingWithoutReply = true }
            : null;
        var entities = TelegramText.Shield(words, chat);
        Task<Message> TextAsync(TelegramBotClient c, CancellationToken t) =>
            c.SendMessage(
                chat,
                words,
                ParseMode.None,
                answered,
                keyboard,
                s_noPreview,
                thread,
                entities,
                message.IsSilent,
                cancellationToken: t
            );
        Task<Message> FileAsync(TelegramBotClient c, OutboundFile file, CancellationToken t) =>
            c.SendDocument(
                chat,
                InputFile.FromStream(new MemoryStream([.. file.Content]), file.Name),
                words,
                ParseMode.None,
                answered,
                keyboard,
                messageThreadId: thread,
                captionEntities: entities,
                disableContentTypeDetection: true,
                disableNotification: message.IsSilent,
                cancellationToken: t
            );

        if (message.File is null && string.IsNullOrWhiteSpace(words))
        {
            throw TelegramFaults.Invalid("Telegram sends no empty message.");
        }

        if (message.File?.Content.Length > Traits.MaxFile)
        {
            throw TelegramFaults.TooLarge(Traits.MaxFile);
        }

        var sent = await Api.ActAsync(
            (c, t) => message.File is { } file ? FileAsync(c, file, t) : TextAsync(c, t),
            cancellationToken
        );
        return sent.Id > 0 ? Text(sent.Id) : throw TelegramFaults.Undocumented();
    }

    public async Task EditAsync(string message, Outbound to, CancellationToken cancellationToken)
    {
        var (chat, _) = Where(to.Place);
        var keyboard = Keyboard(to);
        var words = Words(to.Text, Traits.MaxText);
        var entities = TelegramText.Shield(words, chat);
        try
        {
            await Api.AskAsync(
                (c, t) =>
                    c.EditMessageText(
                        chat,
                        Number(message),
                        words,
                        ParseMode.None,
                        keyboard,
                        s_noPreview,
                        entities,
                        cancellationToken: t
                    ),
                cancellationToken
            );
        }
        catch (ChannelException e) when (TelegramFaults.IsUnchanged(e))
        {
            // As it should be.
        }
        catch (ChannelException e) when (TelegramFaults.IsCaption(e))
        {
            await EditCaptionAsync(
                chat,
                Number(message),
                Words(words, Traits.MaxCaption ?? 0),
                keyboard,
                cancellationToken
            );
        }
    }

    public Task<SentState> FindAsync(Outbound message, DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<SentState>(new SentState.Unknown());

    public Task ShowTypingAsync(ChatPlace place, CancellationToken cancellationToken)
    {
        var (chat, thread) = Where(place);
        return Api.AskAsync(
            (c, t) => c.SendChatAction(chat, ChatAction.Typing, thread, cancellationToken: t),
            cancellationToken
        );
    }

    public async Task AnswerPressAsync(Delivery pressed, string words, CancellationToken cancellationToken)
    {
        var press = TelegramReader.PressOf(pressed);
        var shown = words.Length > MaxPressWords ? words[..(MaxPressWords - 1)] + "…" : words;
        try
        {
            await Api.AskAsync((c, t) => c.AnswerCallbackQuery(press, shown, cancellationToken: t), cancellationToken);
        }
        catch (ChannelException e) when (TelegramFaults.IsTooOld(e))
        {
            // The phone has given up waiting by itself.
        }
    }

    public async Task<byte[]> ReadFileAsync(ChannelFile file, long atMost, CancellationToken cancellationToken)
    {
        if (file.Bytes > Math.Min(atMost, MaxDownload))
        {
            throw TelegramFaults.TooLarge(Math.Min(atMost, MaxDownload));
        }

        var found = await Api.AskAsync((c, t) => c.GetFile(file.Id, t), cancellationToken);
        if (found.FileSize > atMost)
        {
            throw TelegramFaults.TooLarge(atMost);
        }

        return found.FilePath is { Length: > 0 } path
            ? await Api.DownloadAsync(path, atMost, cancellationToken)
            : throw TelegramFaults.Invalid("Telegram does not hand this file out.");
    }

    public ValueTask DisposeAsync()
    {
        Api.Dispose();
        return ValueTask.CompletedTask;
    }

    private static readonly LinkPreviewOptions s_noPreview = new() { IsDisabled = true };

    private async Task EditCaptionAsync(
        long chat,
        int message,
        string words,
        InlineKeyboardMarkup? keyboard,
        CancellationToken cancellationToken
    )
    {
        var entities = TelegramText.Shield(words, chat);
        try
        {
            await Api.AskAsync(
                (c, t) =>
                    c.EditMessageCaption(
                        chat,
                        message,
                        words,
                        ParseMode.None,
                        keyboard,
                        entities,
                        cancellationToken: t
                    ),
                cancellationToken
            );
        }
        catch (ChannelException e) when (TelegramFaults.IsUnchanged(e))
        {
            // As it should be.
        }
    }

    private InlineKeyboardMarkup? Keyboard(Outbound message)
    {
        if (message.Buttons.Length > Traits.MaxButtons)
        {
            throw TelegramFaults.Invalid($"More than {Traits.MaxButtons} buttons.");
        }

        if (message.Buttons.Any(b => b.Label.Length is 0 or > 64 || Encoding.UTF8.GetByteCount(b.Value) is 0 or > 64))
        {
            throw TelegramFaults.Invalid("A button has a label, and a value of 1 to 64 bytes.");
        }

        // Two of a row while they are short: thumbs hit them, and words stay whole.
        var perRow = message.Buttons.All(b => b.Label.Length <= 16) ? 2 : 1;
        return message.Buttons.IsEmpty
            ? null
            : new InlineKeyboardMarkup(message.Buttons.Select(Button).Chunk(perRow).Select(row => row.AsEnumerable()));
    }

    private static InlineKeyboardButton Button(OutboundButton button) =>
        new(button.Label) { CallbackData = button.Value, Style = button.IsDanger ? KeyboardButtonStyle.Danger : null };

    private static string Words(string text, int atMost) =>
        text.Length <= atMost
            ? text
            : throw TelegramFaults.Invalid(
                string.Create(CultureInfo.InvariantCulture, $"Telegram takes at most {atMost:N0} characters here.")
            );

    private static (long Chat, int? Thread) Where(ChatPlace place) =>
        long.TryParse(place.Chat, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var chat)
            ? (chat, place.Thread is { } thread ? Number(thread) : null)
            : throw TelegramFaults.Invalid($"{place.Chat} is no chat of Telegram.");

    private static int Number(string id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw TelegramFaults.Invalid($"{id} is no message of Telegram.");

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
