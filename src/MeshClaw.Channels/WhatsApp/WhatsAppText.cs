using System.Text;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>
/// Plain text so that nothing in it is WhatsApp's markup (<c>*bold*</c>, <c>_italic_</c>, <c>~struck~</c>, backticks, lists, quotes). The platform
/// documents no escape. A marker takes effect only where no space follows it, so one that has a partner gets a hair space (U+200A, a
/// fraction of a letter wide) behind it; a marker that begins a line needs a space behind it, so a word joiner (U+2060, no width) goes between.
/// Nothing else is touched. Whoever copies such a text copies these characters too: the price, paid only where markup would have eaten characters.
/// </summary>
internal static class WhatsAppText
{
    /// <summary>Parts a marker from what it would mark.</summary>
    public const char HairSpace = '\u200a';

    /// <summary>Parts the marker of a list or quote from its space.</summary>
    public const char WordJoiner = '\u2060';

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
        var opening = OpeningEnd(text, start, end);
        for (var i = start; i < end; i++)
        {
            char? put =
                i + 1 == opening ? WordJoiner
                : Opens(text, i, end, lastTick) ? HairSpace
                : null;
            if (put is not null && plain is null)
            {
                plain = new StringBuilder(text, 0, i, text.Length + 16);
            }

            plain?.Append(text[i]);
            if (put is { } character)
            {
                plain!.Append(character); // Made above.
            }
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

    // Where the marker of a list or a quote ends, and its space begins; -1 where the line has none.
    private static int OpeningEnd(string text, int start, int end)
    {
        var i = start;
        while (i < end && text[i] is ' ' or '\t')
        {
            i++;
        }

        var marker = i;
        while (i < end && char.IsAsciiDigit(text[i]))
        {
            i++;
        }

        var isMarker = i < end && (i > marker ? text[i] == '.' : text[i] is '-' or '*' or '>');
        return isMarker && i + 1 < end && char.IsWhiteSpace(text[i + 1]) ? i + 1 : -1;
    }
}
