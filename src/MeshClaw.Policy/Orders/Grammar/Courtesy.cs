using System.Collections.Frozen;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>Takes away what is only polite, at both ends of an order. Never a word that is part of a name ("Ty", "Will").</summary>
internal static class Courtesy
{
    private static readonly FrozenSet<string> s_before = Words("hey hi hello please pls plz kindly ok okay so");
    private static readonly FrozenSet<string> s_after = Words("please pls plz thanks thx seriously");

    /// <summary>The tokens between the courtesies.</summary>
    public static List<Token> Strip(List<Token> tokens, Names names)
    {
        var start = 0;
        while (start < tokens.Count && Leads(tokens, start, names) is > 0 and var count)
        {
            start += count;
        }

        var end = tokens.Count;
        while (end > start && Trails(tokens, start, end, names) is > 0 and var count)
        {
            end -= count;
        }

        return tokens[start..end];
    }

    private static int Leads(List<Token> tokens, int at, Names names)
    {
        var token = tokens[at];
        if (token.Kind == TokenKind.Decoration)
        {
            return 1;
        }

        var words =
            Is(token, s_before, names) ? 1
            : Phrase(tokens, at, "from", "now", "on") ? 3
            : 0;
        var comma = words > 0 && at + words < tokens.Count && tokens[at + words].Kind == TokenKind.Comma;
        return comma ? words + 1 : words;
    }

    private static int Trails(List<Token> tokens, int start, int end, Names names)
    {
        var last = tokens[end - 1];
        if (last.Kind is TokenKind.Stop or TokenKind.Decoration)
        {
            return 1;
        }

        if (last.Kind == TokenKind.Question)
        {
            // ", ok?"
            return end - start >= 3 && tokens[end - 2].Text is "ok" or "okay" && tokens[end - 3].Kind == TokenKind.Comma
                ? 3
                : 0;
        }

        var words =
            Is(last, s_after, names) ? 1
            : end - start >= 2 && Phrase(tokens, end - 2, "thank", "you") ? 2
            : 0;
        var comma = words > 0 && end - words > start && tokens[end - words - 1].Kind == TokenKind.Comma;
        return comma ? words + 1 : words;
    }

    private static bool Is(Token token, FrozenSet<string> words, Names names) =>
        token.Kind == TokenKind.Word && words.Contains(token.Text) && !names.HasWord(token.Text);

    private static bool Phrase(List<Token> tokens, int at, params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (at + i >= tokens.Count || tokens[at + i].Kind != TokenKind.Word || tokens[at + i].Text != words[i])
            {
                return false;
            }
        }

        return true;
    }

    private static FrozenSet<string> Words(string words)
    {
        foreach (var word in words.Split(' '))
        {
            Lexicon.Add(word);
        }

        return words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
    }
}
