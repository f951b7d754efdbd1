using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Connectors.Text;

namespace MeshClaw.Connectors.Chat.Slack;

/// <summary>What Slack's objects mean. What others wrote is cleaned of what a reader does not see, and cut.</summary>
internal static class SlackChatReading
{
    private const int MaxText = 8_000;
    private const int MaxName = 80;
    private const int MaxTopic = 300;
    private const int MaxReactions = 20;

    // What is said by somebody; all other kinds tell that something happened (docs.slack.dev/reference/events/message#subtypes).
    private static readonly string?[] s_said = [null, "thread_broadcast", "file_share", "bot_message", "me_message"];

    /// <summary>A place.</summary>
    public static ChatPlace Place(SlackPlace from, string method)
    {
        if (from.Id is not { Length: > 0 } id)
        {
            throw SlackChatErrors.Nonsense(method);
        }

        var kind =
            from.IsIm ? ChatPlaceKind.Direct
            : from.IsMpim ? ChatPlaceKind.Group
            : from.IsPrivate || from.IsGroup ? ChatPlaceKind.Private
            : ChatPlaceKind.Channel;
        return new ChatPlace(id, Line(from.Name), kind)
        {
            Topic = TextCleaner.Line(SlackChatText.Read(from.Topic?.Value ?? ""), MaxTopic),
            With = from.User,
            IsShared = from.IsExtShared || from.IsPendingExtShared,
            IsArchived = from.IsArchived,
            LastRead = from.LastRead,
        };
    }

    /// <summary>Somebody.</summary>
    public static ChatPerson Person(SlackUserInfo from, string method)
    {
        if (from.Id is not { Length: > 0 } id)
        {
            throw SlackChatErrors.Nonsense(method);
        }

        var real = Line(from.RealName ?? from.Profile?.RealName);
        var name = Line(from.Profile?.DisplayName) is { Length: > 0 } shown ? shown : Line(from.Name);
        return new ChatPerson(id, from.TeamId ?? "", name, real)
        {
            Title = Line(from.Profile?.Title),
            IsGuest = from.IsRestricted || from.IsUltraRestricted || from.IsStranger,
            IsBot = from.IsBot,
            IsGone = from.Deleted,
        };
    }

    /// <summary>A message.</summary>
    /// <param name="from">As Slack has it.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="owner">Who would be mentioned.</param>
    /// <param name="method">For what is wrong with it.</param>
    public static ChatMessage Message(SlackMessage from, string place, string owner, string method)
    {
        if (from.Ts is not { Length: > 0 } ts || SlackChatTime.Read(ts) is not { } at)
        {
            throw SlackChatErrors.Nonsense(method);
        }

        var wire = from.Text ?? "";
        var whole = SlackChatText.Read(wire);
        if (whole.Length == 0)
        {
            // Programs often say all they say in attachments.
            whole = string.Join(
                '\n',
                (from.Attachments ?? []).Select(a => SlackChatText.Read(a.Fallback ?? a.Text ?? ""))
            );
        }

        var hidden = new StringBuilder();
        return new ChatMessage(place, ts, from.User ?? from.BotId ?? "", TextCleaner.Lines(whole, MaxText, hidden))
        {
            At = at,
            Markup = wire,
            Thread = from.ThreadTs,
            Replies = Math.Max(0, from.ReplyCount),
            Version = from.Edited?.Ts ?? "",
            IsNotice = !s_said.Contains(from.Subtype),
            MentionsOwner = SlackChatText.Mentions(wire, owner),
            Hidden = TextCleaner.Line(hidden.ToString(), MaxTopic),
            IsCut = whole.Length > MaxText,
            Reactions = [.. (from.Reactions ?? []).Take(MaxReactions).Select(Reaction)],
            Files = [.. (from.Files ?? []).Select(f => Line(f.Name ?? f.Title)).Where(n => n.Length > 0)],
            Keys = SlackChatWords.KeysOf(from),
        };
    }

    /// <summary>The id of the place that a search found a message in.</summary>
    public static string PlaceOf(SlackMessage found) =>
        found.Channel is { ValueKind: JsonValueKind.Object } channel
        && channel.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.String
        && id.GetString() is { Length: > 0 } place
            ? place
            : throw SlackChatErrors.Nonsense("search.messages");

    private static ChatReaction Reaction(SlackReactionInfo from) =>
        new(Line(from.Name), [.. (from.Users ?? []).Where(u => u is not null)], from.Count);

    private static string Line(string? text) => TextCleaner.Line(text ?? "", MaxName);
}
