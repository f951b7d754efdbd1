using MeshClaw.Policy.Shell.Expansion;
using MeshClaw.Policy.Shell.Syntax;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary>Builtins that assign, and what they evaluate on the way.</summary>
internal static class Builtins
{
    private static readonly char[] s_plainAttributes = ['x', 'r', 'g', 'p', 'f', 'F'];

    /// <summary>A word such as <c>a[$(cmd)]</c> is evaluated by builtins that take names.</summary>
    public static void Check(Walker walker, string name, IReadOnlyList<ShellWord> arguments)
    {
        foreach (var argument in arguments)
        {
            if (
                argument.IsLiteral
                && (
                    argument.Text.Contains("$(", StringComparison.Ordinal)
                    || argument.Text.Contains('`', StringComparison.Ordinal)
                )
            )
            {
                walker.Found(ShellFindingKind.ComputedCode, $"“{name}” may evaluate “{argument.Text}”.");
            }
        }
    }

    public static void Declare(Walker walker, string name, List<ShellWord> arguments, Scope scope)
    {
        // export X='$(…)' gives the text as it is.
        var takesNames =
            name is "export" or "local" or "readonly"
            && arguments.TrueForAll(a => a.Text.Split('=')[0].IndexOf('[', StringComparison.Ordinal) < 0);
        walker.Outcome.Reads();
        Check(walker, name, takesNames ? [] : arguments);
        if (name == "let" && !arguments.TrueForAll(a => a.IsLiteral))
        {
            walker.Found(ShellFindingKind.ComputedCode, "“let” evaluates a text that is not known.");
        }

        if (
            name is "declare" or "typeset" or "local"
            && arguments.Find(a => a.Text.StartsWith('-') && a.Text.AsSpan().ContainsAny("ni"))
                is { Text: { } attribute }
        )
        {
            walker.Found(
                ShellFindingKind.Option,
                $"“{name} {attribute}” makes a variable stand for another or evaluates its value."
            );
        }

        if (name == "unset")
        {
            // A function of that name may be gone.
            arguments.ForEach(a => scope.CertainFunctions.Remove(a.Text));
            if (!arguments.TrueForAll(a => a.IsLiteral))
            {
                scope.CertainFunctions.Clear();
            }
        }

        var takesValues = name is "export" or "declare" or "typeset" or "local" or "readonly";
        var isPlain =
            takesValues
            && arguments.TrueForAll(a => !a.Text.StartsWith('-') || a.Text.Skip(1).All(s_plainAttributes.Contains));
        foreach (var argument in arguments.Where(a => !a.Text.StartsWith('-') && !a.Text.StartsWith('+')))
        {
            var at = argument.Text.IndexOf('=', StringComparison.Ordinal);
            var target = (at < 0 ? argument.Text : argument.Text[..at]).TrimEnd('+').Split('[')[0];
            if (!Cursor.IsName(target))
            {
                if (!argument.IsLiteral)
                {
                    walker.Found(
                        ShellFindingKind.Environment,
                        $"“{name} {argument.Text}” sets a variable whose name is not known."
                    );
                }

                continue;
            }

            if (takesValues && at < 0 && isPlain && name != "local")
            {
                // "export X" leaves its value, and gives it to programs.
                continue;
            }

            var isKnown = takesValues && isPlain && argument.IsLiteral && at > 0 && argument.Text[at - 1] != '+';
            walker.Assigns(target, isKnown ? Value.Of(argument.Text[(at + 1)..]) : Value.Computed, scope);
            if (takesValues && !isPlain)
            {
                scope.MakeUnstable(target);
            }
        }
    }

    /// <summary>Builtins that change the arguments or a variable as they go.</summary>
    public static void Shift(string name, List<ShellWord> arguments, Scope scope)
    {
        if (name is "shift" or "getopts")
        {
            scope.Arguments = null;
        }

        if (name == "getopts" && arguments is [_, var variable, ..])
        {
            scope.Set(variable.Text, Value.Computed);
        }
    }

    /// <summary><c>set</c>: options, or new arguments.</summary>
    public static void Set(Walker walker, List<ShellWord> arguments, Scope scope)
    {
        walker.Outcome.Reads();
        if (
            arguments.Exists(a => !a.Text.StartsWith('-') && !a.Text.StartsWith('+'))
            || arguments.Exists(a => a.Text == "--" || !a.IsLiteral)
        )
        {
            scope.Arguments = null;
        }
    }
}
