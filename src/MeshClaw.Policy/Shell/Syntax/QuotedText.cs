using System.Globalization;
using System.Text;

namespace MeshClaw.Policy.Shell.Syntax;

/// <summary>Quotes without expansions in them.</summary>
internal static class QuotedText
{
    /// <summary>What follows an opening single quote, past the closing one.</summary>
    public static string Single(Cursor cursor)
    {
        var end = cursor.Text.IndexOf('\'', cursor.At);
        if (end < 0)
        {
            cursor.Fail("A single quote is not closed.");
            return "";
        }

        var text = cursor.Text[cursor.At..end];
        cursor.At = end + 1;
        return text;
    }

    /// <summary>What follows <c>$'</c>, past the closing quote (Bash manual §3.1.2.4). A NUL ends the text, as in bash.</summary>
    public static string AnsiC(Cursor cursor)
    {
        var text = new StringBuilder();
        var isCut = false;
        while (!cursor.IsAtEnd && cursor.Peek() != '\'')
        {
            var c = cursor.Peek();
            cursor.At++;
            var piece = c == '\\' ? Escape(cursor) : c.ToString();
            isCut |= piece == "\0";
            _ = isCut ? text : text.Append(piece);
        }

        if (!cursor.Take("'"))
        {
            cursor.Fail("A quote $'…' is not closed.");
        }

        return text.ToString();
    }

    private static string Escape(Cursor cursor)
    {
        var c = cursor.Peek();
        cursor.At++;
        switch (c)
        {
            case 'a':
                return "\a";
            case 'b':
                return "\b";
            case 'e' or 'E':
                return "\u001b";
            case 'f':
                return "\f";
            case 'n':
                return "\n";
            case 'r':
                return "\r";
            case 't':
                return "\t";
            case 'v':
                return "\v";
            case '\\' or '\'' or '"' or '?':
                return c.ToString();
            case >= '0' and <= '7':
                cursor.At--;
                return Number(cursor, 8, 3) is { } octal ? ((char)(octal & 255)).ToString() : "";
            case 'x':
                return Number(cursor, 16, 2) is { } hex ? ((char)hex).ToString() : "\\x";
            case 'u':
                return Number(cursor, 16, 4) is { } four ? ((char)four).ToString() : "\\u";
            case 'U':
                return Number(cursor, 16, 8) is { } eight && Rune.IsValid((int)eight)
                    ? new Rune((int)eight).ToString()
                    : "\\U";
            case 'c':
                var control = (char)(cursor.Peek() & 31);
                cursor.At++;
                return control.ToString();
            default:
                return c == Cursor.End ? "\\" : $"\\{c}";
        }
    }

    private static long? Number(Cursor cursor, int numberBase, int most)
    {
        var start = cursor.At;
        while (
            cursor.At - start < most
            && (numberBase == 8 ? cursor.Peek() is >= '0' and <= '7' : char.IsAsciiHexDigit(cursor.Peek()))
        )
        {
            cursor.At++;
        }

        var digits = cursor.Text[Math.Min(start, cursor.Text.Length)..Math.Min(cursor.At, cursor.Text.Length)];
        return digits.Length == 0 ? null
            : numberBase == 8 ? Convert.ToInt64(digits, 8)
            : long.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
