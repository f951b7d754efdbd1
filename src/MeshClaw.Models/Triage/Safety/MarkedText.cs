using System.Runtime.InteropServices;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Safety;

/// <summary>A text whose words carry what they mean to <see cref="InjectionDetector"/>, cut into sentences.</summary>
internal sealed class MarkedText
{
    private readonly uint[] _marks;
    private readonly int[] _sentence;
    private readonly List<PhraseHit> _hits = [];

    public MarkedText(FoldedText words, string ownerFirstName)
    {
        Words = words;
        _marks = new uint[words.Count];
        _sentence = new int[words.Count];
        OrderVocabulary.Book.Scan(words, _hits);
        foreach (var hit in CollectionsMarshal.AsSpan(_hits))
        {
            for (var i = hit.Token; i < hit.Token + hit.Length; i++)
            {
                _marks[i] |= 1u << hit.Mark;
            }
        }

        Sentences = CutSentences();
        OwnerNames = ownerFirstName.Length < 3 ? [] : FindOwner(ownerFirstName);
    }

    public FoldedText Words { get; }

    public int Count => Words.Count;

    /// <summary>How many sentences.</summary>
    public int Sentences { get; }

    /// <summary>Places where the owner is named.</summary>
    public HashSet<int> OwnerNames { get; }

    /// <summary>Phrases in the order of the text.</summary>
    public ReadOnlySpan<PhraseHit> Hits => CollectionsMarshal.AsSpan(_hits);

    public int SentenceOf(int token) => _sentence[token];

    public bool Has(int token, OrderWord word) =>
        token >= 0 && token < _marks.Length && (_marks[token] & (1u << (int)word)) != 0;

    /// <summary>Whether any word of a stretch of the same sentence as <paramref name="anchor"/> has the mark.</summary>
    public bool Any(int from, int to, int anchor, OrderWord word) => Find(from, to, anchor, word) >= 0;

    /// <summary>The first such word; -1 where there is none.</summary>
    public int Find(int from, int to, int anchor, OrderWord word)
    {
        for (var i = Math.Max(0, from); i <= Math.Min(Count - 1, to); i++)
        {
            if (_sentence[i] == _sentence[anchor] && Has(i, word))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The first word of the sentence that a word is in.</summary>
    public int StartOfSentence(int token)
    {
        var i = token;
        while (i > 0 && _sentence[i - 1] == _sentence[token])
        {
            i--;
        }

        return i;
    }

    /// <summary>The sentence from a word on, as it stands in the source.</summary>
    public ReadOnlySpan<char> RestOfSentence(int token)
    {
        var last = token;
        while (last + 1 < Count && _sentence[last + 1] == _sentence[token] && last - token < 40)
        {
            last++;
        }

        return Words.Source.AsSpan(Words[token].Start, Words[last].End - Words[token].Start);
    }

    private int CutSentences()
    {
        var sentence = 0;
        var length = 0;
        for (var i = 0; i < Count; i++)
        {
            // A sentence without an end is cut, so that work on one stays small.
            if (i > 0 && (Words[i].Has(TokenMarks.SentenceStart) || length >= 64))
            {
                sentence++;
                length = 0;
            }

            _sentence[i] = sentence;
            length++;
        }

        return sentence + 1;
    }

    private HashSet<int> FindOwner(string name)
    {
        var places = new HashSet<int>();
        for (var i = 0; i < Count; i++)
        {
            var word = Words.Word(i);
            if (
                word.StartsWith(name, StringComparison.Ordinal)
                && (word.Length == name.Length || (word.Length == name.Length + 1 && word[^1] == 's'))
            )
            {
                places.Add(i);
            }
        }

        return places;
    }
}
