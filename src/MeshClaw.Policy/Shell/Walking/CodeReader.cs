using System.Text.RegularExpressions;
using MeshClaw.Policy.Shell.Expansion;
using MeshClaw.Policy.Shell.Programs;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary>Programs and builtins that are given code.</summary>
internal sealed partial class CodeReader(Walker walker)
{
    /// <summary><c>sh</c> and its kin: code of <c>-c</c>, a file, or standard input.</summary>
    public void Shell(ProgramRule rule, string name, IReadOnlyList<ShellWord> arguments, Frame frame)
    {
        var options = Options.Read(arguments, rule.Values, stopsAtOperand: true);
        foreach (var (option, value) in options.Given)
        {
            var isKnown =
                option.Length == 2
                    ? rule.Flags.HasShort(option[1]) || option is "-o" or "-O"
                    : rule.Flags.HasLong(option);
            if (!isKnown || value is { IsLiteral: false })
            {
                walker.Found(ShellFindingKind.Option, $"“{name} {option}” may load something else.");
            }
        }

        walker.Outcome.Reads();
        var isCode = options.Given.Any(o => o.Name == "-c");
        if (isCode && options.Operands is [var code, .. var rest])
        {
            var scope = new Scope { Arguments = [.. rest.Skip(1)] };
            ForeignShell(code, $"{name} -c", scope, frame, isBash: name is "bash" or "rbash");
        }
        else if (!isCode && options.Operands is [var file, ..] && options.Given.All(o => o.Name != "-s"))
        {
            File(name, file);
        }
        else
        {
            FromInput(
                name,
                frame,
                code =>
                    ForeignShell(
                        ShellWord.Of(code),
                        name,
                        new Scope(),
                        frame with
                        {
                            Input = Input.Inherited,
                        },
                        isBash: name is "bash" or "rbash"
                    )
            );
        }
    }

    /// <summary>Code in a word.</summary>
    public void Code(ShellWord code, string via, Scope scope, Frame frame)
    {
        // Quoted text with an asterisk is a literal; an unquoted one may name files.
        if (code.IsLiteral)
        {
            walker.RunCode(code.Text, scope, frame with { Via = via });
        }
        else
        {
            var kind = code.IsFromNetwork ? ShellFindingKind.NetworkCode : ShellFindingKind.ComputedCode;
            walker.Found(kind, $"“{via}” runs code that is known only when it runs: {code.Text}");
        }
    }

    /// <summary>Code for a shell that may not be bash.</summary>
    public void ForeignShell(ShellWord code, string via, Scope scope, Frame frame, bool isBash = false)
    {
        if (!isBash && NotPortable().IsMatch(code.Text))
        {
            walker.Found(ShellFindingKind.Syntax, $"“{via}” is given code that shells read differently.");
        }

        Code(code, via, scope, frame);
    }

    // To other shells than bash, "((" opens subshells, "[[" is a program and "||" within it a list, and $'\'' ends at its second quote.
    [GeneratedRegex(@"(?<!\$)\(\(|\[\[|\$'", RegexOptions.CultureInvariant)]
    private static partial Regex NotPortable();

    public void Eval(IReadOnlyList<ShellWord> arguments, Scope scope, Frame frame)
    {
        walker.Outcome.Reads();
        var words = arguments is [{ Text: "--" }, ..] ? [.. arguments.Skip(1)] : arguments;
        var isKnown = words.All(w => w.IsLiteral);
        var code = new ShellWord(
            string.Join(' ', words.Select(w => w.Text)),
            isKnown ? ShellWordKind.Literal : ShellWordKind.Computed
        )
        {
            IsFromNetwork = words.Any(w => w.IsFromNetwork),
        };
        Code(code, "eval", scope, frame);
    }

    public void Source(string name, IReadOnlyList<ShellWord> arguments, Frame frame)
    {
        walker.Outcome.Reads();
        if (arguments is not [var file, ..])
        {
            return;
        }

        if (file.Text is "/dev/stdin" or "/dev/fd/0" or "/proc/self/fd/0" or "-")
        {
            FromInput(
                name,
                frame,
                code => walker.RunCode(code, new Scope(), frame with { Input = Input.Inherited, Via = name })
            );
        }
        else
        {
            File(name, file);
        }
    }

    public void Trap(IReadOnlyList<ShellWord> arguments, Scope scope, Frame frame)
    {
        walker.Outcome.Reads();
        var words = arguments is [{ Text: "--" }, ..] ? [.. arguments.Skip(1)] : arguments;
        if (words is [var code, _, ..] && code.Text is not ("-" or "" or "-p" or "-l"))
        {
            // It may run at any later point, so nothing is known of its variables.
            var inner = scope.WithoutValues();
            Code(code, "trap", inner, frame);
            if (inner.HasAssigned || words.Any(w => w.Text is "DEBUG" or "RETURN" or "ERR"))
            {
                walker.Found(
                    ShellFindingKind.ComputedCode,
                    "A trap changes the script's variables at a time that is not known."
                );
            }
        }
    }

    public void Alias(IReadOnlyList<ShellWord> arguments, Scope scope, Frame frame)
    {
        walker.Outcome.Reads();
        foreach (var argument in arguments)
        {
            var at = argument.Text.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
            {
                scope.Aliases.Add(argument.Text[..at]);
                walker.Found(
                    ShellFindingKind.ComputedCode,
                    $"The alias “{argument.Text[..at]}” changes how later lines are read."
                );
                Code(argument with { Text = argument.Text[(at + 1)..] }, "alias", scope.Fork(), frame);
            }
        }
    }

    /// <summary>An interpreter of another language: its code is not read, wherever it comes from.</summary>
    public void Foreign(string name, IReadOnlyList<ShellWord> arguments, Frame frame)
    {
        if (arguments is [{ Text: "-V" or "-version", IsLiteral: true }])
        {
            walker.Outcome.Reads();
            return;
        }

        if (frame.Input.Kind is InputKind.Network or InputKind.Encoded)
        {
            FromInput(name, frame, _ => { });
        }

        foreach (var word in arguments.Where(a => a.IsFromNetwork))
        {
            walker.Found(ShellFindingKind.NetworkCode, $"“{name}” is given what comes from the network: {word.Text}");
        }

        walker.Found(ShellFindingKind.ForeignCode, $"“{name}” runs code that is not read here.");
    }

    private void FromInput(string name, Frame frame, Action<string> run)
    {
        switch (frame.Input.Kind)
        {
            case InputKind.Literal:
                run(frame.Input.Text);
                break;
            case InputKind.Network:
                walker.Found(ShellFindingKind.NetworkCode, $"“{name}” runs what comes from {frame.Input.Text}.");
                break;
            case InputKind.Encoded:
                walker.Found(ShellFindingKind.EncodedCode, $"“{name}” runs what “{frame.Input.Text}” decodes.");
                break;
            case InputKind.File:
                walker.Found(ShellFindingKind.FileCode, $"“{name}” runs what is in “{frame.Input.Text}”.");
                break;
            case InputKind.Computed or InputKind.Inherited:
                walker.Found(ShellFindingKind.ComputedCode, $"“{name}” runs what is known only when it runs.");
                break;
        }
    }

    private void File(string name, ShellWord file)
    {
        walker.Outcome.Touch(file, ShellFileUse.Read);
        var kind =
            file.IsFromNetwork ? ShellFindingKind.NetworkCode
            : file.IsLiteral ? ShellFindingKind.FileCode
            : ShellFindingKind.ComputedCode;
        walker.Found(kind, $"“{name}” runs what is in “{file.Text}”.");
    }
}
