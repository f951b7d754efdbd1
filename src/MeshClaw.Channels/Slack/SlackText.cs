using System.Text;

namespace MeshClaw.Channels.Slack;

/// <summary>
/// The text of Slack's messages (docs.slack.dev/messaging/formatting-message-text): three characters are escaped, and what stands between angle
/// brackets is a mention, a link or a date.
/// </summary>
internal static class SlackText
{
    /// <summary>The names of emoji that matter even where a message does not tell their characters: with this one people stop agents.</summary>
    private const string StopName = ":octagonal_sign:";

    /// <summary>Plain text from a message's text, as a person would read it aloud: marks of bold and the like stay as they are.</summary>
    /// <param name="wire">As it came.</param>
    /// <param name="emoji">The characters of emoji by <c>:name:</c>, as far as the message tells them.</param>
    public static string Read(string wire, IReadOnlyDictionary<string, string>? emoji = null)
    {
        var text = new StringBuilder(wire.Length);
        var at = 0;
        while (at < wire.Length)
        {
            var open = wire.IndexOf('<', at);
            var close = open < 0 ? -1 : wire.IndexOf('>', open);
            if (close < 0)
            {
                break;
            }

            text.Append(Unescape(wire[at..open])).Append(Special(wire[(open + 1)..close]));
            at = close + 1;
        }

        text.Append(Unescape(wire[at..]));
        if (emoji is not null)
        {
            foreach (var (name, characters) in emoji)
            {
                text.Replace(name, characters);
            }
        }

        return text.Replace(StopName, "🛑").ToString();
    }

    /// <summary>Text in which Slack finds no mention and no link; cut to <paramref name="atMost"/> characters where that is given, never within one.</summary>
    public static string Escape(string plain, int atMost = int.MaxValue)
    {
        var text = new StringBuilder(plain.Length);
        foreach (var rune in plain.EnumerateRunes())
        {
            var piece = rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                _ => rune.ToString(),
            };
            if (text.Length + piece.Length > atMost)
            {
                break;
            }

            text.Append(piece);
        }

        return text.ToString();
    }

    /// <summary>Text without halves of characters, which JSON cannot carry.</summary>
    public static string WellFormed(string text)
    {
        var made = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // A half is the replacement character here.
        {
            made.Append(rune.ToString());
        }

        return made.ToString();
    }

    /// <summary>Whether a user is mentioned.</summary>
    public static bool Mentions(string wire, string user) =>
        wire.Contains($"<@{user}>", StringComparison.Ordinal) || wire.Contains($"<@{user}|", StringComparison.Ordinal);

    /// <summary>Takes mentions of a user from the beginning and the end.</summary>
    public static string WithoutMention(string wire, string user)
    {
        var text = wire.AsSpan().Trim();
        var cut = false;
        while (Leading(text, user) is var begin and > 0)
        {
            text = text[begin..].TrimStart(" \t\n,:");
            cut = true;
        }

        while (Trailing(text, user) is var end and > 0)
        {
            text = text[..^end].TrimEnd();
            cut = true;
        }

        return cut ? text.ToString() : wire;
    }

    private static int Leading(ReadOnlySpan<char> text, string user)
    {
        var close = text.IndexOf('>');
        return close > 0 && IsMention(text[..(close + 1)], user) ? close + 1 : 0;
    }

    private static int Trailing(ReadOnlySpan<char> text, string user)
    {
        var open = text.LastIndexOf('<');
        return open >= 0 && IsMention(text[open..], user) ? text.Length - open : 0;
    }

    private static bool IsMention(ReadOnlySpan<char> piece, string user) =>
        piece.StartsWith("<@", StringComparison.Ordinal)
        && piece.EndsWith(">", StringComparison.Ordinal)
        && piece[2..^1] is var inner
        && inner.StartsWith(user, StringComparison.Ordinal)
        && (inner.Length == user.Length || inner[user.Length] == '|');

    private static string Unescape(string text) =>
        text.Contains('&')
            ? text.Replace("&lt;", "<", StringComparison.Ordinal)
                .Replace("&gt;", ">", StringComparison.Ordinal)
                .Replace("&amp;", "&", StringComparison.Ordinal) // Last: "&amp;lt;" is "&lt;".
            : text;

    private static string Special(string inner)
    {
        var bar = inner.IndexOf('|');
        var target = Unescape(bar < 0 ? inner : inner[..bar]);
        var label = bar < 0 ? "" : Unescape(inner[(bar + 1)..]);
        return target switch
        {
            "" => "<" + (bar < 0 ? "" : "|" + label) + ">", // Nothing that Slack writes: shown as it stands.
            ['@', .. var user] => "@" + (label.Length > 0 ? label.TrimStart('@') : user),
            ['#', .. var channel] => "#" + (label.Length > 0 ? label.TrimStart('#') : channel),
            ['!', .. var command] => Command(command, label),
            _ => Link(target, label),
        };
    }

    private static string Command(string command, string label)
    {
        if (command.StartsWith("date^", StringComparison.Ordinal))
        {
            return label;
        }

        return "@"
            + (
                label.Length > 0 ? label.TrimStart('@')
                : command.StartsWith("subteam^", StringComparison.Ordinal) ? command["subteam^".Length..]
                : command
            );
    }

    // Both are shown where they differ: a label may name another place than the one that it leads to.
    private static string Link(string target, string label) =>
        label.Length == 0 || label == target ? target
        : target == "mailto:" + label || target == "tel:" + label ? label
        : $"{label} ({target})";
}
