using System.Collections.Immutable;
using System.Text;
using MeshClaw.Policy.Shell.Syntax;
using MeshClaw.Policy.Shell.Walking;

namespace MeshClaw.Policy.Shell.Expansion;

/// <summary>
/// Turns words as written into the words that a program gets. Whatever runs on the way is walked; whatever is not known for certain makes
/// the word computed.
/// </summary>
internal sealed class Expander(Walker walker)
{
    /// <summary>The words that come of several.</summary>
    public List<ShellWord> Fields(ImmutableArray<Word> words, Scope scope)
    {
        var fields = new List<ShellWord>();
        foreach (var word in words)
        {
            if (Braces.Expand(word.Parts) is not { } alternatives)
            {
                walker.Found(ShellFindingKind.Limit, $"“{word.Source}” expands to too many words.");
                fields.Add(new ShellWord(word.Source, ShellWordKind.Computed));
                continue;
            }

            foreach (var parts in alternatives)
            {
                Expand(parts, scope, fields, splits: true);
            }
        }

        return fields;
    }

    /// <summary>A word that is not split: a value, a target, a here-string, the body of a heredoc.</summary>
    public ShellWord One(Word word, Scope scope)
    {
        var fields = new List<ShellWord>();
        var parts = word.Parts is [HereDocs.Pending body] ? body.Parts : word.Parts;
        Expand(parts, scope, fields, splits: false);
        return fields is [var only] ? only : ShellWord.Of("");
    }

    /// <summary>The value that an assignment gives.</summary>
    public Value ValueOf(Word word, Scope scope)
    {
        var field = One(word, scope);
        return field.Kind switch
        {
            // A pattern in an assignment stays as written until it is used.
            ShellWordKind.Literal or ShellWordKind.Pattern => Value.Of(field.Text),
            ShellWordKind.Computed => IsNumber(word, scope) ? Value.Number : Value.Computed,
        };
    }

    private static bool IsNumber(Word word, Scope scope) =>
        word.Parts is [var only]
        && only switch
        {
            ArithmeticPart => true,
            ParameterPart { Name: "#" or "?" or "$" or "!", Operator: "" } => true,
            ParameterPart { Operator: "#" } => true,
            ParameterPart { Operator: "" } plain => scope[plain.Name]?.Kind == ValueKind.Number,
            _ => false,
        };

    private void Expand(ImmutableArray<Part> parts, Scope scope, List<ShellWord> fields, bool splits)
    {
        var field = new FieldBuilder(fields);
        foreach (var part in parts)
        {
            switch (part)
            {
                case TextPart text:
                    field.Add(text.Text, text.IsQuoted);
                    break;
                case ParameterPart parameter:
                    Parameter(parameter, scope, field, splits);
                    break;
                case CommandPart command:
                    var fromNetwork = walker.RunsNested(
                        command.Body,
                        scope,
                        command.IsProcess ? "process substitution" : "substitution"
                    );
                    field.AddComputed(command.IsProcess ? "<(…)" : "$(…)", fromNetwork);
                    break;
                case ArithmeticPart arithmetic:
                    Arithmetic(arithmetic, scope);
                    field.AddComputed($"$(({arithmetic.Text}))", false);
                    break;
                case ArrayPart array:
                    var elements = Fields(array.Words, scope);
                    field.AddComputed("(…)", elements.Any(e => e.IsFromNetwork));
                    break;
                default:
                    field.AddComputed("…", false);
                    break;
            }
        }

        field.End();
    }

    private void Parameter(ParameterPart part, Scope scope, FieldBuilder field, bool splits)
    {
        var isPlain = part.Operator.Length == 0;
        if (isPlain && part.Name is "@" or "*" && scope.Arguments is { } arguments)
        {
            for (var i = 0; i < arguments.Count; i++)
            {
                _ =
                    i > 0 && (splits && (part.Name == "@" || !part.IsQuoted))
                        ? field.Break()
                        : i > 0 && field.Add(" ", true);
                field.Add(arguments[i]);
            }

            return;
        }

        if (isPlain && Known(part.Name, scope) is { } known)
        {
            if (!part.IsQuoted && splits)
            {
                field.AddSplit(known);
            }
            else
            {
                field.Add(known, isQuoted: true);
            }

            return;
        }

        var inner = new List<ShellWord>();
        Expand(part.Argument, scope, inner, splits: false);
        if (part.Operator.Contains("@P", StringComparison.Ordinal) || part.Operator.StartsWith('!'))
        {
            walker.Found(
                ShellFindingKind.ComputedCode,
                $"${{{part.Name}{part.Operator}}} evaluates the value of a variable."
            );
        }

        if (part.Operator.StartsWith('=') || part.Operator.StartsWith(":=", StringComparison.Ordinal))
        {
            walker.Assigns(part.Name, Value.Computed, scope);
        }

        if (part.Operator.StartsWith('[') || part.Operator.Contains(':', StringComparison.Ordinal))
        {
            // Subscripts and substring offsets are arithmetic.
            Injection(part.Operator, scope);
        }

        var isNetwork = inner.Any(w => w.IsFromNetwork);
        field.AddComputed(
            isPlain ? "$" + part.Name : $"${{{part.Name}{part.Operator}}}",
            isNetwork || walker.IsFromNetwork(part.Name)
        );
    }

    private static string? Known(string name, Scope scope)
    {
        if (name.Length > 0 && char.IsAsciiDigit(name[0]) && scope.Arguments is { } arguments)
        {
            var at =
                name == "0" ? int.MaxValue
                : int.TryParse(name, out var number) ? number - 1
                : int.MaxValue;
            return at < arguments.Count
                ? arguments[at].IsLiteral
                    ? arguments[at].Text
                    : null
                : name == "0"
                    ? null
                    : "";
        }

        return scope[name] is { Kind: ValueKind.Literal } value ? value.Text
            // Its default splits words, which "cat$IFS/etc/passwd" uses.
            : name == "IFS" && scope[name] is null ? " \t\n"
            : null;
    }

    /// <summary>Walks what arithmetic expands, and finds values that it would evaluate a second time.</summary>
    public void Arithmetic(ArithmeticPart part, Scope scope)
    {
        Expand(part.Inner, scope, [], splits: false);
        Injection(part.Text, scope);
    }

    private void Injection(string expression, Scope scope)
    {
        var assigns = expression.AsSpan().ContainsAny("=+-");
        var name = new StringBuilder();
        foreach (var c in expression + " ")
        {
            if (char.IsAsciiLetterOrDigit(c) || c == '_')
            {
                name.Append(c);
                continue;
            }

            var value = scope[name.ToString()];
            if (value is { Kind: ValueKind.Computed } || value?.Text.AsSpan().ContainsAny("$`[") == true)
            {
                walker.Found(
                    ShellFindingKind.ComputedCode,
                    $"Arithmetic evaluates “{name}”, whose value is not known to be a number."
                );
            }

            if (assigns && value is { Kind: ValueKind.Literal })
            {
                scope.Set(name.ToString(), Value.Number);
            }

            name.Clear();
        }
    }
}
