using System.Collections.Immutable;

namespace MeshClaw.Policy.Shell.Syntax;

/// <summary>
/// Parses what POSIX sh and bash read (Shell Command Language, POSIX.1-2024 §2.10; Bash manual §3). Aliases are not replaced, extended
/// globs are an error: what is read otherwise than a shell would must not pass for read.
/// </summary>
internal sealed class ShellParser
{
    private readonly Cursor _cursor;
    private readonly HereDocs _hereDocs;

    public ShellParser(Cursor cursor)
    {
        _cursor = cursor;
        Words = new WordReader(cursor, this);
        _hereDocs = new HereDocs(cursor);
        Compounds = new CompoundParser(cursor, this);
    }

    public WordReader Words { get; }

    private CompoundParser Compounds { get; }

    /// <summary>A whole script, and what is wrong with it.</summary>
    public static (Node Script, string? Error) Parse(string text, ParseBudget budget)
    {
        if (text.Length > ParseBudget.MaxLength || text.Contains('\0', StringComparison.Ordinal) || !budget.Enter())
        {
            budget.Leave();
            return (new SequenceNode([]), "It is too long, too deep, or has a NUL in it.");
        }

        var cursor = new Cursor(text, budget);
        var parser = new ShellParser(cursor);
        var script = parser.List();
        if (!cursor.IsAtEnd)
        {
            cursor.Fail($"“{cursor.Peek()}” stands where no command can start.");
        }

        parser._hereDocs.ReadPending();
        budget.Leave();
        return (script, cursor.Error ?? (budget.IsSpent ? "It is nested too deeply or too long." : null));
    }

    /// <summary>Code in parentheses, the opening one passed already.</summary>
    public Node Nested(string close)
    {
        var awaited = _hereDocs.Awaited;
        var body = _cursor.Budget.Enter() ? List() : new SequenceNode([]);
        _cursor.Budget.Leave();
        _cursor.SkipBlanks();
        if (_hereDocs.Awaited > awaited)
        {
            _cursor.Fail("A heredoc's body lies outside the parentheses that it is named in.");
        }

        if (!_cursor.Take(close))
        {
            _cursor.Fail("A parenthesis is not closed.");
        }

        return body;
    }

    /// <summary>Code that had to be taken out of the text first.</summary>
    public Node Separate(string code)
    {
        var (script, error) = Parse(code, _cursor.Budget);
        if (error is not null)
        {
            _cursor.Fail(error);
        }

        return script;
    }

    /// <summary>Commands up to the end, a closing parenthesis, <c>;;</c>, or one of the reserved words.</summary>
    public Node List(params ReadOnlySpan<string> until)
    {
        var items = ImmutableArray.CreateBuilder<Node>();
        while (_cursor.Error is null && _cursor.Budget.Step())
        {
            SkipLines();
            if (
                _cursor.IsAtEnd
                || _cursor.Peek() == ')'
                || _cursor.Starts(";;")
                || _cursor.Starts(";&")
                || (!until.IsEmpty && until.Contains(Reserved()))
            )
            {
                break;
            }

            var item = AndOr();
            _cursor.SkipBlanks();
            var isBackground = _cursor.Peek() == '&' && _cursor.Peek(1) != '&';
            items.Add(isBackground ? new CompoundNode(CompoundKind.Subshell, [item], [], null, []) : item);
            var isSeparated =
                isBackground
                || _cursor.Peek() is '\n'
                || (_cursor.Peek() == ';' && _cursor.Peek(1) is not (';' or '&'));
            if (isSeparated)
            {
                Separator();
            }
            else if (!_cursor.IsAtEnd && _cursor.Peek() != ')' && !_cursor.Starts(";;") && !_cursor.Starts(";&"))
            {
                _cursor.Fail($"“{_cursor.Peek()}” stands where a command should end.");
            }
        }

        if (_cursor.Budget.IsSpent)
        {
            _cursor.Fail("It is nested too deeply or too long.");
        }

        return items.Count == 1 ? items[0] : new SequenceNode(items.ToImmutable());
    }

    /// <summary>The word here if it is bare, without passing it: a candidate for a reserved word.</summary>
    public string Reserved()
    {
        var end = _cursor.At;
        while (end < _cursor.Text.Length && !Cursor.IsMeta(_cursor.Text[end]))
        {
            end++;
        }

        return _cursor.Text[_cursor.At..end];
    }

    /// <summary>Passes a reserved word that must stand here.</summary>
    public void Expect(string word)
    {
        SkipLines();
        if (Reserved() != word)
        {
            _cursor.Fail($"“{word}” is missing.");
            return;
        }

        _cursor.At += word.Length;
    }

