using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MeshClaw.Core.Channels;
using Telegram.Bot.Types.Enums;

namespace MeshClaw.Channels.Telegram;

/// <summary>Makes deliveries of updates.</summary>
internal static class TelegramReader
{
    /// <summary>The kinds of updates that we ask for.</summary>
    public static readonly ImmutableArray<UpdateType> Kinds =
    [
        UpdateType.Message,
        UpdateType.EditedMessage,
        UpdateType.ChannelPost,
        UpdateType.EditedChannelPost,
        UpdateType.CallbackQuery,
    ];

    // Messages that the platform makes of what happens in a chat; nobody says anything in them. One that is missing here comes as an empty message.
    private static readonly ImmutableHashSet<string> s_happenings =
    [
        "boost_added",
        "channel_chat_created",
        "chat_background_set",
        "chat_shared",
        "delete_chat_photo",
        "forum_topic_closed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "group_chat_created",
        "left_chat_member",
        "message_auto_delete_timer_changed",
        "migrate_from_chat_id",
        "migrate_to_chat_id",
        "new_chat_members",
        "new_chat_photo",
        "new_chat_title",
        "pinned_message",
        "proximity_alert_triggered",
        "supergroup_chat_created",
        "users_shared",
        "video_chat_ended",
        "video_chat_participants_invited",
        "video_chat_scheduled",
        "video_chat_started",
        "write_access_allowed",
    ];

    /// <summary>The number of an update; null where it has none that could be confirmed.</summary>
    public static long? IdOf(JsonElement update) =>
        update.ValueKind == JsonValueKind.Object
        && update.TryGetProperty("update_id", out var id)
        && id.ValueKind == JsonValueKind.Number
        && id.TryGetInt64(out var number)
        && number is > 0 and < int.MaxValue
            ? number
            : null;

    /// <summary>What somebody says in an update; null where nobody does. One that cannot be read is noted and passed over: it would come for ever.</summary>
    public static Delivery? TryRead(ChannelParts parts, long id, JsonElement update, TelegramSelf self)
    {
        try
        {
            var said = Read(update, self, parts.Time.GetUtcNow());
            if (said is null)
            {
                TelegramLog.Nothing(parts.Log, parts.Name, id);
            }

            return said;
        }
        catch (JsonException e)
        {
            TelegramLog.Unreadable(parts.Log, parts.Name, id, e.Path ?? "");
            return null;
        }
    }

    /// <summary>The same, strictly.</summary>
    /// <exception cref="JsonException">It cannot be read.</exception>
    public static Delivery? Read(JsonElement update, TelegramSelf self, DateTimeOffset now)
    {
        var shape = TelegramJson.Default.UpdateWire; // Out here, so that a mistake in our own types is not taken for a bad update.
        try
        {
            return update.Deserialize(shape) switch
            {
                { CallbackQuery: { } press } it => OfPress(it.UpdateId, press, now),
                { Message: { } message } it => OfMessage(it.UpdateId, message, self, false),
                { EditedMessage: { } message } it => OfMessage(it.UpdateId, message, self, true),
                { ChannelPost: { } message } it => OfMessage(it.UpdateId, message, self, false),
                { EditedChannelPost: { } message } it => OfMessage(it.UpdateId, message, self, true),
                _ => null,
            };
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or NotSupportedException)
        {
            // Half of a surrogate pair in a string, a time before the year 1.
            throw new JsonException(e.GetType().Name, e);
        }
    }

    private static Delivery? OfMessage(long update, MessageWire message, TelegramSelf self, bool isEdited)
    {
        if (message.Others?.Keys.Any(s_happenings.Contains) == true)
        {
            return null;
        }

        var (sender, name, isPerson) = SenderOf(message);
        var isDirect = IsDirect(message.Chat);
        var (text, isNamed) = TelegramText.Strip(
            message.Text ?? message.Caption ?? "",
            message.Text is null ? message.CaptionEntities : message.Entities,
            self
        );
        var kept = TelegramText.Cut(text);
        return new Delivery
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{update}/{message.Chat.Id}/{message.MessageId}"),
            Kind = isEdited ? DeliveryKind.Edited : DeliveryKind.Message,
            Place = PlaceOf(message),
            Sender = Text(sender),
            SenderName = name,
            Text = kept,
            IsCut = kept.Length < text.Length,
            Message = Text(message.MessageId),
            ReplyTo = Answered(message) is { } answered ? Text(answered.MessageId) : null,
            IsGroup = !isDirect || !isPerson,
            IsAddressed = isDirect ? isPerson : isNamed || Answered(message)?.From?.Id == self.Id,
            IsForwarded = message.ForwardOrigin is not null || message.ViaBot is not null,
            Files = TelegramFiles.Of(message),
            Sent = DateTimeOffset.FromUnixTimeSeconds(isEdited ? message.EditDate ?? message.Date : message.Date),
        };
    }

    private static Delivery? OfPress(long update, PressWire press, DateTimeOffset now) =>
        // Without a message it was made by an inline query, without data it is a game's: we make neither.
        press is { Message: { } message, Data: { } value }
            ? new Delivery
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{update}/{press.Id}"),
                Kind = DeliveryKind.Pressed,
                Place = PlaceOf(message),
                Sender = Text(press.From.Id),
                SenderName = NameOf(press.From),
                Message = Text(message.MessageId),
                IsGroup = !IsDirect(message.Chat),
                Button = value,
                Sent = now, // Telegram does not say when it was pressed.
            }
            : null;

    /// <summary>The id of a press, which its answer needs.</summary>
    public static string PressOf(Delivery pressed) =>
        pressed.Id[(pressed.Id.IndexOf('/', StringComparison.Ordinal) + 1)..];

    // A message in the name of a chat (an anonymous administrator, a channel) has a stand-in under "from", the same for everybody.
    private static (long Id, string Name, bool IsPerson) SenderOf(MessageWire message) =>
        message switch
        {
            { SenderChat: { } chat } => (chat.Id, chat.Title ?? "", false),
            { From: { } user } => (user.Id, NameOf(user), !user.IsBot),
            _ => (message.Chat.Id, message.Chat.Title ?? "", false),
        };

    private static string NameOf(UserWire user) => $"{user.FirstName} {user.LastName}".Trim();

    // In a supergroup without topics a thread is only a chain of answers, and nothing can be sent to it.
    private static ChatPlace PlaceOf(MessageWire message) =>
        new(
            Text(message.Chat.Id),
            message is { IsTopicMessage: true, MessageThreadId: { } thread } ? Text(thread) : null
        );

    // Each message of a topic "answers" the one that began the topic, which nobody wrote.
    private static RepliedWire? Answered(MessageWire message) =>
        message.ReplyToMessage is { ForumTopicCreated: null } answered ? answered : null;

    private static bool IsDirect(ChatWire chat) => chat.Type is { } type ? type == "private" : chat.Id > 0;

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
