using MeshClaw.Policy.Shell.Programs;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary><c>awk</c>: reads where its program has no word or sign that runs, writes, reads or loads anything else.</summary>
internal static class AwkCommand
{
    private static readonly OptionSet s_values = new(
        "-F -v -f -i -l -E -e --field-separator --assign --file --include --load --exec --source"
    );

    private static readonly string[] s_risks =
    [
        "system",
        "getline",
        "close",
        "|",
        ">",
        "@",
        "fflush",
        "ENVIRON",
        "PROCINFO",
    ];

    public static void Run(Walker walker, string name, List<ShellWord> arguments)
    {
        walker.Outcome.Reads();
        var options = Options.Read(arguments, s_values, stopsAtOperand: true);
        foreach (var (option, value) in options.Given)
        {
            if (option is not ("-F" or "-v") || value is { IsLiteral: false })
            {
                walker.Found(ShellFindingKind.Option, $"“{name} {option}” may load or run something.");
            }
        }

        if (options.Operands is not [var program, .. var files])
        {
            return;
        }

        if (!program.IsLiteral || s_risks.Any(r => program.Text.Contains(r, StringComparison.Ordinal)))
        {
            walker.Found(
                ShellFindingKind.ForeignCode,
                $"The program “{program.Text}” of “{name}” may write or run something."
            );
        }

        if (files.Any(f => !f.IsLiteral))
        {
            walker.Outcome.Acts();
        }
    }
}
