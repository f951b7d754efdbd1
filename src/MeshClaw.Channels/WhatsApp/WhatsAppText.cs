using System.Text;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>
/// Plain text so that nothing in it is WhatsApp's markup (<c>*bold*</c>, <c>_italic_</c>, <c>~struck~</c>, backticks, lists, quotes). The platform
/// documents no escape. A marker takes effect only where no space follows it, so one that has a partner gets a hair space (U+200A, a
/// fraction of a letter wide) behind it; a marker of a list or quote must begin its line, so a word joiner (U+2060, no width) goes before it.
/// Nothing else is touched. Whoever copies such a text copies these characters too: the price, paid only where markup would have eaten characters.
/// </summary>
internal static class WhatsAppText
{
    /// <summary>Parts a marker from what it would mark.</summary>
    public const char HairSpace = '\u200a';

    /// <summary>Stands before the marker of a list or quote, so that it does not begin the line.</summary>
    public const char WordJoiner = '\u2060';

    private static readonly string s_space = HairSpace.ToString();
    private static readonly string s_joiner = WordJoiner.ToString();

    /// <summary>The text as it goes over the wire.</summary>
    public static string Plain(string text)
    {
        var lastTick = text.LastIndexOf('`');
        StringBuilder? plain = null;
        var start = 0;
        while (start <= text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            plain = Line(text, start, end, lastTick, plain);
            plain?.Append(end < text.Length ? "\n" : "");
            start = end + 1;
        }

        return plain?.ToString() ?? text;
    }

    // Null goes on being null while nothing had to be put in.
    private static StringBuilder? Line(string text, int start, int end, int lastTick, StringBuilder? plain)
    {
        var marker = LineMarker(text, start, end, lastTick);
        for (var i = start; i < end; i++)
        {
            var opens = Opens(text, i, end, lastTick);
            if (opens || i == marker)
            {
                plain ??= new StringBuilder(text, 0, i, text.Length + 16);
            }

            plain?.Append(i == marker ? s_joiner : "").Append(text[i]).Append(opens ? s_space : "");
        }

        return plain;
    }

    private static bool Opens(string text, int i, int end, int lastTick) =>
        text[i] switch
        {
            '`' => i < lastTick,
            '*' or '~' => HasPartner(text, i, end),
            // Within a word (snake_case, addresses) an underscore marks nothing.
            '_' => (i == 0 || !char.IsLetterOrDigit(text[i - 1])) && HasPartner(text, i, end),
            _ => false,
        };

    private static bool HasPartner(string text, int i, int end) =>
        i + 1 < end && !char.IsWhiteSpace(text[i + 1]) && text.IndexOf(text[i], i + 1, end - i - 1) >= 0;

    // Where the line's marker of a list or a quote is; -1 for none. A star that gets a space behind it would become one.
    private static int LineMarker(string text, int start, int end, int lastTick)
    {
        var marker = start;
        while (marker < end && text[marker] is ' ' or '\t')
        {
            marker++;
        }

        var i = marker;
        while (i < end && char.IsAsciiDigit(text[i]))
        {
            i++;
        }

        var isMarker = i < end && (i > marker ? text[i] == '.' : text[i] is '-' or '*' or '>');
        return isMarker && (i + 1 < end && char.IsWhiteSpace(text[i + 1]) || Opens(text, i, end, lastTick))
            ? marker
            : -1;
    }
}
