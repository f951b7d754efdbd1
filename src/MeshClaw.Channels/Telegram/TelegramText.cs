using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Core.Channels;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace MeshClaw.Channels.Telegram;

/// <summary>What becomes of texts, both ways.</summary>
internal static partial class TelegramText
{
    // "100 entities" a message; Telegram silently passes over what is more.
    private const int MaxEntities = 100;

    /// <summary>
    /// A text without the bot's name before it, after it or behind a command (<c>/stop@my_bot</c> is <c>/stop</c>), and whether it was named. A name
    /// within a sentence stays.
    /// </summary>
    public static (string Text, bool IsNamed) Strip(string text, EntityWire?[]? entities, TelegramSelf self)
    {
        var isNamed = false;
        foreach (var entity in (entities ?? []).OfType<EntityWire>().OrderByDescending(e => e.Offset))
        {
            if (entity.Offset < 0 || entity.Length <= 0 || entity.Offset > text.Length - entity.Length)
            {
                continue; // It lies outside, or in what was stripped.
            }

            var (start, end) = (entity.Offset, entity.Offset + entity.Length);
            var name = $"@{self.Username}";
            if (entity.Type == "bot_command" && text[start..end].EndsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                (text, isNamed) = (text.Remove(end - name.Length, name.Length), true);
            }
            else if (
                (entity.Type == "mention" && text[start..end].Equals(name, StringComparison.OrdinalIgnoreCase))
                || (entity.Type == "text_mention" && entity.User?.Id == self.Id)
            )
            {
                (text, isNamed) = (Without(text[..start], text[end..]) ?? text, true);
            }
        }

        return (text, isNamed);
    }

    /// <summary>At most <see cref="Delivery.MaxText"/> of a text, whole characters.</summary>
    public static string Cut(string text) =>
        text.Length <= Delivery.MaxText ? text
        : char.IsHighSurrogate(text[Delivery.MaxText - 1]) ? text[..(Delivery.MaxText - 1)]
        : text[..Delivery.MaxText];

    /// <summary>
    /// Telegram finds mentions in plain texts too, and wakes who is named. Within <c>code</c> it finds none, so each @name becomes that; the text
    /// stays as it is. Only where others read: a direct chat has nobody to wake.
    /// </summary>
    public static ImmutableArray<MessageEntity> Shield(string text, long chat)
    {
        if (chat > 0)
        {
            return [];
        }

        var names = Mention().Matches(text);
        return names.Count <= MaxEntities ? [.. names.Select(n => Code(n.Index, n.Length))] : [Code(0, text.Length)];
    }

    private static string? Without(string before, string after) =>
        string.IsNullOrWhiteSpace(before) ? after.TrimStart(' ', '\t', '\r', '\n', ',', ':')
        : after.All(c => char.IsWhiteSpace(c) || char.IsPunctuation(c))
            ? before.TrimEnd(' ', '\t', '\r', '\n', ',') + after.Trim()
        : null;

    private static MessageEntity Code(int offset, int length) =>
        new()
        {
            Type = MessageEntityType.Code,
            Offset = offset,
            Length = length,
        };

    [GeneratedRegex(@"(?<![A-Za-z0-9_])@[A-Za-z0-9_]+")]
    private static partial Regex Mention();
}
