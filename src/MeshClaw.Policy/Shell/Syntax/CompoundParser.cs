using System.Collections.Immutable;

namespace MeshClaw.Policy.Shell.Syntax;

/// <summary>Compound commands: what starts with a reserved word or a parenthesis.</summary>
internal sealed class CompoundParser(Cursor cursor, ShellParser parser)
{
    private const string Separators = ";";

    /// <summary>The compound command here; null where a simple one stands.</summary>
    public Node? Read()
    {
        if (cursor.Peek() == '(')
        {
            return Parenthesis();
        }

        var word = parser.Reserved();
        switch (word)
        {
            case "{":
                cursor.At++;
                var body = parser.List("}");
                parser.Expect("}");
                return Whole(CompoundKind.Group, [body]);
            case "if":
                return If();
            case "while" or "until":
                cursor.At += word.Length;
                var condition = parser.List("do");
                return Whole(CompoundKind.Loop, [condition, Do()]);
            case "for" or "select":
                cursor.At += word.Length;
                return For();
            case "case":
                cursor.At += word.Length;
                return Case();
            case "function":
                cursor.At += word.Length;
                return Function();
            case "[[":
                return Test();
            case "then" or "else" or "elif" or "fi" or "do" or "done" or "esac" or "}" or "]]" or "in" or "coproc":
                cursor.Fail($"“{word}” stands where no command can start.");
                return new SequenceNode([]);
            default:
                return null;
        }
    }

    private CompoundNode Whole(
        CompoundKind kind,
        ImmutableArray<Node> parts,
        ImmutableArray<Word> words = default,
        string? variable = null
    ) => new(kind, parts, words.IsDefault ? [] : words, variable, parser.Redirections());

    private CompoundNode Parenthesis()
    {
        if (cursor.Peek(1) == '(' && Arithmetic.EndOf(cursor.Text, cursor.At + 2) is { } end)
        {
            var source = cursor.Text[cursor.At..end];
            var part = Arithmetic.Read(cursor, cursor.At + 2, end, isQuoted: false);
            return Whole(CompoundKind.Test, [], [new Word([part], source)]);
        }

        cursor.At++;
        return Whole(CompoundKind.Subshell, [parser.Nested(")")]);
    }

    private CompoundNode If()
    {
        var parts = ImmutableArray.CreateBuilder<Node>();
        var word = "if";
        while (word is "if" or "elif" && cursor.Error is null)
        {
            parser.Expect(word);
            parts.Add(parser.List("then"));
            parser.Expect("then");
            parts.Add(parser.List("elif", "else", "fi"));
            parser.SkipLines();
            word = parser.Reserved();
        }

        if (word == "else")
        {
            parser.Expect("else");
            parts.Add(parser.List("fi"));
        }

        parser.Expect("fi");
        return Whole(CompoundKind.Choice, parts.ToImmutable());
    }

    private Node Do()
    {
        parser.Expect("do");
        var body = parser.List("done");
        parser.Expect("done");
        return body;
    }

    private CompoundNode For()
    {
        cursor.SkipBlanks();
        if (cursor.Starts("((") && Arithmetic.EndOf(cursor.Text, cursor.At + 2) is { } end)
        {
            var part = Arithmetic.Read(cursor, cursor.At + 2, end, isQuoted: false);
            PassSeparator();
            var isGroup = parser.Reserved() == "{";
            return Whole(CompoundKind.Loop, [isGroup ? Read()! : Do()], [new Word([part], "((…))")]);
        }

        var name = parser.Words.Read()?.Bare ?? "";
        if (!Cursor.IsName(name))
        {
            cursor.Fail("The variable of “for” is no name.");
        }

        var words = ImmutableArray.CreateBuilder<Word>();
        parser.SkipLines();
        if (parser.Reserved() == "in")
        {
            cursor.At += 2;
            cursor.SkipBlanks();
            while (parser.Words.Read() is { } word)
            {
                words.Add(word);
                cursor.SkipBlanks();
            }
        }
        else
        {
            words.Add(new Word([new ParameterPart("@", "", [], true)], "\"$@\""));
        }

        PassSeparator();
        return Whole(CompoundKind.Loop, [Do()], words.ToImmutable(), name);
    }

    private void PassSeparator()
    {
        cursor.SkipBlanks();
        _ = cursor.Peek() == ';' && cursor.Take(Separators);
        parser.SkipLines();
    }

    private CompoundNode Case()
    {
        var words = ImmutableArray.CreateBuilder<Word>();
        var parts = ImmutableArray.CreateBuilder<Node>();
        cursor.SkipBlanks();
        words.Add(parser.Words.Read() ?? Word.Empty);
        parser.Expect("in");
        parser.SkipLines();
        while (cursor.Error is null && parser.Reserved() != "esac" && !cursor.IsAtEnd)
        {
            _ = cursor.Take("(");
            do
            {
                cursor.SkipBlanks();
                if (parser.Words.Read() is not { } pattern)
                {
                    cursor.Fail("A pattern of “case” is missing.");
                    break;
                }

                words.Add(pattern);
                cursor.SkipBlanks();
            } while (cursor.Take("|"));

            if (!cursor.Take(")"))
            {
                cursor.Fail("A pattern of “case” is not closed.");
            }

            parts.Add(parser.List("esac"));
            parser.SkipLines();
            _ = cursor.Take(";;&") || cursor.Take(";;") || cursor.Take(";&");
            parser.SkipLines();
        }

        parser.Expect("esac");
        return Whole(CompoundKind.Choice, parts.ToImmutable(), words.ToImmutable());
    }

    private Node Function()
    {
        cursor.SkipBlanks();
        var name = parser.Words.Read();
        cursor.SkipBlanks();
        if (cursor.Take("("))
        {
            cursor.SkipBlanks();
            _ = cursor.Take(")");
        }

        parser.SkipLines();
        if (name is null || Read() is not { } body)
        {
            cursor.Fail("A function has no name or no body.");
            return new SequenceNode([]);
        }

        return new FunctionNode(name.Bare ?? name.Source, body);
    }

    /// <summary><c>[[ … ]]</c>, whose operators are ordinary characters here: only expansions in it run anything.</summary>
    private CompoundNode Test()
    {
        cursor.At += 2;
        var words = ImmutableArray.CreateBuilder<Word>();
        while (cursor.Error is null)
        {
            while (cursor.Peek() is ' ' or '\t' or '\n' && !cursor.IsAtEnd)
            {
                cursor.At++;
            }

            if (parser.Reserved() == "]]")
            {
                cursor.At += 2;
                return Whole(CompoundKind.Test, [], words.ToImmutable());
            }

            if (parser.Words.Read(c => c is ' ' or '\t' or '\n') is not { } word)
            {
                cursor.Fail("A test [[ … ]] is not closed.");
                break;
            }

            words.Add(word);
        }

        return Whole(CompoundKind.Test, [], words.ToImmutable());
    }
}
