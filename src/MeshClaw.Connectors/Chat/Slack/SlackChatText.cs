using System.Text;

namespace MeshClaw.Connectors.Chat.Slack;

/// <summary>
/// The text of Slack's messages (docs.slack.dev/messaging/formatting-message-text): three characters are escaped, and what stands between angle
/// brackets is a mention, a link or a date.
/// </summary>
internal static class SlackChatText
{
    /// <summary>As a person reads it. A link is shown with its address, since a label may name another place than the one that it leads to.</summary>
    public static string Read(string wire)
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

        return text.Append(Unescape(wire[at..])).ToString();
    }

    /// <summary>Text in which Slack finds no mention and no link; cut to <paramref name="atMost"/> characters, never within one.</summary>
    public static string Escape(string plain, int atMost)
    {
        var text = new StringBuilder(plain.Length);
        foreach (var rune in plain.EnumerateRunes()) // Half of a pair is the replacement character here: JSON cannot carry it.
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

    /// <summary>Whether a user is mentioned.</summary>
    public static bool Mentions(string wire, string user) =>
        wire.Contains($"<@{user}>", StringComparison.Ordinal) || wire.Contains($"<@{user}|", StringComparison.Ordinal);

    private static string Unescape(string text) =>
        text.Contains('&', StringComparison.Ordinal)
            ? text.Replace("&lt;", "<", StringComparison.Ordinal)
                .Replace("&gt;", ">", StringComparison.Ordinal)
                .Replace("&amp;", "&", StringComparison.Ordinal) // Last: "&amp;lt;" is "&lt;".
            : text;

    private static string Special(string inner)
    {
        var bar = inner.IndexOf('|', StringComparison.Ordinal);
        var target = Unescape(bar < 0 ? inner : inner[..bar]);
        var label = bar < 0 ? "" : Unescape(inner[(bar + 1)..]);
        return target switch
        {
            ['@', .. var user] => "@" + (label.Length > 0 ? label.TrimStart('@') : user),
            ['#', .. var place] => "#" + (label.Length > 0 ? label.TrimStart('#') : place),
            ['!', .. var command] => "@" + Command(command, label),
            "" => "<" + inner + ">", // Nothing that Slack writes: shown as it stands.
            _ => label.Length == 0 || label == target ? target : $"{label} ({target})",
        };
    }

    private static string Command(string command, string label) =>
        label.Length > 0 ? label.TrimStart('@')
        : command.StartsWith("subteam^", StringComparison.Ordinal) ? command["subteam^".Length..]
        : command;
}
