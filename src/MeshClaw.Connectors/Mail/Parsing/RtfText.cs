using System.Globalization;
using System.Text;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>The words of rich text (RTF 1.9), without its styles. Groups that show nothing are left out; what is marked hidden too.</summary>
internal static class RtfText
{
    private const int MaxText = 1 << 16;
    private const int MaxDepth = 1000;

    private static readonly string[] s_silent =
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "themedata",
        "htmltag",
        "mhtmltag",
        "fldinst",
        "xmlnstbl",
        "generator",
    ];

    public static string Read(string rtf)
    {
        var text = new StringBuilder();
        var silent = new Stack<bool>();
        var isSilent = false;
        for (var at = 0; at < rtf.Length && text.Length < MaxText; at++)
        {
            switch (rtf[at])
            {
                case '{' when silent.Count < MaxDepth:
                    silent.Push(isSilent);
                    break;
                case '}' when silent.Count > 0:
                    isSilent = silent.Pop();
                    break;
                case '\\':
                    at = Control(rtf, at + 1, text, ref isSilent);
                    break;
                case '{' or '}' or '\r' or '\n':
                    break;
                default:
                    if (!isSilent)
                    {
                        text.Append(rtf[at]);
                    }

                    break;
            }
        }

        return text.ToString();
    }

    // Gives back where the control word ends.
    private static int Control(string rtf, int at, StringBuilder text, ref bool isSilent)
    {
        if (at >= rtf.Length)
        {
            return at;
        }

        if (!char.IsAsciiLetter(rtf[at]))
        {
            return Symbol(rtf, at, text, ref isSilent);
        }

        var end = at;
        while (end < rtf.Length && end - at < 32 && char.IsAsciiLetter(rtf[end]))
        {
            end++;
        }

        var word = rtf[at..end];
        var number = end;
        while (
            end < rtf.Length && end - number < 10 && (char.IsAsciiDigit(rtf[end]) || (end == number && rtf[end] == '-'))
        )
        {
            end++;
        }

        var value = rtf[number..end];
        isSilent |= Array.IndexOf(s_silent, word) >= 0;
        isSilent = word is "v" or "htmlrtf" ? value != "0" : isSilent;
        if (!isSilent)
        {
            text.Append(
                word switch
                {
                    "par" or "line" or "row" or "sect" or "page" => "\n",
                    "tab" or "cell" => " ",
                    "emdash" or "endash" => "–",
                    "lquote" or "rquote" => "'",
                    "ldblquote" or "rdblquote" => "\"",
                    "u" when int.TryParse(value, CultureInfo.InvariantCulture, out var unit) => ((char)unit).ToString(),
                    _ => "",
                }
            );
        }

        // One blank ends the word; the character after a Unicode one is for old readers.
        end += end < rtf.Length && rtf[end] == ' ' ? 1 : 0;
        return word == "u" && end < rtf.Length && rtf[end] == '?' ? end : end - 1;
    }

    private static int Symbol(string rtf, int at, StringBuilder text, ref bool isSilent)
    {
        switch (rtf[at])
        {
            case '*':
                isSilent = true;
                break;
            case '\'' when at + 2 < rtf.Length:
                if (
                    !isSilent
                    && byte.TryParse(
                        rtf.AsSpan(at + 1, 2),
                        NumberStyles.AllowHexSpecifier,
                        CultureInfo.InvariantCulture,
                        out var unit
                    )
                )
                {
                    text.Append(Encoding.GetEncoding(1252).GetString([unit]));
                }

                return at + 2;
            case '\\' or '{' or '}' when !isSilent:
                text.Append(rtf[at]);
                break;
            case '~' when !isSilent:
                text.Append(' ');
                break;
        }

        return at;
    }
}
