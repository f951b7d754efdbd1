using System.Collections.Immutable;
using System.Text;

namespace MeshClaw.Policy.Shell.Syntax;

/// <summary>Reads words: quotes, escapes and everything that starts with a dollar sign or a backtick.</summary>
internal sealed class WordReader(Cursor cursor, ShellParser parser)
{
    /// <summary>The word here; null where there is none.</summary>
    public Word? Read() => Read(Cursor.IsMeta);

    /// <summary>The word here, up to an unquoted character that ends it.</summary>
    public Word? Read(Func<char, bool> isEnd)
    {
        var start = cursor.At;
        var parts = new Collected();
        while (!cursor.IsAtEnd && cursor.Error is null && cursor.Budget.Step())
        {
            var c = cursor.Peek();
            if (c is '<' or '>' && cursor.Peek(1) == '(')
            {
                parts.Add(Process());
            }
            else if (c == '(' && parts.EndsInAssignment())
            {
                cursor.At++;
                parts.Add(Array());
            }
            else if (isEnd(c))
            {
                break;
            }
            else
            {
                One(c, parts);
            }
        }

        if (cursor.Budget.IsSpent)
        {
            cursor.Fail("It is nested too deeply or too long.");
        }

        return cursor.At == start ? null : new Word(parts.ToParts(), cursor.Text[start..cursor.At]);
    }

    /// <summary>Text with expansions and no quotes: the body of a heredoc.</summary>
    public static ImmutableArray<Part> Expand(string body, ParseBudget budget, Action<string> fail)
    {
        var cursor = new Cursor(body, budget);
        var parts = new Collected();
        new ShellParser(cursor).Words.Double(parts, close: null);
        if (cursor.Error is { } error)
        {
            fail(error);
        }

        return parts.ToParts();
    }

    private void One(char c, Collected parts)
    {
        cursor.At++;
        switch (c)
        {
            case '\\' when cursor.IsAtEnd:
                cursor.Fail("It ends within an escape.");
                break;
            case '\\':
                var next = cursor.Peek();
                cursor.At++;
                parts.AddText(next == '\n' ? "" : next.ToString(), isQuoted: next != '\n');
                break;
            case '\'':
                parts.AddText(QuotedText.Single(cursor), isQuoted: true);
                break;
            case '"':
                parts.AddText("", isQuoted: true);
                Double(parts, '"');
                break;
            case '`':
                parts.Add(Backticks(isQuoted: false));
                break;
            case '$':
                Dollar(parts, isQuoted: false);
                break;
            default:
                parts.AddText(c.ToString(), isQuoted: false);
                break;
        }
    }

    /// <summary>What is within double quotes, past the closing one; to the end where nothing closes it.</summary>
    private void Double(Collected parts, char? close)
    {
        while (!cursor.IsAtEnd && cursor.Error is null && cursor.Budget.Step())
        {
            var c = cursor.Peek();
            cursor.At++;
            if (c == close)
            {
                return;
            }

            if (c == '\\')
            {
                var next = cursor.Peek();
                cursor.At++;
                var isEscape = next is '$' or '`' or '\\' or '\n' || next == close;
                parts.AddText(
                    next == '\n' ? ""
                        : isEscape ? next.ToString()
                        : next == Cursor.End ? "\\"
                        : $"\\{next}",
                    isQuoted: true
                );
            }
            else if (c == '`')
            {
                parts.Add(Backticks(isQuoted: true));
            }
            else if (c == '$')
            {
                Dollar(parts, isQuoted: true);
            }
            else
            {
                parts.AddText(c.ToString(), isQuoted: true);
            }
        }

        if (close is not null)
        {
            cursor.Fail("A double quote is not closed.");
        }
    }

    private void Dollar(Collected parts, bool isQuoted)
    {
        NotContinued();
        switch (cursor.Peek())
        {
            case '\'' when !isQuoted:
                cursor.At++;
                parts.AddText(QuotedText.AnsiC(cursor), isQuoted: true);
                break;
            case '"' when !isQuoted:
                cursor.At++;
                parts.AddText("", isQuoted: true);
                Double(parts, '"');
                break;
            case '(' when cursor.Peek(1) == '(' && Arithmetic.EndOf(cursor.Text, cursor.At + 2) is { } end:
                parts.Add(Arithmetic.Read(cursor, cursor.At + 2, end, isQuoted));
                break;
            case '(':
                cursor.At++;
                parts.Add(new CommandPart(parser.Nested(")"), IsProcess: false, isQuoted));
                break;
            case '[':
                cursor.Fail("The old arithmetic $[…] is not read.");
                break;
            case '{':
                cursor.At++;
                parts.Add(Braced(isQuoted));
                break;
            case var c when char.IsAsciiDigit(c) || "@*#?-$!".Contains(c, StringComparison.Ordinal) && c != Cursor.End:
                cursor.At++;
                parts.Add(new ParameterPart(c.ToString(), "", [], isQuoted));
                break;
            case var c when char.IsAsciiLetter(c) || c == '_':
                parts.Add(new ParameterPart(Name(), "", [], isQuoted));
                NotContinued();
                break;
            default:
                parts.AddText("$", isQuoted);
                break;
        }
    }

