using System.Text;

namespace MeshClaw.Connectors.Mail.Writing.Composing;

/// <summary>
/// Plain text as <c>format=flowed</c> (RFC 3676): lines are broken softly at blanks, so that readers wrap them anew, and what a mail
/// program could mistake (a blank or <c>From </c> at the beginning) is stuffed. Lines that begin with <c>&gt;</c> are quotes.
/// </summary>
internal static class FlowedText
{
    /// <summary>The line above a signature. The one line whose blank at the end means no soft break.</summary>
    public const string SignatureLine = "-- ";

    // RFC 3676 4.2: 78 characters at the most, with stuffing and the blank at the end.
    private const int Width = 72;

    /// <summary>Encodes lines that are parted by <c>\n</c>; gives lines parted by CRLF, the last one ended too.</summary>
    public static string Encode(string text)
    {
        var flowed = new StringBuilder(text.Length + 64);
        foreach (var line in text.Split('\n'))
        {
            if (line == SignatureLine)
            {
                flowed.Append(SignatureLine).Append("\r\n");
                continue;
            }

            var (depth, content) = Unquote(line.TrimEnd(' '));
            AppendLine(flowed, depth, content);
        }

        return flowed.ToString();
    }

    /// <summary>How deep a line is quoted, and what it says: <c>&gt; &gt; x</c> is x at depth 2.</summary>
    public static (int Depth, string Content) Unquote(string line)
    {
        var (depth, at) = (0, 0);
        while (at < line.Length && line[at] == '>')
        {
            depth++;
            at++;
            if (at < line.Length && line[at] == ' ')
            {
                at++;
            }
        }

        return (depth, line[at..]);
    }

    private static void AppendLine(StringBuilder flowed, int depth, string content)
    {
        var mark = new string('>', Math.Min(depth, Width / 2));
        var rest = content.AsSpan();
        while (true)
        {
            var room = Width - mark.Length;
            var cut = rest.Length > room ? BreakAt(rest, room) : -1;
            var piece = cut < 0 ? rest : rest[..cut];
            flowed.Append(mark);
            if (mark.Length > 0 || NeedsStuffing(piece))
            {
                flowed.Append(' ');
            }

            flowed.Append(piece);
            if (cut < 0)
            {
                flowed.Append("\r\n");
                return;
            }

            // The blank before the line end is the soft break, and the text's own blank.
            flowed.Append(" \r\n");
            rest = rest[(cut + 1)..];
        }
    }

    /// <summary>The last blank within the room, or the first after it; -1 where there is none. Never one that a blank follows: that one would be lost.</summary>
    private static int BreakAt(ReadOnlySpan<char> text, int room)
    {
        for (var at = Math.Min(room, text.Length - 2); at > 0; at--)
        {
            if (IsBreak(text, at))
            {
                return at;
            }
        }

        for (var at = room; at < text.Length - 1; at++)
        {
            if (IsBreak(text, at))
            {
                return at;
            }
        }

        return -1;
    }

    // Broken after "--", a line would look like the one above a signature.
    private static bool IsBreak(ReadOnlySpan<char> text, int at) =>
        text[at] == ' ' && text[at - 1] != ' ' && text[at + 1] != ' ' && !text[..at].SequenceEqual("--");

    private static bool NeedsStuffing(ReadOnlySpan<char> piece) =>
        piece.StartsWith(" ") || piece.StartsWith(">") || piece.StartsWith("From ", StringComparison.Ordinal);
}
