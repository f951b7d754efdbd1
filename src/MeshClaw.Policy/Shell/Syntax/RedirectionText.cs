namespace MeshClaw.Policy.Shell.Syntax;

/// <summary>The signs of redirections.</summary>
internal static class RedirectionText
{
    // Longer ones first.
    private static readonly string[] s_operators =
    [
        "&>>",
        "<<<",
        "<<-",
        "&>",
        "<<",
        ">>",
        "<&",
        ">&",
        "<>",
        ">|",
        "<",
        ">",
    ];

    /// <summary>Passes <c>2</c> or <c>{fd}</c> right before a sign.</summary>
    public static void SkipDescriptor(Cursor cursor)
    {
        var at = cursor.At;
        if (cursor.Peek() == '{')
        {
            var end = cursor.Text.IndexOf('}', at);
            at = end > 0 && Cursor.IsName(cursor.Text.AsSpan(at + 1, end - at - 1)) ? end + 1 : at;
        }

        while (at < cursor.Text.Length && char.IsAsciiDigit(cursor.Text[at]))
        {
            at++;
        }

        if (at < cursor.Text.Length && cursor.Text[at] is '<' or '>')
        {
            cursor.At = at;
        }
    }

    /// <summary>Passes the sign here; null where there is none, or where it starts a process substitution.</summary>
    public static string? TakeOperator(Cursor cursor)
    {
        if (cursor.Peek() is '<' or '>' && cursor.Peek(1) == '(')
        {
            return null;
        }

        return Array.Find(s_operators, cursor.Take);
    }
}