    /// <summary>What follows <c>${</c>, past the brace.</summary>
    private ParameterPart Braced(bool isQuoted)
    {
        if (!cursor.Budget.Enter())
        {
            cursor.Fail("It is nested too deeply or too long.");
        }

        var sign = cursor.Peek() is '!' or '#' && cursor.Peek(1) != '}' ? cursor.Peek().ToString() : "";
        cursor.At += sign.Length;
        var name = char.IsAsciiLetter(cursor.Peek()) || cursor.Peek() == '_' ? Name() : Special();
        var start = cursor.At;
        var argument = new Collected();
        while (!cursor.IsAtEnd && cursor.Error is null && cursor.Peek() != '}' && cursor.Budget.Step())
        {
            // Within double quotes a single quote is a character before some operators and a quote before others.
            if (isQuoted && cursor.Peek() == '\'')
            {
                cursor.Fail("A single quote within \"${…}\" is not read.");
                break;
            }

            if (!isQuoted && cursor.Peek() is '<' or '>' && cursor.Peek(1) == '(')
            {
                argument.Add(Process());
            }
            else
            {
                One(cursor.Peek(), argument);
            }
        }

        var text = cursor.Text[Math.Min(start, cursor.Text.Length)..Math.Min(cursor.At, cursor.Text.Length)];
        if (!cursor.Take("}"))
        {
            cursor.Fail("A brace ${…} is not closed.");
        }

        cursor.Budget.Leave();
        return new ParameterPart(name, sign + text, argument.ToParts(), isQuoted);
    }

    private CommandPart Process()
    {
        cursor.At += 2;
        return new CommandPart(parser.Nested(")"), IsProcess: true, IsQuoted: false);
    }

    /// <summary>A shell joins continued lines before it reads <c>$x</c> or <c>$(</c>; this reader does not.</summary>
    private void NotContinued()
    {
        if (cursor.Starts("\\\n"))
        {
            cursor.Fail("A line is continued within an expansion.");
        }
    }

    private string Special()
    {
        var start = cursor.At;
        while (char.IsAsciiDigit(cursor.Peek()))
        {
            cursor.At++;
        }

        if (cursor.At == start && "@*#?-$!".Contains(cursor.Peek(), StringComparison.Ordinal) && !cursor.IsAtEnd)
        {
            cursor.At++;
        }

        return cursor.Text[start..cursor.At];
    }

    private string Name()
    {
        var start = cursor.At;
        while (char.IsAsciiLetterOrDigit(cursor.Peek()) || cursor.Peek() == '_')
        {
            cursor.At++;
        }

        return cursor.Text[start..cursor.At];
    }

    private CommandPart Backticks(bool isQuoted)
    {
        var code = new StringBuilder();
        while (!cursor.IsAtEnd && cursor.Peek() != '`')
        {
            var isEscape =
                cursor.Peek() == '\\' && (cursor.Peek(1) is '`' or '\\' or '$' || (isQuoted && cursor.Peek(1) == '"'));
            cursor.At += isEscape ? 1 : 0;
            code.Append(cursor.Peek());
            cursor.At++;
        }

        if (!cursor.Take("`"))
        {
            cursor.Fail("A backtick is not closed.");
        }

        return new CommandPart(parser.Separate(code.ToString()), IsProcess: false, isQuoted);
    }

    private ArrayPart Array()
    {
        var words = ImmutableArray.CreateBuilder<Word>();
        while (cursor.Error is null)
        {
            cursor.SkipBlanks();
            if (cursor.Take("\n"))
            {
                continue;
            }

            if (cursor.Take(")"))
            {
                return new ArrayPart(words.ToImmutable());
            }

            if (Read() is not { } word)
            {
                cursor.Fail("An array is not closed.");
                break;
            }

            words.Add(word);
        }

        return new ArrayPart(words.ToImmutable());
    }

    /// <summary>Parts so far; text beside text of the same kind is one part.</summary>
    private sealed class Collected
    {
        private readonly List<Part> _parts = [];
        private readonly StringBuilder _text = new();
        private bool _hasText;
        private bool _isQuoted;

        public void AddText(string text, bool isQuoted)
        {
            if (_hasText && _isQuoted != isQuoted)
            {
                Flush();
            }

            (_hasText, _isQuoted) = (true, isQuoted);
            _text.Append(text);
        }

        public void Add(Part part)
        {
            Flush();
            _parts.Add(part);
        }

        /// <summary>Whether nothing but <c>name=</c> or <c>name+=</c> was read.</summary>
        public bool EndsInAssignment()
        {
            if (_parts.Count > 0 || !_hasText || _isQuoted || _text[^1] != '=')
            {
                return false;
            }

            var name = _text.ToString(0, _text.Length - 1);
            return Cursor.IsName(name.EndsWith('+') ? name[..^1] : name);
        }

        public ImmutableArray<Part> ToParts()
        {
            Flush();
            return [.. _parts];
        }

        private void Flush()
        {
            if (_hasText)
            {
                _parts.Add(new TextPart(_text.ToString(), _isQuoted));
            }

            _text.Clear();
            _hasText = false;
        }
    }
}
