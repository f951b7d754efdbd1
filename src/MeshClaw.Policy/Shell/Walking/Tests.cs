using System.Collections.Immutable;
using MeshClaw.Policy.Shell.Expansion;
using MeshClaw.Policy.Shell.Syntax;

namespace MeshClaw.Policy.Shell.Walking;

/// <summary><c>[[ … ]]</c>: comparisons of numbers evaluate both sides as arithmetic, which runs substitutions within subscripts.</summary>
internal static class Tests
{
    private static readonly string[] s_numeric = ["-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-v"];

    public static void Read(Walker walker, ImmutableArray<Word> written, List<ShellWord> words, Scope scope)
    {
        walker.Outcome.Reads();
        if (!words.Any(w => s_numeric.Contains(w.Text)))
        {
            return;
        }

        foreach (var word in written)
        {
            if (
                walker.Expander.ValueOf(word, scope) is { Kind: ValueKind.Computed }
                || word.Source.AsSpan().ContainsAny("[`")
            )
            {
                walker.Found(ShellFindingKind.ComputedCode, $"A comparison of numbers evaluates “{word.Source}”.");
            }
        }
    }
}
