namespace MeshClaw.Models.Triage.Text;

/// <summary>Where a phrase was found.</summary>
/// <param name="Mark">What it stands for, as the book's maker numbered it.</param>
/// <param name="Token">Its first word.</param>
/// <param name="Length">How many words.</param>
internal readonly record struct PhraseHit(int Mark, int Token, int Length);

/// <summary>
/// Finds words and phrases of several languages in one walk: two look-ups a word, no regular expressions. A phrase is words parted by blanks;
/// a word that ends in <c>*</c> is a beginning, at least four letters long where it comes first.
/// </summary>
internal sealed class PhraseBook
{
    private const int StemKey = 4;
    private readonly Dictionary<string, List<Phrase>> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Phrase>> _stems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Phrase>>.AlternateLookup<ReadOnlySpan<char>> _wordsBySpan;
    private readonly Dictionary<string, List<Phrase>>.AlternateLookup<ReadOnlySpan<char>> _stemsBySpan;

    /// <summary>Phrases parted by <c>|</c>, for each mark.</summary>
    public PhraseBook(IEnumerable<(int Mark, string Phrases)> entries)
    {
        _wordsBySpan = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        _stemsBySpan = _stems.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (mark, phrases) in entries)
        {
            foreach (
                var phrase in phrases.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            )
            {
                Add(mark, phrase);
            }
        }
    }

    /// <summary>Adds every hit to <paramref name="hits"/>, in the order of the text.</summary>
    public void Scan(FoldedText text, List<PhraseHit> hits)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var word = text.Word(i);
            if (_wordsBySpan.TryGetValue(word, out var exact))
            {
                Match(text, i, exact, hits);
            }

            if (word.Length >= StemKey && _stemsBySpan.TryGetValue(word[..StemKey], out var stems))
            {
                Match(text, i, stems, hits);
            }
        }
    }

    /// <summary>Whether a single word is in the book under any mark, written out.</summary>
    public bool Knows(ReadOnlySpan<char> word) => _wordsBySpan.ContainsKey(word);

    private static void Match(FoldedText text, int at, List<Phrase> phrases, List<PhraseHit> hits)
    {
        foreach (var phrase in phrases)
        {
            if (at + phrase.Words.Length > text.Count)
            {
                continue;
            }

            var all = true;
            for (var w = 0; all && w < phrase.Words.Length; w++)
            {
                var word = text.Word(at + w);
                var wanted = phrase.Words[w];
                all = phrase.IsStem[w] ? word.StartsWith(wanted, StringComparison.Ordinal) : word.SequenceEqual(wanted);
            }

            if (all)
            {
                hits.Add(new PhraseHit(phrase.Mark, at, phrase.Words.Length));
            }
        }
    }

    private void Add(int mark, string phrase)
    {
        var parts = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var words = parts.Select(p => CharFolding.FoldWord(p.TrimEnd('*'))).ToArray();
        var stems = parts.Select(p => p.EndsWith('*')).ToArray();
        if (stems[0] && words[0].Length < StemKey)
        {
            throw new ArgumentException(
                $"A phrase's first word may be a beginning of {StemKey} letters or more: {phrase}"
            );
        }

        var (table, key) = stems[0] ? (_stems, words[0][..StemKey]) : (_words, words[0]);
        if (!table.TryGetValue(key, out var list))
        {
            table[key] = list = [];
        }

        list.Add(new Phrase(mark, words, stems));
    }

    private sealed record Phrase(int Mark, string[] Words, bool[] IsStem);
}
