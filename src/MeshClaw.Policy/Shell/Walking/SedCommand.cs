using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Shell.Programs;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary><c>sed</c>: reads where its script is made of substitutions, prints, deletions and quits alone; others can write or run.</summary>
internal static partial class SedCommand
{
    private static readonly OptionSet s_values = new("-e -f -l --expression --file --line-length");

    public static void Run(Walker walker, List<ShellWord> arguments)
    {
        walker.Outcome.Reads();
        var options = Options.Read(arguments, s_values, stopsAtOperand: false);
        var scripts = options
            .Given.Where(o => o.Name is "-e" || IsLong(o.Name, "--expression"))
            .Select(o => o.Value ?? ShellWord.Of(""))
            .ToList();
        var files = options.Operands.ToList();
        if (options.Given.Any(o => o.Name is "-f" || IsLong(o.Name, "--file")))
        {
            walker.Found(ShellFindingKind.FileCode, "“sed” takes its script from a file.");
        }
        else if (scripts.Count == 0 && files.Count > 0)
        {
            scripts.Add(files[0]);
            files.RemoveAt(0);
        }

        foreach (var script in scripts.Where(s => !s.IsLiteral || !Harmless().IsMatch(s.Text)))
        {
            walker.Found(
                ShellFindingKind.ForeignCode,
                $"The script “{script.Text}” of “sed” may write or run something."
            );
        }

        if (options.Given.Any(o => o.Name is "-i" || IsLong(o.Name, "--in-place")))
        {
            walker.Outcome.Acts(EffectTraits.Destroys);
            files.ForEach(f => FileUses.Note(walker, f, ShellFileUse.Write));
        }
        else if (
            !files.TrueForAll(f =>
                f.IsLiteral || (f.Kind == ShellWordKind.Pattern && f.Text[0] is not ('*' or '?' or '['))
            )
        )
        {
            walker.Outcome.Acts();
        }
    }

    private static bool IsLong(string name, string option) =>
        name.Length > 2 && option.StartsWith(name, StringComparison.Ordinal);

    [GeneratedRegex(
        @"\A\s*(?:(?:(?:\d+|\$|/[^/\\\n]*/)(?:,(?:\+?\d+|\$|/[^/\\\n]*/))?)?!?(?:[pdqDPgGhHxnN=]|(?:s/(?:\\.|[^/\\\n])*/(?:\\.|[^/\\\n])*/[gpiI0-9]*|s\|(?:\\.|[^\|\\\n])*\|(?:\\.|[^\|\\\n])*\|[gpiI0-9]*|s#(?:\\.|[^#\\\n])*#(?:\\.|[^#\\\n])*#[gpiI0-9]*|s,(?:\\.|[^,\\\n])*,(?:\\.|[^,\\\n])*,[gpiI0-9]*|s:(?:\\.|[^:\\\n])*:(?:\\.|[^:\\\n])*:[gpiI0-9]*|s@(?:\\.|[^@\\\n])*@(?:\\.|[^@\\\n])*@[gpiI0-9]*)|(?:y/[^/\\\n]*/[^/\\\n]*/))\s*(?:[;\n]\s*|\z))*\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Harmless();
}
