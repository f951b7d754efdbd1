using System.Text;
using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Chat;

/// <summary>
/// Writes words as they stream in, wrapped and indented: an agent's words never reach the left edge, where the gateway's own lines begin,
/// so that no answer passes for a card or a prompt. Not thread-safe.
/// </summary>
internal sealed class FlowWriter(TextWriter output, int width)
{
    private const int Indent = 2;
    private readonly StringBuilder _word = new();
    private string _gap = "";
    private string _carry = "";
    private int _column;

    /// <summary>More words; a word is shown once it is whole.</summary>
    public void Write(string delta)
    {
        var text = (_carry + delta).Replace("\r\n", "\n", StringComparison.Ordinal);
        _carry = "";
        if (text.Length > 0 && (char.IsHighSurrogate(text[^1]) || text[^1] == '\r'))
        {
            (_carry, text) = (text[^1..], text[..^1]); // Its other half comes with the next words.
        }

        foreach (var c in text)
        {
            if (c is '\n' or '\r' or '\f' or '\u0085' or '\u2028' or '\u2029') // As Sanitize breaks lines.
            {
                Flush();
                NewLine();
            }
            else if (c is ' ' or '\t')
            {
                Flush();
                _gap += c == '\t' ? "    " : " ";
            }
            else
            {
                _word.Append(c);
            }
        }

        output.Flush();
    }

    /// <summary>Shows what is left, and ends the line where one was begun.</summary>
    public void End()
    {
        _word.Append(_carry);
        _carry = "";
        Flush();
        if (_column > 0)
        {
            NewLine();
        }

        output.Flush();
    }

    private void Flush()
    {
        if (_word.Length == 0)
        {
            return;
        }

        var word = Sanitize.Line(_word.ToString());
        _word.Clear();
        var room = Math.Max(16, width - Indent - 1);
        foreach (var part in Columns.Fold(word, room))
        {
            if (_column > 0 && _column + _gap.Length + Columns.Width(part) > room)
            {
                NewLine();
            }

            Put(part, room);
        }
    }

    private void Put(string part, int room)
    {
        if (_column == 0)
        {
            output.Write(new string(' ', Indent));
        }

        var gap = _gap.Length < room ? _gap : " ";
        output.Write(gap);
        output.Write(part);
        _column += gap.Length + Columns.Width(part);
        _gap = "";
    }

    private void NewLine()
    {
        output.WriteLine();
        (_column, _gap) = (0, "");
    }
}
