using System.Collections.Immutable;

namespace MeshClaw.Policy.Shell.Syntax;

/// <summary><c>((…))</c> after its parentheses.</summary>
internal static class Arithmetic
{
    /// <summary>
    /// Where the inner text ends, if both parentheses are closed next to each other and neither before: else it is a command in a
    /// subshell, as in bash.
    /// </summary>
    public static int? EndOf(string text, int start)
    {
        var depth = 2;
        for (var i = start; i < text.Length; i++)
        {
            depth += text[i] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (depth == 1)
            {
                return i + 1 < text.Length && text[i + 1] == ')' ? i : null;
            }
        }

        return null;
    }

    /// <summary>Reads from <paramref name="start"/> to <paramref name="end"/> and passes two characters more.</summary>
    public static ArithmeticPart Read(Cursor cursor, int start, int end, bool isQuoted)
    {
        var text = cursor.Text[start..Math.Max(start, end)];
        if (text.AsSpan().ContainsAny("'\"\\`"))
        {
            // Quoted parentheses would make the end another one.
            cursor.Fail("Quotes within arithmetic are not read.");
        }

        var inner = cursor.Budget.Enter()
            ? WordReader.Expand(text, cursor.Budget, cursor.Fail)
            : ImmutableArray<Part>.Empty;
        cursor.Budget.Leave();
        cursor.At = Math.Min(end + 2, cursor.Text.Length);
        if (cursor.Budget.IsSpent)
        {
            cursor.Fail("It is nested too deeply or too long.");
        }

        return new ArithmeticPart(text, inner, isQuoted);
    }
}
