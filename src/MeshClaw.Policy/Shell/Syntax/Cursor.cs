namespace MeshClaw.Policy.Shell.Syntax;

/// <summary>A place in a script. The first error ends the reading: what was read before it stays, as a shell would have run it.</summary>
internal sealed class Cursor(string text, ParseBudget budget)
{
    public const char End = '\0';

    public string Text { get; } = text;

    public ParseBudget Budget { get; } = budget;

    private int _at;

    /// <summary>Where it stands; never past the end.</summary>
    public int At
    {
        get => _at;
        set => _at = Math.Min(value, Text.Length);
    }

    public string? Error { get; private set; }

    public bool IsAtEnd => At >= Text.Length;

    /// <summary>The character here or further on; <see cref="End"/> past the end. A script with a NUL in it is refused before.</summary>
    public char Peek(int ahead = 0) => At + ahead < Text.Length ? Text[At + ahead] : End;

    public bool Starts(string what) => string.CompareOrdinal(Text, At, what, 0, what.Length) == 0;

    public bool Take(string what)
    {
        if (!Starts(what))
        {
            return false;
        }

        At += what.Length;
        return true;
    }

    public void Fail(string why)
    {
        Error ??= why;
        At = Text.Length;
    }

    /// <summary>Passes blanks, continued lines and a comment.</summary>
    public void SkipBlanks()
    {
        while (true)
        {
            if (Peek() is ' ' or '\t')
            {
                At++;
            }
            else if (Peek() == '\\' && Peek(1) == '\n')
            {
                At += 2;
            }
            else
            {
                break;
            }
        }

        if (Peek() == '#' && (At == 0 || Text[At - 1] is ' ' or '\t' or '\n' or ';' or '&' or '|' or '(' or ')'))
        {
            while (!IsAtEnd && Peek() != '\n')
            {
                At++;
            }
        }
    }

    /// <summary>Ends a word, where not quoted.</summary>
    public static bool IsMeta(char c) => c is ' ' or '\t' or '\n' or ';' or '&' or '|' or '(' or ')' or '<' or '>';

    public static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }
}
