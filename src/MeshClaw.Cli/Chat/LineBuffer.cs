using System.Globalization;
using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Chat;

/// <summary>
/// A line that is being typed, with the keys of readline: arrows, Ctrl-A E B F D K U W, Alt-Enter for a new line, up and down for what was
/// typed before, Tab to complete a command. Pure: it draws nothing. Not thread-safe.
/// </summary>
/// <param name="commands">What Tab completes at the beginning of a line.</param>
internal sealed class LineBuffer(IReadOnlyList<string> commands)
{
    private readonly List<string> _history = [];
    private int _back;
    private string _begun = "";

    /// <summary>What is typed so far.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Where the cursor stands, in UTF-16 units.</summary>
    public int Cursor { get; private set; }

    /// <summary>Adds a line to what the arrows bring back; the same twice in a row counts once.</summary>
    public void Remember(string line)
    {
        if (line.Length > 0 && (_history.Count == 0 || _history[^1] != line))
        {
            _history.Add(line);
        }

        _back = 0;
    }

    /// <summary>Takes the line, and begins an empty one.</summary>
    public string Take()
    {
        var line = Text;
        Remember(line.Trim());
        Set("");
        return line;
    }

    /// <summary>A key. True where it ends the line.</summary>
    /// <param name="key">The key.</param>
    /// <param name="more">Whether more keys are there already: a line end in the midst of what is pasted sends nothing.</param>
    public bool Press(ConsoleKeyInfo key, bool more)
    {
        var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        var alt = key.Modifiers.HasFlag(ConsoleModifiers.Alt);
        if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
        {
            if (!more && !alt)
            {
                return true;
            }

            Insert("\n");
            return false;
        }

        switch (key.Key)
        {
            case ConsoleKey.Backspace when control || alt:
            case ConsoleKey.W when control:
                Cut(WordBefore(), Cursor);
                break;
            case ConsoleKey.Backspace:
                Cut(Before(), Cursor);
                break;
            case ConsoleKey.Delete:
            case ConsoleKey.D when control:
                Cut(Cursor, After());
                break;
            case ConsoleKey.K when control:
                Cut(Cursor, Text.Length);
                break;
            case ConsoleKey.U when control:
                Cut(0, Cursor);
                break;
            case ConsoleKey.LeftArrow when control || alt:
                Cursor = WordBefore();
                break;
            case ConsoleKey.RightArrow when control || alt:
                Cursor = WordAfter();
                break;
            case ConsoleKey.LeftArrow:
            case ConsoleKey.B when control:
                Cursor = Before();
                break;
            case ConsoleKey.RightArrow:
            case ConsoleKey.F when control:
                Cursor = After();
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when control:
                Cursor = 0;
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when control:
                Cursor = Text.Length;
                break;
            case ConsoleKey.UpArrow:
                GoBack(_back + 1);
                break;
            case ConsoleKey.DownArrow:
                GoBack(_back - 1);
                break;
            case ConsoleKey.Tab when !more:
                Complete();
                break;
            default:
                Insert(control || char.IsControl(key.KeyChar) && key.KeyChar != '\t' ? "" : key.KeyChar.ToString());
                break;
        }

        return false;
    }

    /// <summary>The part around the cursor that fits, harmless to print, and the column in it where the cursor stands.</summary>
    public (string Shown, int Column) Visible(int width)
    {
        var before = Shown(Text[..Cursor]);
        var left = before;
        while (Columns.Width(left) >= width)
        {
            left = left[StringInfo.GetNextTextElementLength(left)..];
        }

        var column = Columns.Width(left);
        var right = Shown(Text[Cursor..]);
        return (Columns.Cut(left + right, width), column);
    }

    private static string Shown(string text) => Sanitize.Line(text.Replace('\n', '⏎'));

    private void Set(string text) => (Text, Cursor) = (text, text.Length);

    private void Insert(string text)
    {
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    private void Cut(int from, int to)
    {
        Text = Text.Remove(from, to - from);
        Cursor = from;
    }

    private int After() => Cursor + (Cursor < Text.Length ? StringInfo.GetNextTextElementLength(Text, Cursor) : 0);

    private int Before()
    {
        var starts = StringInfo.ParseCombiningCharacters(Text[..Cursor]);
        return starts.Length == 0 ? 0 : starts[^1];
    }

    private int WordBefore()
    {
        var at = Cursor;
        while (at > 0 && char.IsWhiteSpace(Text[at - 1]))
        {
            at--;
        }

        while (at > 0 && !char.IsWhiteSpace(Text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private int WordAfter()
    {
        var at = Cursor;
        while (at < Text.Length && char.IsWhiteSpace(Text[at]))
        {
            at++;
        }

        while (at < Text.Length && !char.IsWhiteSpace(Text[at]))
        {
            at++;
        }

        return at;
    }

    private void GoBack(int back)
    {
        if (back < 0 || back > _history.Count)
        {
            return;
        }

        if (_back == 0)
        {
            _begun = Text;
        }

        _back = back;
        Set(back == 0 ? _begun : _history[^back]);
    }

    private void Complete()
    {
        var fitting = commands.Where(c => c.StartsWith(Text, StringComparison.Ordinal)).ToList();
        if (Cursor == Text.Length && Text.Length > 0 && fitting.Count == 1)
        {
            Set(fitting[0] + " ");
        }
    }
}
