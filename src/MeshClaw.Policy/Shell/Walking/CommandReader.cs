using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Shell.Expansion;
using MeshClaw.Policy.Shell.Programs;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary>Tells what one command does, by its program and words.</summary>
internal sealed class CommandReader
{
    private static readonly string[] s_specialBuiltins =
    [
        ".",
        ":",
        "break",
        "continue",
        "eval",
        "exec",
        "exit",
        "export",
        "readonly",
        "return",
        "set",
        "shift",
        "times",
        "trap",
        "unset",
        "source",
    ];

    private readonly Walker _walker;
    private readonly CodeReader _code;
    private readonly WrapperReader _wrappers;
    private readonly NetworkReader _network;

    public CommandReader(Walker walker)
    {
        _walker = walker;
        _code = new CodeReader(walker);
        _wrappers = new WrapperReader(walker, this);
        _network = new NetworkReader(walker);
    }

    /// <summary>Notes a command and everything that it runs; the text that it prints where that is known.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="scope">Variables and functions.</param>
    /// <param name="frame">What it runs in.</param>
    /// <param name="prefix">The variables set for it alone.</param>
    public string? Run(IReadOnlyList<ShellWord> words, Scope scope, Frame frame, IReadOnlyList<string> prefix)
    {
        var printed = _walker.Enter() ? Program(words, scope, frame, prefix) : null;
        _walker.Leave();
        return printed;
    }

    private string? Program(IReadOnlyList<ShellWord> words, Scope scope, Frame frame, IReadOnlyList<string> prefix)
    {
        var program = words[0];
        List<ShellWord> arguments = [.. words.Skip(1)];
        _walker.Outcome.Add(new ShellCommand(program.Text, [.. arguments], frame.Via));
        var changesEnvironment = Prefix(prefix, program.Text);
        if (!program.IsLiteral)
        {
            var kind = program.IsFromNetwork ? ShellFindingKind.NetworkCode : ShellFindingKind.ComputedProgram;
            _walker.Found(kind, $"Which program “{program.Text}” is, is known only when it runs.");
            return null;
        }

        if (scope.Aliases.Contains(program.Text))
        {
            _walker.Found(ShellFindingKind.ComputedProgram, $"“{program.Text}” may be an alias that the script sets.");
        }

        if (Function(program.Text, arguments, scope, frame))
        {
            return null;
        }

        var name = ProgramTable.NameOf(program.Text);
        if (ProgramTable.Find(name) is not { } rule)
        {
            var why = name.Contains('/', StringComparison.Ordinal)
                ? "is a file whose code was not read"
                : "is not a known program";
            _walker.Found(ShellFindingKind.UnknownProgram, $"“{name}” {why}.");
            return null;
        }

        Known(rule, name, arguments, scope, frame, changesEnvironment);
        return Printed.By(name, arguments);
    }

    private bool Prefix(IReadOnlyList<string> prefix, string program)
    {
        var changes = false;
        foreach (var name in prefix)
        {
            // "IFS= read -r line" is how a line is read whole.
            if (EnvironmentNames.IsDangerous(name) && !(name == "IFS" && program == "read"))
            {
                _walker.Found(ShellFindingKind.Environment, $"Setting {name} changes what “{program}” does.");
            }

            changes |= !EnvironmentNames.IsHarmless(name) && name != "IFS";
        }

        return changes;
    }

    /// <summary>Runs the function of that name; whether there certainly is one.</summary>
    private bool Function(string name, List<ShellWord> arguments, Scope scope, Frame frame)
    {
        if (frame.IsDefinition && _walker.IsDefinedSomewhere(name))
        {
            // Its body is walked where it is defined, and again where it is called.
            return !s_specialBuiltins.Contains(name);
        }

        if (!scope.Functions.TryGetValue(name, out var bodies))
        {
            return false;
        }

        _walker.Outcome.Reads();
        foreach (var body in bodies.ToArray())
        {
            _walker.Call(body, arguments, scope, frame with { Via = name });
        }

        // To sh, a special builtin comes before a function of its name; to bash, after.
        return scope.CertainFunctions.Contains(name) && !s_specialBuiltins.Contains(name);
    }

