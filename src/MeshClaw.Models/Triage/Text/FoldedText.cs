namespace MeshClaw.Models.Triage.Text;

/// <summary>What stands around a word.</summary>
[Flags]
internal enum TokenMarks : byte
{
    None = 0,

    /// <summary>First of a sentence, line after a blank line, or list entry.</summary>
    SentenceStart = 1,

    /// <summary>A comma, colon, dash, bracket or quote stands before it.</summary>
    AfterPause = 2,

    /// <summary>A comma, colon, dash or exclamation mark stands behind it.</summary>
    BeforePause = 4,

    /// <summary>Between quotation marks, in code, or in a line quoted with <c>&gt;</c>.</summary>
    Quoted = 8,

    /// <summary>A mail address.</summary>
    Address = 16,

    /// <summary>A link.</summary>
    Link = 32,

    /// <summary>Digits, with separators.</summary>
    Number = 64,

    /// <summary>First of its line.</summary>
    LineStart = 128,
}

/// <summary>A word: where it stands in the source, where its folded letters are, and what is around it.</summary>
internal readonly record struct Token(int Start, int End, int FoldStart, int FoldLength, TokenMarks Marks)
{
    public bool Has(TokenMarks marks) => (Marks & marks) != 0;
}

/// <summary>
/// A text as folded words with the places they came from. Work and memory are linear in the text's length; anything is taken, lone surrogates too.
/// </summary>
internal sealed class FoldedText
{
    private readonly char[] _folded;
    private readonly Token[] _tokens;

    private FoldedText(string source, char[] folded, Token[] tokens, int count)
    {
        Source = source;
        _folded = folded;
        _tokens = tokens;
        Count = count;
    }

    /// <summary>Nothing.</summary>
    public static FoldedText Empty { get; } = new("", [], [], 0);

    /// <summary>The text as it was given.</summary>
    public string Source { get; }

    /// <summary>How many words.</summary>
    public int Count { get; }

    public ref readonly Token this[int index] => ref _tokens[index];

    /// <summary>The folded letters of a word.</summary>
    public ReadOnlySpan<char> Word(int index) => _folded.AsSpan(_tokens[index].FoldStart, _tokens[index].FoldLength);

    /// <summary>Whether a word is this, given folded.</summary>
    public bool Is(int index, string word) => index >= 0 && index < Count && Word(index).SequenceEqual(word);

    /// <summary>Folds at most <paramref name="limit"/> characters of a text.</summary>
    public static FoldedText Of(string? text, int limit)
    {
        if (string.IsNullOrEmpty(text) || limit <= 0)
        {
            return Empty;
        }

        var source = text.Length > limit ? text[..limit] : text;
        var scanner = new TokenScanner(source);
        scanner.Run();
        return new FoldedText(source, scanner.Folded, scanner.Tokens, scanner.Count);
    }
}
