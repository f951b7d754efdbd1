namespace MeshClaw.Policy.Shell.Programs;

/// <summary>Arguments taken apart as getopt does.</summary>
/// <param name="Given">Options in order, with the value of those that take one.</param>
/// <param name="Operands">The rest.</param>
internal sealed record Options(IReadOnlyList<(string Name, ShellWord? Value)> Given, List<ShellWord> Operands)
{
    /// <summary>Takes arguments apart.</summary>
    /// <param name="arguments">The words after the program.</param>
    /// <param name="values">The options that take a value.</param>
    /// <param name="stopsAtOperand">Whether everything from the first operand on is an operand.</param>
    public static Options Read(IReadOnlyList<ShellWord> arguments, OptionSet values, bool stopsAtOperand)
    {
        var given = new List<(string, ShellWord?)>();
        var operands = new List<ShellWord>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var text = arguments[i].Text;
            if (text == "--" || (text.Length < 2 || text[0] != '-') && stopsAtOperand)
            {
                operands.AddRange(arguments.Skip(text == "--" ? i + 1 : i));
                break;
            }

            if (text.Length < 2 || text[0] != '-')
            {
                operands.Add(arguments[i]);
            }
            else if (text.StartsWith("--", StringComparison.Ordinal))
            {
                var pair = text.Split('=', 2);
                var takesNext = pair.Length == 1 && values.HasLong(text) && i + 1 < arguments.Count;
                given.Add(
                    (
                        pair[0],
                        pair.Length > 1 ? arguments[i] with { Text = pair[1] }
                        : takesNext ? arguments[++i]
                        : null
                    )
                );
            }
            else
            {
                i = Cluster(arguments, i, values, given);
            }
        }

        return new Options(given, operands);
    }

    /// <summary>The value of the last of several options.</summary>
    public ShellWord? ValueOf(params ReadOnlySpan<string> names)
    {
        ShellWord? found = null;
        foreach (var (name, value) in Given)
        {
            found = names.Contains(name) ? value : found;
        }

        return found;
    }

    private static int Cluster(
        IReadOnlyList<ShellWord> arguments,
        int at,
        OptionSet values,
        List<(string, ShellWord?)> given
    )
    {
        var text = arguments[at].Text;
        for (var k = 1; k < text.Length; k++)
        {
            if (!values.HasShort(text[k]))
            {
                given.Add(($"-{text[k]}", null));
                continue;
            }

            if (k + 1 < text.Length)
            {
                given.Add(($"-{text[k]}", arguments[at] with { Text = text[(k + 1)..] }));
                return at;
            }

            given.Add(($"-{text[k]}", at + 1 < arguments.Count ? arguments[at + 1] : null));
            return at + 1;
        }

        return at;
    }
}