    /// <summary>Passes blanks and line breaks.</summary>
    public void SkipLines()
    {
        _cursor.SkipBlanks();
        while (_cursor.Peek() == '\n' && !_cursor.IsAtEnd)
        {
            Separator();
            _cursor.SkipBlanks();
        }
    }

    /// <summary>All redirections here.</summary>
    public ImmutableArray<Redirection> Redirections()
    {
        var found = ImmutableArray.CreateBuilder<Redirection>();
        _cursor.SkipBlanks();
        while (_cursor.Error is null && Redirection() is { } redirection)
        {
            found.Add(redirection);
            _cursor.SkipBlanks();
        }

        return found.ToImmutable();
    }

    private void Separator()
    {
        var c = _cursor.Peek();
        _cursor.At++;
        if (c == '\n')
        {
            _hereDocs.ReadPending();
        }
    }

    private Node AndOr()
    {
        var items = ImmutableArray.CreateBuilder<Node>();
        var hasOr = false;
        items.Add(Pipeline());
        _cursor.SkipBlanks();
        while (_cursor.Error is null && (_cursor.Starts("&&") || _cursor.Starts("||")))
        {
            hasOr |= _cursor.Starts("||");
            _cursor.At += 2;
            SkipLines();
            items.Add(Pipeline());
            _cursor.SkipBlanks();
        }

        return items.Count == 1 ? items[0] : new AndOrNode(items.ToImmutable(), hasOr);
    }

    private Node Pipeline()
    {
        var items = ImmutableArray.CreateBuilder<Node>();
        _cursor.SkipBlanks();
        while (Reserved() is "!" or "time" && _cursor.Error is null)
        {
            _cursor.At += Reserved().Length;
            _cursor.SkipBlanks();
            if (Reserved() is "-p" or "--")
            {
                _cursor.At += 2;
                _cursor.SkipBlanks();
            }
        }

        items.Add(Command());
        _cursor.SkipBlanks();
        while (_cursor.Error is null && _cursor.Peek() == '|' && _cursor.Peek(1) != '|')
        {
            _cursor.At += _cursor.Peek(1) == '&' ? 2 : 1;
            SkipLines();
            items.Add(Command());
            _cursor.SkipBlanks();
        }

        return items.Count == 1 ? items[0] : new PipelineNode(items.ToImmutable());
    }

    private Node Command()
    {
        _cursor.SkipBlanks();
        if (!_cursor.Budget.Enter())
        {
            _cursor.Fail("It is nested too deeply or too long.");
        }

        var node = Compounds.Read() ?? Simple();
        _cursor.Budget.Leave();
        return node;
    }

    private Node Simple()
    {
        var assignments = ImmutableArray.CreateBuilder<Assignment>();
        var words = ImmutableArray.CreateBuilder<Word>();
        var redirections = ImmutableArray.CreateBuilder<Redirection>();
        var start = _cursor.At;
        while (_cursor.Error is null)
        {
            _cursor.SkipBlanks();
            if (Redirection() is { } redirection)
            {
                redirections.Add(redirection);
            }
            else if (Words.Read() is not { } word)
            {
                break;
            }
            else if (words.Count == 0 && AssignmentReader.Of(word) is { } assignment)
            {
                assignments.Add(assignment);
            }
            else
            {
                words.Add(word);
                if (words.Count == 1 && assignments.Count == 0 && redirections.Count == 0 && FunctionBody() is { } body)
                {
                    return new FunctionNode(word.Bare ?? word.Source, body);
                }
            }
        }

        if (_cursor.At == start)
        {
            _cursor.Fail("A command is missing.");
        }

        return new SimpleNode(assignments.ToImmutable(), words.ToImmutable(), redirections.ToImmutable());
    }

    /// <summary>What follows <c>name</c> where it is <c>()</c> and a body.</summary>
    private Node? FunctionBody()
    {
        _cursor.SkipBlanks();
        if (_cursor.Peek() != '(')
        {
            return null;
        }

        _cursor.At++;
        _cursor.SkipBlanks();
        if (!_cursor.Take(")"))
        {
            _cursor.Fail("A parenthesis stands where none can.");
        }

        SkipLines();
        return Command();
    }

    private Redirection? Redirection()
    {
        var start = _cursor.At;
        RedirectionText.SkipDescriptor(_cursor);
        if (RedirectionText.TakeOperator(_cursor) is not { } sign)
        {
            _cursor.At = start;
            return null;
        }

        _cursor.SkipBlanks();
        if (Words.Read() is not { } target)
        {
            _cursor.Fail("A redirection leads nowhere.");
            return new Redirection(sign, Word.Empty);
        }

        var redirection = new Redirection(sign, target);
        return sign is "<<" or "<<-" ? _hereDocs.Await(redirection) : redirection;
    }
}
