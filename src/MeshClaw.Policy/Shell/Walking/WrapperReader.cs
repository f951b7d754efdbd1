using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Shell.Expansion;
using MeshClaw.Policy.Shell.Programs;
using MeshClaw.Policy.Shell.Syntax;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary>Programs that run the rest of their words.</summary>
internal sealed class WrapperReader(Walker walker, CommandReader commands)
{
    // What another program puts there when it runs.
    private static readonly ShellWord s_unknown = new("$…", ShellWordKind.Computed);

    public void Run(ProgramRule rule, string name, IReadOnlyList<ShellWord> arguments, Scope scope, Frame frame)
    {
        var options = Options.Read(arguments, rule.Values, stopsAtOperand: true);
        foreach (var (option, value) in options.Given)
        {
            var isValue = option.Length == 2 ? rule.Values.HasShort(option[1]) : rule.Values.HasLong(option);
            var isFlag = option.Length == 2 ? rule.Flags.HasShort(option[1]) : rule.Flags.HasLong(option);
            if ((!isValue && !isFlag) || (isValue && option != "-I" && value is { IsLiteral: false }))
            {
                walker.Found(ShellFindingKind.Option, $"“{name} {option}” is not known.");
            }
        }

        walker.Outcome.Reads();
        if (rule.Traits != EffectTraits.None)
        {
            walker.Outcome.Acts(rule.Traits);
        }

        var command = options
            .Operands.SkipWhile((w, i) => i < rule.Skip || (name is "sudo" or "doas" && IsAssignment(w)))
            .ToList();
        Prefix(name, options.Operands.Skip(rule.Skip).TakeWhile(w => name is "sudo" or "doas" && IsAssignment(w)));
        if (name is "busybox" or "toybox" && command.Count > 0 && ProgramTable.Find(command[0].Text) is null)
        {
            walker.Found(ShellFindingKind.UnknownProgram, $"“{name} {command[0].Text}” is not known.");
        }

        if (name is "command" && options.Given.Any(o => o.Name is "-v" or "-V"))
        {
            return;
        }

        if (name == "flock" && options.Operands is [_, { Text: "-c" or "--command" }, var code, ..])
        {
            new CodeReader(walker).ForeignShell(code, "flock -c", new Scope(), frame);
            return;
        }

        command = name == "xargs" ? Xargs(options, command) : command;
        if (command.Count > 0)
        {
            Inner(command, scope, frame with { Via = name, Input = name == "xargs" ? Input.Inherited : frame.Input });
        }
    }

    /// <summary><c>env</c>: assignments, then a command, or all of it in one text with <c>-S</c>.</summary>
    public void Env(IReadOnlyList<ShellWord> arguments, Scope scope, Frame frame)
    {
        var options = Options.Read(
            arguments,
            new OptionSet("-u -C -S --unset --chdir --split-string"),
            stopsAtOperand: true
        );
        walker.Outcome.Reads();
        foreach (var (option, value) in options.Given)
        {
            if (option is "-S" || (option.Length > 3 && "--split-string".StartsWith(option, StringComparison.Ordinal)))
            {
                new CodeReader(walker).Code(value ?? s_unknown, "env -S", new Scope(), frame);
                walker.Found(ShellFindingKind.Option, "“env -S” takes a text apart by rules of its own.");
            }
            else if (
                option
                is not (
                    "-i"
                    or "-u"
                    or "-C"
                    or "-0"
                    or "-v"
                    or "--ignore-environment"
                    or "--unset"
                    or "--chdir"
                    or "--null"
                )
            )
            {
                walker.Found(ShellFindingKind.Option, $"“env {option}” is not known.");
            }
        }

        var assigned = options.Operands.TakeWhile(IsAssignment).ToList();
        Prefix("env", assigned);
        var command = options.Operands.Skip(assigned.Count).ToList();
        if (command.Count > 0)
        {
            Inner(command, scope, frame with { Via = "env" });
        }
    }

    /// <summary>A command found in the words of another; what is computed in it may be any number of words.</summary>
    private void Inner(List<ShellWord> command, Scope scope, Frame frame)
    {
        // "command eval X=1" assigns here; a program does not, and then too much is taken for unknown.
        var inner = scope.WithoutFunctions();
        commands.Run(command, inner, frame, []);
        scope.Forget(inner);
    }

    private void Prefix(string name, IEnumerable<ShellWord> assigned)
    {
        foreach (var word in assigned)
        {
            var variable = word.Text.Split('=')[0];
            if (EnvironmentNames.IsDangerous(variable) || !Cursor.IsName(variable))
            {
                walker.Found(ShellFindingKind.Environment, $"“{name} {variable}=…” changes what programs do.");
            }
            else if (!EnvironmentNames.IsHarmless(variable))
            {
                walker.Outcome.Acts();
            }
        }
    }

    private static List<ShellWord> Xargs(Options options, List<ShellWord> command)
    {
        command = command.Count == 0 ? [ShellWord.Of("echo")] : command;
        var place =
            options.ValueOf("-I", "--replace")?.Text
            ?? (options.Given.Any(o => o.Name is "-I" or "-i" or "--replace") ? "{}" : null);
        return place is not { Length: > 0 }
            ? [.. command, s_unknown]
            : command.ConvertAll(w =>
                w.Text.Contains(place, StringComparison.Ordinal) ? w with { Kind = ShellWordKind.Computed } : w
            );
    }

    private static bool IsAssignment(ShellWord word) => word.Text.IndexOf('=', StringComparison.Ordinal) > 0;
}
