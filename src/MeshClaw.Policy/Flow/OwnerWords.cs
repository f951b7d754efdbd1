using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// What the owner said for one run: a message, or the reviewed instructions of an agent that a trigger started. Read once, so that
/// asking whether a value stands in it is cheap.
/// </summary>
internal sealed partial class OwnerWords
{
    private const string Quote = "'\"“”‘’`";

    private static readonly FrozenSet<string> s_saying = (
        "posted wrote sent asked said says shared mentioned recommended created uploaded requested told commented reported made gave suggested proposed wants needs has"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly SearchValues<char> s_phraseEnd = SearchValues.Create(",.;:!?\n)");

    private static readonly SearchValues<char> s_quotes = SearchValues.Create(Quote);

    // "in general", "at random", "in private": no names.
    private static readonly FrozenSet<string> s_idioms = (
        "general random private public particular short detail details time home work case order advance addition fact person total full part progress "
        + "parallel secret once least last first once turn writing principle practice sequence time hand board top bottom start end future past present "
        + "today tomorrow monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night day week month year"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _links = new(StringComparer.Ordinal);
    private readonly HashSet<string> _opaque = new(StringComparer.Ordinal);
    private readonly FrozenSet<string> _plain;
    private readonly FrozenSet<string> _stems;
    private readonly HashSet<int> _fileNames;
    private readonly bool[] _inCarrier;
    private readonly bool[] _quoted;

    public OwnerWords(string text)
    {
        Text = text;
        Compact = SeenTexts.Compact(text);
        Words = Flow.Words.Of(text);
        _inCarrier = new bool[Words.Length];
        _quoted = new bool[Words.Length];
        Carriers = Flow.Carriers.In(text);
        foreach (var carrier in Carriers)
        {
            SetOf(carrier.Kind).Add(carrier.Canonical);
            if (
                carrier.Kind == CarrierKind.Link
                && !text[carrier.Start..].StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            )
            {
                // Without a scheme either will do; who writes https means it.
                _links.Add(
                    carrier.Canonical.StartsWith("http://", StringComparison.Ordinal)
                        ? carrier.Canonical[7..]
                        : "http://" + carrier.Canonical
                );
            }

            if (carrier.Kind != CarrierKind.Opaque)
            {
                Mark(_inCarrier, carrier.Start, carrier.End);
            }
        }

        foreach (Match m in Quotes().Matches(text))
        {
            Mark(_quoted, m.Index, m.Index + m.Length);
        }

        _plain = Words.Select(w => w.Text).ToFrozenSet(StringComparer.Ordinal);
        _stems = Words.Select(w => Flow.Words.Stem(w.Text)).ToFrozenSet(StringComparer.Ordinal);
        Days = Dates.Days(text);
        Times = Dates.Times(text);
        Numbers = [.. OwnerNumbers.In(this)];
        Phrases = [.. ReadPhrases().Distinct()];
        _fileNames = [.. FileName().Matches(text).Select(m => IndexAt(m.Index))];
        PhrasePositions =
        [
            .. Phrases
                .Concat(FileName().Matches(text).Select(m => m.Value))
                .Distinct()
                .SelectMany(p => Occurrences(text, p).Select(at => (p, IndexAt(at)))),
        ];
        Templates =
        [
            .. Quotes()
                .Matches(text)
                .Select(m => m.Groups["in"].Value)
                .Where(Template.IsOne)
                .Select(t => new Template(t)),
        ];
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Its letters and digits alone, in upper case.</summary>
    public string Compact { get; }

    /// <summary>Its words.</summary>
    public ImmutableArray<Word> Words { get; }

    /// <summary>The links, addresses and numbers in it.</summary>
    public ImmutableArray<Carrier> Carriers { get; }

    /// <summary>The days it names.</summary>
    public ImmutableArray<WrittenDay> Days { get; }

    /// <summary>The times of day it names.</summary>
    public ImmutableArray<TimeOnly> Times { get; }

    /// <summary>The numbers it names.</summary>
    public ImmutableArray<OwnerNumber> Numbers { get; }

    /// <summary>What is quoted, or written with capitals within a sentence: names of things and people.</summary>
    public ImmutableArray<string> Phrases { get; }

    /// <summary>Each of <see cref="Phrases"/>, and each file name, with the word at which it starts.</summary>
    public ImmutableArray<(string Text, int At)> PhrasePositions { get; }

    /// <summary>Quoted texts with <c>{slots}</c> to fill.</summary>
    public ImmutableArray<Template> Templates { get; }

    /// <summary>Whether a file name starts at a word.</summary>
    public bool IsFileName(int word) => _fileNames.Contains(word);

    /// <summary>Whether a quotation mark stands in a text.</summary>
    public static bool HasQuote(string text) => text.AsSpan().ContainsAny(s_quotes);

    /// <summary>The word at, or first after, a place in the text.</summary>
    public int IndexAt(int position)
    {
        var (low, high) = (0, Words.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Words[middle].End <= position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Whether a carrier stands in it.</summary>
    public bool Has(Carrier carrier) => SetOf(carrier.Kind).Contains(carrier.Canonical);

    /// <summary>Whether it says an address, in exactly its normalised form.</summary>
    public bool HasAddress(string normalized) => _addresses.Contains(normalized);

    /// <summary>Whether it says a link.</summary>
    public bool HasLink(string canonical) => _links.Contains(canonical);

    /// <summary>Whether a word with this stem stands in it.</summary>
    public bool HasStem(string stem) => _stems.Contains(stem);

    /// <summary>Whether a word is the quoted text or the beginning of it.</summary>
    public bool IsQuoted(int word) => _quoted[word];

    /// <summary>Whether a word belongs to an address or a link.</summary>
    public bool IsInCarrier(int word) => _inCarrier[word];

    /// <summary>
    /// Where a name stands, as whole words that are not part of an address, a link or a longer name; -1 where it does not. A single
    /// word counts only where it can hardly stand by accident: quoted, with a capital within a sentence, marked with <c>#</c> or
    /// <c>@</c>, or beside a word for what it is (<paramref name="kinds"/>).
    /// </summary>
    public int IndexOfName(ImmutableArray<Word> name, ImmutableArray<string> kinds)
    {
        for (var at = Flow.Words.IndexOf(Words, name); at >= 0; at = Flow.Words.IndexOf(Words, name, at + 1))
        {
            var (first, last) = (Words[at], Words[at + name.Length - 1]);
            if (_inCarrier[at] || Flow.Words.IsGlued(Text, first, last) || (name.Length == 1 && IsWithinQuote(at)))
            {
                continue;
            }

            if (name.Length > 1 ? name.Any(w => w.IsNumber || !Flow.Words.IsCommon(w.Text)) : StandsOut(at, kinds))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Whether one word can hardly be there by accident.</summary>
    public bool StandsOut(int at, ImmutableArray<string> kinds)
    {
        var word = Words[at];
        if (IsQuotedAlone(word) || (word.Start > 0 && Text[word.Start - 1] is '#' or '@'))
        {
            return true;
        }

        if (word.Text.Length >= 5 && word.Text.Any(char.IsAsciiDigit) && word.Text.Any(char.IsAsciiLetter))
        {
            return true; // An account, a code: no word of any language.
        }

        if (word.Text.Length == 1 || Flow.Words.IsCommon(word.Text))
        {
            return false;
        }

        return (char.IsUpper(Text[word.Start]) && !StartsSentence(at)) || IsBesideKind(at, kinds) || IsPlace(at);
    }

    // One word of what somebody is to be told names nobody.
    private bool IsWithinQuote(int at) => _quoted[at] && !IsQuotedAlone(Words[at]);

    /// <summary>
    /// Whether somebody stands there only as where something comes from: "that Iris posted", "from Iris", "Iris's mail".
    /// </summary>
    public bool IsSource(int at, int length)
    {
        var last = at + length - 1;
        var before = at > 0 ? Words[at - 1].Text : "";
        var after = last + 1 < Words.Length ? Words[last + 1] : default;
        var possessive = after.Text == "s" && after.Start == Words[last].End + 1;
        return possessive || before is "from" or "by" || (after.Text is not null && s_saying.Contains(after.Text));
    }

    private bool IsQuotedAlone(Word word) =>
        word.Start > 0
        && word.End < Text.Length
        && Quote.Contains(Text[word.Start - 1], StringComparison.Ordinal)
        && Quote.Contains(Text[word.End], StringComparison.Ordinal);

    /// <summary>"post it in atlas.", "pull request 12 in shop": a word alone after a preposition, where no idiom is.</summary>
    private bool IsPlace(int at)
    {
        if (
            at == 0
            || Words[at].Text.Length < 3
            || Words[at - 1].Text is not ("in" or "to" or "into" or "on" or "at" or "from")
        )
        {
            return false;
        }

        var last = at;
        while (
            last + 1 < Words.Length
            && Text.AsSpan(Words[last].End, Words[last + 1].Start - Words[last].End) is "-" or "_" or "."
        )
        {
            last++;
        }

        var endsPhrase =
            last + 1 == Words.Length
            || Text.AsSpan(Words[last].End, Words[last + 1].Start - Words[last].End).ContainsAny(s_phraseEnd)
            || Flow.Words.IsCommon(Words[last + 1].Text);
        return endsPhrase && !s_idioms.Contains(Words[at].Text);
    }

    /// <summary>Whether a number stands in it, by itself or within a date or a time.</summary>
    public bool HasNumber(string digits) =>
        _plain.Contains(digits)
        || Words.Any(w =>
            char.IsAsciiDigit(w.Text[0])
            && w.Text.TrimStart('0').TrimEnd("stndrh".ToCharArray()) == digits.TrimStart('0')
        );

    /// <summary>Whether a word stands in it that means something.</summary>
    public bool HasWord(string word) => !Flow.Words.IsCommon(word) && _plain.Contains(word);

    /// <summary>Whether a word for a kind of thing, or for an id, stands within two words.</summary>
    public bool IsBesideKind(int at, ImmutableArray<string> kinds)
    {
        for (var i = Math.Max(0, at - 2); i <= Math.Min(Words.Length - 1, at + 1); i++)
        {
            if (i != at && kinds.Any(k => Flow.Words.Stem(k) == Flow.Words.Stem(Words[i].Text)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a word for a kind of thing, or for its people, stands within two words of a name.</summary>
    public bool IsAmidKind(int at, int length, ImmutableArray<string> kinds)
    {
        for (var i = Math.Max(0, at - 3); i < Math.Min(Words.Length, at + length + 2); i++)
        {
            var stem = Flow.Words.Stem(Words[i].Text);
            if ((i < at || i >= at + length) && kinds.Any(k => k.Split('/').Any(part => Flow.Words.Stem(part) == stem)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the word begins a sentence or a list item, where anything has a capital.</summary>
    public bool StartsSentence(int at)
    {
        if (at == 0)
        {
            return true;
        }

        var between = Text.AsSpan(Words[at - 1].End, Words[at].Start - Words[at - 1].End);
        return between.IndexOfAny(".!?\n:") >= 0;
    }

    private static IEnumerable<int> Occurrences(string text, string phrase)
    {
        for (
            var at = text.IndexOf(phrase, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(phrase, at + 1, StringComparison.Ordinal)
        )
        {
            yield return at;
        }
    }

    private HashSet<string> SetOf(CarrierKind kind) =>
        kind switch
        {
            CarrierKind.Link => _links,
            CarrierKind.Address => _addresses,
            CarrierKind.Opaque => _opaque,
        };

    private void Mark(bool[] marks, int start, int end)
    {
        for (var i = IndexAt(start); i < Words.Length && Words[i].End <= end; i++)
        {
            marks[i] |= Words[i].Start >= start;
        }
    }

    private IEnumerable<string> ReadPhrases()
    {
        foreach (Match m in Quotes().Matches(Text))
        {
            yield return m.Groups["in"].Value;
        }

        for (var i = 0; i < Words.Length; i++)
        {
            if (
                !char.IsUpper(Text[Words[i].Start])
                || StartsSentence(i)
                || _inCarrier[i]
                || Flow.Words.IsCommon(Words[i].Text)
            )
            {
                continue;
            }

            var last = i;
            while (
                last + 1 < Words.Length
                && char.IsUpper(Text[Words[last + 1].Start])
                && Text[Words[last].End..Words[last + 1].Start] is " " or "-"
            )
            {
                last++;
            }

            yield return Text[Words[i].Start..Words[last].End];
            i = last;
        }
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:'(?<in>[^'\n]+(?:'[\p{Ll}][^'\n]*)*)'|""(?<in>[^""\n]+)""|“(?<in>[^”\n]+)”|‘(?<in>[^’\n]+)’|`(?<in>[^`\n]+)`)(?![\p{L}\p{N}])"
    )]
    private static partial Regex Quotes();

    [GeneratedRegex(@"(?<![\p{L}\p{N}@/])[\p{L}\p{N}][\p{L}\p{N}_-]*\.[A-Za-z]{2,4}(?![\p{L}\p{N}./@])")]
    private static partial Regex FileName();
}
