using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>Makes deliveries of messages: those of events, and those of a history.</summary>
internal static class SlackMessages
{
    private const int MaxEmoji = 100;

    /// <summary>
    /// Reads what somebody said or changed. The same message has the same id whether it comes as <c>message</c>, as <c>app_mention</c>, as both, or from
    /// the history. Ids of users are unique only together with their workspace, so a stranger of another company in a shared channel is told apart.
    /// </summary>
    /// <param name="said">The event.</param>
    /// <param name="isShared">Whether people of other companies are in the channel: there nobody is taken for one of ours by default.</param>
    /// <param name="me">Who we are.</param>
    public static (Delivery?, string? Why) Read(SlackEvent said, bool isShared, SlackIdentity me)
    {
        if (said.Type is not ("message" or "app_mention"))
        {
            return (null, null);
        }

        var isEdit = said.Subtype == "message_changed";
        var inner = isEdit ? said.Message : said;
        if (inner is null || (isEdit && !IsEditOfSender(inner)) || !IsSaidByPerson(inner, me))
        {
            return (null, null);
        }

        return (inner.UserTeam ?? inner.SourceTeam ?? inner.Team ?? (isShared ? null : me.Team)) is { Length: > 0 } team
            ? (Make(said, inner, isEdit, Sender(team, Need(inner.User)), me), null)
            : (null, "does not tell the workspace of its sender");
    }

    /// <summary>Who sent it, as an id that nobody else has; a <see cref="FormatException"/> where one of the two is no id of Slack.</summary>
    public static string Sender(string team, string user) =>
        IsId(team) && IsId(user) ? $"{team}/{user}" : throw new FormatException("That is no id of Slack.");

    /// <summary>The beginning of a text that is too long, never half a character.</summary>
    public static (string Text, bool IsCut) Cut(string text)
    {
        if (text.Length <= Delivery.MaxText)
        {
            return (text, false);
        }

        var length = char.IsHighSurrogate(text[Delivery.MaxText - 1]) ? Delivery.MaxText - 1 : Delivery.MaxText;
        return (text[..length], true);
    }

    // Slack also "changes" messages when it has found a preview or a language; then nobody's words changed.
    private static bool IsEditOfSender(SlackEvent inner) =>
        inner.Edited?.Ts is not null && inner.Edited.User == inner.User;

    private static Delivery Make(SlackEvent said, SlackEvent inner, bool isEdit, string sender, SlackIdentity me)
    {
        var channel = Need(said.Channel);
        var ts = Need(inner.Ts);
        var wire = inner.Text ?? "";
        var isGroup = said.ChannelType is { } type ? type != "im" : !channel.StartsWith('D');
        var isAddressed = !isGroup || SlackText.Mentions(wire, me.User);
        var parent = inner.ThreadTs == ts ? null : inner.ThreadTs;
        var (text, isCut) = Cut(SlackText.Read(SlackText.WithoutMention(wire, me.User), Emoji(inner.Blocks)));
        return new Delivery
        {
            Id = isEdit ? $"edit:{channel}:{ts}:{inner.Edited?.Ts}" : $"message:{channel}:{ts}",
            Kind = isEdit ? DeliveryKind.Edited : DeliveryKind.Message,
            Place = Place(channel, parent ?? (isGroup && isAddressed ? ts : null)),
            Sender = sender,
            SenderName = inner.UserProfile is { } profile
                ? (profile.DisplayName is { Length: > 0 } shown ? shown : profile.RealName ?? "")
                : "",
            Text = text,
            IsCut = isCut,
            Message = ts,
            ReplyTo = parent,
            IsGroup = isGroup,
            IsAddressed = isAddressed,
            Files = Files(inner.Files),
            Sent = SlackTime.Read(isEdit ? Need(inner.Edited?.Ts) : ts),
        };
    }

    // Both end up in our own ids and cursors, so they must look as Slack's do.
    private static ChatPlace Place(string channel, string? thread)
    {
        if (thread is not null)
        {
            SlackTime.Read(thread);
        }

        return IsId(channel)
            ? new ChatPlace(channel, thread)
            : throw new FormatException("That is no conversation of Slack.");
    }

    private static bool IsSaidByPerson(SlackEvent said, SlackIdentity me) =>
        said.Subtype is null or "file_share" or "thread_broadcast" or "me_message"
        && said.User is not null
        && said.User != me.User
        && said.User != "USLACKBOT"
        && said.BotId is null;

    private static ImmutableArray<ChannelFile> Files(SlackFile[]? files) =>
        [
            .. (files ?? [])
                .Where(f => f is { Id.Length: > 0, Mode: not ("tombstone" or "hidden_by_limit") })
                .Select(f => new ChannelFile(f.Id!, f.Name ?? "", f.Mimetype ?? "application/octet-stream", f.Size)),
        ];

    // The text has ":wave:"; what that looks like stands in the blocks, as code points: "1f44b-1f3fd".
    private static Dictionary<string, string>? Emoji(JsonElement? blocks)
    {
        var found = new Dictionary<string, string>(MaxEmoji, StringComparer.Ordinal);
        if (blocks is { } all)
        {
            Collect(all, found);
        }

        return found.Count == 0 ? null : found;
    }

    private static void Collect(JsonElement element, Dictionary<string, string> found)
    {
        if (found.Count == MaxEmoji)
        {
            return; // Each costs a pass over the text.
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (Text(element, "type") == "emoji" && Text(element, "name") is { Length: > 0 } name)
            {
                Note(name, element, found);
            }
            else if (element.TryGetProperty("elements", out var elements))
            {
                Collect(elements, found);
            }
        }
    }

    private static void Note(string name, JsonElement emoji, Dictionary<string, string> found)
    {
        var characters = new StringBuilder();
        foreach (var code in (Text(emoji, "unicode") ?? "").Split('-'))
        {
            if (
                !int.TryParse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point)
                || !Rune.IsValid(point)
            )
            {
                return; // One that the workspace made itself has none.
            }

            characters.Append(new Rune(point).ToString());
        }

        var tone =
            emoji.TryGetProperty("skin_tone", out var skin)
            && skin.ValueKind == JsonValueKind.Number
            && skin.TryGetInt32(out var number)
                ? string.Create(CultureInfo.InvariantCulture, $":skin-tone-{number}:")
                : "";
        found[$":{name}:{tone}"] = characters.ToString();
    }

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    // A slash within one would let two pairs be the same.
    private static bool IsId(string id) => id.Length > 0 && id.All(char.IsAsciiLetterOrDigit);

    private static string Need(string? value) =>
        value is { Length: > 0 } ? value : throw new FormatException("Something is missing.");
}
