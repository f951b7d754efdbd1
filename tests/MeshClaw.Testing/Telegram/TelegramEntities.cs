using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshClaw.Testing.Telegram;

/// <summary>What is markup in a text ("Formatting options"), and what Telegram finds in it by itself.</summary>
internal static partial class TelegramEntities
{
    private static readonly string[] s_types =
    [
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
    ];

    /// <summary>The entities of a text that is sent: those that were given, and the mentions that Telegram finds outside of code.</summary>
    /// <exception cref="TelegramError">They cannot be parsed.</exception>
    public static JsonArray Of(string text, string? parseMode, JsonArray? given)
    {
        if (parseMode is { Length: > 0 })
        {
            Parse(text, parseMode);
        }

        var all = new JsonArray();
        foreach (var entity in given ?? [])
        {
            if (
                entity is not JsonObject it
                || !s_types.Contains(it["type"]?.GetValue<string>())
                || it["offset"]?.GetValue<int>() is not (>= 0 and var offset)
                || it["length"]?.GetValue<int>() is not (> 0 and var length)
                || offset + length > text.Length
            )
            {
                throw TelegramFields.Bad(
                    "can't parse MessageEntity: it has no type of the list, or lies outside the text"
                );
            }

            all.Add(it.DeepClone());
        }

        var code = all.Where(e => e!["type"]!.GetValue<string>() is "code" or "pre").Select(Range).ToArray();
        foreach (Match mention in Mention().Matches(text))
        {
            if (!code.Any(c => c.Start < mention.Index + mention.Length && mention.Index < c.End))
            {
                all.Add(Entity("mention", mention.Index, mention.Length));
            }
        }

        return all;
    }

    public static JsonObject Entity(string type, int offset, int length) =>
        new()
        {
            ["type"] = type,
            ["offset"] = offset,
            ["length"] = length,
        };

    // Enough of the three to refuse what they refuse; what they would show is not worked out, since nothing here is sent with one.
    private static void Parse(string text, string mode)
    {
        var bad = mode switch
        {
            "HTML" => Tags().Matches(text).Aggregate(0, (open, tag) => open + (tag.Value[1] == '/' ? -1 : 1)) != 0
                || text.Count(c => c == '<') != Tags().Count(text),
            "Markdown" => "*_`".Any(c => text.Count(t => t == c) % 2 != 0),
            "MarkdownV2" => "*_`".Any(c => text.Count(t => t == c) % 2 != 0) || Reserved().IsMatch(text),
            _ => throw TelegramFields.Bad("unsupported parse_mode"),
        };
        if (bad)
        {
            throw TelegramFields.Bad("can't parse entities: Can't find end of the entity");
        }
    }

    private static (int Start, int End) Range(JsonNode? entity)
    {
        var start = entity!["offset"]!.GetValue<int>();
        return (start, start + entity["length"]!.GetValue<int>());
    }

    [GeneratedRegex("(?<![A-Za-z0-9_])@[A-Za-z0-9_]{3,32}")]
    private static partial Regex Mention();

    [GeneratedRegex("</?(b|strong|i|em|u|ins|s|strike|del|a|code|pre|blockquote|tg-spoiler)( [^<>]*)?>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"(?<!\\)[\[\]()~>#+\-=|{}.!]")]
    private static partial Regex Reserved();
}
