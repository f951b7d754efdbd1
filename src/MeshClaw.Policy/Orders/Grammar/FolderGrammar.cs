using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>Where: the owner's folders by their names.</summary>
internal static class FolderGrammar
{
    private static readonly Pattern s_name = NameAt;
    private static readonly Pattern s_article = Say("the|my");
    private static readonly Pattern s_noun = Say("folder|folders|mailbox");

    /// <summary>"the folder Receipts", "my Receipts folder", "Receipts or Invoices".</summary>
    public static readonly Pattern Some = Or(Explicit(List(s_name)), Then(Maybe(s_article), List(s_name)));

    /// <summary>A folder that cannot be taken for anything else: the word folder, an article, quotes, or its exact spelling.</summary>
    public static readonly Pattern Clear = Or(Explicit(List(s_name)), Then(s_article, s_name), ExactAt);

    private static Pattern Explicit(Pattern names) =>
        Or(Then(Maybe(s_article), s_noun, names), Then(Maybe(s_article), names, s_noun));

    private static IEnumerable<Cursor> ExactAt(Cursor at) =>
        s_name(at)
            .Where(end =>
                at.Token is { Kind: TokenKind.Quoted }
                || string.Join(' ', at.Reading.Tokens.Skip(at.At).Take(end.At - at.At).Select(t => t.Raw))
                    == end.Draft.Names[^1]
            );

    private static IEnumerable<Cursor> NameAt(Cursor at)
    {
        var reading = at.Reading;
        if (!reading.Step(at.At) || at.Token is not { } token)
        {
            yield break;
        }

        var found = false;
        foreach (var (end, folders) in reading.Names.Folders(reading.Tokens, at.At))
        {
            found = true;
            yield return at with
            {
                At = end,
                Draft = at.Draft with { Names = at.Draft.Names.AddRange(folders) },
            };
        }

        // A sentence may begin with a folder, but a first word that is unknown is hardly one.
        if (!found && at.At > 0 && IsUnknown(token, reading))
        {
            var near = Near(reading, token.Text);
            reading.Note(
                at.At,
                $"There is no folder “{token.Raw}”."
                    + (near.Count == 0 ? "" : $" There are {string.Join(", ", near.Select(f => $"“{f}”"))}."),
                [
                    .. near.Where(f => !f.Contains('"'))
                        .Take(3)
                        .Select(f => $"Never delete anything in the folder \"{f}\"."),
                ]
            );
        }
    }

    private static bool IsUnknown(Token token, Reading reading) =>
        token.Kind == TokenKind.Quoted
        || (token.Kind == TokenKind.Word && !Lexicon.Knows(token.Text) && !reading.Names.HasWord(token.Text));

    // Folders that share a beginning with what was said come first.
    private static List<string> Near(Reading reading, string said) =>
        [
            .. reading
                .Names.Vocabulary.Folders.OrderByDescending(f =>
                    f.AsSpan().CommonPrefixLength(said, LettersWithoutCase.Instance)
                )
                .Take(5),
        ];

    private sealed class LettersWithoutCase : IEqualityComparer<char>
    {
        public static LettersWithoutCase Instance { get; } = new();

        public bool Equals(char x, char y) => char.ToLowerInvariant(x) == char.ToLowerInvariant(y);

        public int GetHashCode(char obj) => char.ToLowerInvariant(obj);
    }
}