    private void Known(
        ProgramRule rule,
        string name,
        List<ShellWord> arguments,
        Scope scope,
        Frame frame,
        bool changesEnvironment
    )
    {
        if (
            arguments is [{ Text: "--version" or "--help", IsLiteral: true }]
            && !changesEnvironment
            && rule.Kind != ProgramKind.Special
        )
        {
            _walker.Outcome.Reads();
            return;
        }

        if (arguments.Find(a => rule.Runs.MayMatch(a.Text)) is { Text: { } option })
        {
            _walker.Found(ShellFindingKind.Option, $"“{option}” can make “{name}” run or load something else.");
        }

        if (
            !rule.Runs.IsEmpty
            && Options.Read(arguments, rule.Values, stopsAtOperand: false).Operands.Find(MayBecomeOption)
                is { Text: { } unknown }
        )
        {
            _walker.Found(
                ShellFindingKind.Option,
                $"“{unknown}” may become an option that makes “{name}” run something."
            );
        }

        switch (rule.Kind)
        {
            case ProgramKind.Reads:
                Reads(rule, arguments, changesEnvironment);
                Builtins.Check(_walker, name, name is "test" or "[" ? arguments : []);
                break;
            case ProgramKind.State:
                _walker.Outcome.Reads();
                Builtins.Check(_walker, name, arguments);
                Builtins.Shift(name, arguments, scope);
                break;
            case ProgramKind.Declares:
                Builtins.Declare(_walker, name, arguments, scope);
                break;
            case ProgramKind.Acts:
                _walker.Outcome.Acts(rule.Traits);
                FileUses.Of(_walker, rule, name, Options.Read(arguments, rule.Values, stopsAtOperand: false));
                break;
            case ProgramKind.SendsToUrls or ProgramKind.SendsToHost or ProgramKind.Copies or ProgramKind.SendsSomewhere:
                _network.Run(rule, name, arguments);
                break;
            case ProgramKind.Wraps:
                _wrappers.Run(rule, name, arguments, scope, frame);
                break;
            case ProgramKind.ShellCode:
                _code.Shell(rule, name, arguments, frame);
                break;
            case ProgramKind.Code:
                _code.Foreign(name, arguments, frame);
                break;
            case ProgramKind.Special:
                Special(name, arguments, scope, frame);
                break;
        }
    }

    /// <summary>Whether its first character is not known, so that it may be a dash.</summary>
    internal static bool MayBecomeOption(ShellWord word) =>
        word.Text.Length > 0
        && (
            word.Kind == ShellWordKind.Computed && word.Text[0] is '$' or '…'
            || word.Kind == ShellWordKind.Pattern && word.Text[0] is '*' or '?' or '['
        );

    /// <summary>A reading program reads only with words that are known: an expansion may become an option.</summary>
    private void Reads(ProgramRule rule, List<ShellWord> arguments, bool changesEnvironment)
    {
        var hasOptions = !rule.Writes.IsEmpty || !rule.Runs.IsEmpty || rule.MostOperands != int.MaxValue;
        var isKnown = arguments.TrueForAll(a =>
            a.IsLiteral || (a.Kind == ShellWordKind.Pattern && (!hasOptions || !MayBecomeOption(a)))
        );
        var writes = arguments.Exists(a => rule.Writes.MayMatch(a.Text));
        var operands = Options.Read(arguments, rule.Values, stopsAtOperand: false).Operands;
        var hasTooMany = operands.Count(o => !o.Text.StartsWith('+')) > rule.MostOperands;
        if (writes || hasTooMany)
        {
            _walker.Outcome.Acts(EffectTraits.Destroys);
            foreach (var operand in arguments.Where(a => !a.Text.StartsWith('-')))
            {
                FileUses.Note(_walker, operand, ShellFileUse.Write);
            }
        }
        else if (!isKnown || changesEnvironment)
        {
            _walker.Outcome.Acts();
        }

        _walker.Outcome.Reads();
    }

    private void Special(string name, List<ShellWord> arguments, Scope scope, Frame frame)
    {
        switch (name)
        {
            case "eval":
                _code.Eval(arguments, scope, frame);
                break;
            case "." or "source":
                _code.Source(name, arguments, frame);
                break;
            case "trap":
                _code.Trap(arguments, scope, frame);
                break;
            case "alias" or "unalias":
                _code.Alias(arguments, scope, frame);
                break;
            case "set":
                Builtins.Set(_walker, arguments, scope);
                break;
            case "env":
                _wrappers.Env(arguments, scope, frame);
                break;
            case "ssh":
                _network.Ssh(arguments, frame);
                break;
            case "find":
                FindCommand.Run(_walker, this, arguments, scope, frame);
                break;
            case "git":
                GitCommand.Run(_walker, arguments, frame);
                break;
            case "sed":
                SedCommand.Run(_walker, arguments);
                break;
            default:
                AwkCommand.Run(_walker, name, arguments);
                break;
        }
    }
}
