using System.Text;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Mail.Sieve;

/// <summary>
/// Puts a block of ours into an owner's Sieve script (RFC 5228) and takes it out again, leaving every other character as it is. The block
/// stands right after the leading <c>require</c> commands, since no later one is allowed, and before whatever may <c>stop</c>.
/// </summary>
internal static class SieveScript
{
    private const string Begin = "# MeshClaw vacation: begin (made by mail.vacation; edit around it)";
    private const string End = "# MeshClaw vacation: end";

    /// <summary>Whether the block is in the script.</summary>
    public static bool HasBlock(string script) => Find(script) is not null;

    /// <summary>The script with the block in place of an earlier one; null takes it out.</summary>
    /// <exception cref="ToolException">The script breaks the grammar, so nobody can tell where a block may stand.</exception>
    public static string With(string script, string? block)
    {
        if (Find(script) is var (from, to))
        {
            script = script.Remove(from, to - from);
        }

        if (block is null)
        {
            return script;
        }

        var at = EndOfRequires(script);
        var before = script[..at];
        var gap = before.Length == 0 || before.EndsWith('\n') ? "" : "\r\n";
        return $"{before}{gap}{Begin}\r\n{block.TrimEnd()}\r\n{End}\r\n{script[at..]}";
    }

    /// <summary>A quoted string (RFC 5228, section 2.4.2); line ends within stay.</summary>
    public static string Quote(string text) =>
        new StringBuilder(text.ReplaceLineEndings("\r\n"))
            .Replace("\\", "\\\\")
            .Replace("\"", "\\\"")
            .Insert(0, '"')
            .Append('"')
            .ToString();

    // Only a comment is a marker: the same words within a string are somebody's text.
    private static (int From, int To)? Find(string script)
    {
        int? from = null;
        for (var at = 0; at < script.Length; )
        {
            var next = After(script, at);
            if (script[at] == '#')
            {
                var comment = script.AsSpan(at, next - at).TrimEnd();
                if (comment.SequenceEqual(Begin))
                {
                    from = at;
                }
                else if (from is { } begun && comment.SequenceEqual(End))
                {
                    return (begun, next);
                }
            }

            at = next;
        }

        return null;
    }

    private static int EndOfRequires(string script)
    {
        var end = 0;
        for (var at = 0; ; )
        {
            at = SkipBlank(script, at);
            if (!IsWord(script, at, "require"))
            {
                return end;
            }

            while (at < script.Length && script[at] != ';')
            {
                at = After(script, at);
            }

            at = at < script.Length ? at + 1 : throw Broken();
            end = at < script.Length && script[at] == '\r' ? at + 1 : at;
            end = end < script.Length && script[end] == '\n' ? end + 1 : end;
        }
    }

    private static int SkipBlank(string script, int at)
    {
        while (at < script.Length && (char.IsWhiteSpace(script[at]) || IsComment(script, at)))
        {
            at = After(script, at);
        }

        return at;
    }

    private static bool IsComment(string script, int at) =>
        script[at] == '#' || (script[at] == '/' && at + 1 < script.Length && script[at + 1] == '*');

    private static bool IsWord(string script, int at, string word) =>
        string.Compare(script, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (at + word.Length == script.Length || !IsLetter(script[at + word.Length]));

    private static bool IsLetter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>Where what begins here ends: a comment with its line end, a string, a multi-line text, a word, or one character.</summary>
    private static int After(string script, int at)
    {
        if (script[at] == '#')
        {
            var line = script.IndexOf('\n', at);
            return line < 0 ? script.Length : line + 1;
        }

        if (IsComment(script, at))
        {
            var close = script.IndexOf("*/", at + 2, StringComparison.Ordinal);
            return close < 0 ? throw Broken() : close + 2;
        }

        if (script[at] == '"')
        {
            return AfterQuoted(script, at);
        }

        if (!IsLetter(script[at]))
        {
            return at + 1;
        }

        var end = at + 1;
        while (end < script.Length && IsLetter(script[end]))
        {
            end++;
        }

        return IsWord(script, at, "text") && end < script.Length && script[end] == ':'
            ? AfterMultiLine(script, end)
            : end;
    }

    private static int AfterQuoted(string script, int at)
    {
        for (var i = at + 1; i < script.Length; i++)
        {
            if (script[i] == '\\')
            {
                i++;
            }
            else if (script[i] == '"')
            {
                return i + 1;
            }
        }

        throw Broken();
    }

    /// <summary>A tag (<c>:text</c>) is no multi-line text: that has its line end, or a comment, right after the colon.</summary>
    private static int AfterMultiLine(string script, int colon)
    {
        var rest = colon + 1;
        while (rest < script.Length && script[rest] is ' ' or '\t')
        {
            rest++;
        }

        if (rest < script.Length && script[rest] is not ('#' or '\r' or '\n'))
        {
            return colon + 1;
        }

        for (var line = script.IndexOf('\n', colon); line >= 0; line = script.IndexOf('\n', line + 1))
        {
            var start = line + 1;
            var end = script.IndexOf('\n', start);
            if (script.AsSpan(start, (end < 0 ? script.Length : end) - start).TrimEnd('\r').SequenceEqual("."))
            {
                return end < 0 ? script.Length : end + 1;
            }
        }

        throw Broken();
    }

    private static ToolException Broken() =>
        new(
            "The active filter script has an unclosed string, comment or require: mend it first (meshclaw mail sieve get)."
        );
}
