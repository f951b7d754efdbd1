namespace MeshClaw.Policy.Shell.Walking;

/// <summary>What <c>echo</c> and <c>printf</c> print, where it does not depend on which shell runs them.</summary>
internal static class Printed
{
    public static string? By(string name, List<ShellWord> arguments)
    {
        if (
            name is not ("echo" or "printf")
            || !arguments.TrueForAll(a => a.IsLiteral && !a.Text.Contains('\\', StringComparison.Ordinal))
        )
        {
            return null;
        }

        var words = arguments.ConvertAll(a => a.Text);
        return name == "echo" ? Join(words is ["-n", ..] ? words[1..] : words)
            : words is [var only] && !only.Contains('%', StringComparison.Ordinal) ? only
            : words is ["%s", var text] ? text
            : null;
    }

    private static string? Join(List<string> words) =>
        words.Count > 0 && words[0].StartsWith('-') ? null : string.Join(' ', words);
}
