using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>A number that the owner wrote.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Word">The word at which it starts.</param>
/// <param name="CountsTime">It counts days, hours or the like, or is an ordinal or a percentage: no amount and no id.</param>
internal readonly record struct OwnerNumber(decimal Value, int Word, bool CountsTime);

/// <summary>
/// What the owner said for one run: a message, or the reviewed instructions of an agent that a trigger started. Read once, so that
/// asking whether a value stands in it is cheap.
/// </summary>
internal sealed partial class OwnerWords
{
    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _links = new(StringComparer.Ordinal);
    private readonly HashSet<string> _opaque = new(StringComparer.Ordinal);
    private readonly FrozenSet<string> _stems;
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
            if (carrier.Kind != CarrierKind.Opaque)
            {
                Mark(_inCarrier, carrier.Start, carrier.End);
            }
        }

        foreach (Match m in Quotes().Matches(text))
        {
            Mark(_quoted, m.Index, m.Index + m.Length);
        }

        _stems = Words.Select(w => Flow.Words.Stem(w.Text)).ToFrozenSet(StringComparer.Ordinal);
        Days = Dates.Days(text);
        Times = Dates.Times(text);
        Numbers = [.. ReadNumbers()];
        Phrases = [.. ReadPhrases().Distinct()];
        Templates = [.. Quotes().Matches(text).Select(m => m.Groups["in"].Value).Where(Template.IsOne).Select(t => new Template(t))];
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

    /// <summary>Quoted texts with <c>{slots}</c> to fill.</summary>
    public ImmutableArray<Template> Templates { get; }

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
            if (_inCarrier[at] || Flow.Words.IsGlued(Text, first, last))
            {
                continue;
            }

            if (name.Length > 1 ? !name.All(w => Flow.Words.IsCommon(w.Text)) : StandsOut(at, kinds))
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
        if (_quoted[at] || (word.Start > 0 && Text[word.Start - 1] is '#' or '@'))
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

        return (char.IsUpper(Text[word.Start]) && !StartsSentence(at)) || IsBesideKind(at, kinds);
    }

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

    private HashSet<string> SetOf(CarrierKind kind) =>
        kind switch
        {
            CarrierKind.Link => _links,
            CarrierKind.Address => _addresses,
            CarrierKind.Opaque => _opaque,
        };

    private void Mark(bool[] marks, int start, int end)
    {
        for (var i = 0; i < Words.Length; i++)
        {
            marks[i] |= Words[i].Start >= start && Words[i].End <= end;
        }
    }

    private IEnumerable<OwnerNumber> ReadNumbers()
    {
        foreach (Match m in Number().Matches(Text))
        {
            var at = Words.Select((w, i) => (w, i)).FirstOrDefault(x => x.w.Start >= m.Index, (default, -1)).Item2;
            if (
                at < 0
                || _inCarrier[at]
                || !decimal.TryParse(
                    m.Value.Replace(",", "", StringComparison.Ordinal),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var value
                )
            )
            {
                continue;
            }

            yield return new OwnerNumber(value, at, TimeAfter().IsMatch(Text[(m.Index + m.Length)..]) || IsInDate(m.Index));
        }
    }

    private bool IsInDate(int at) => DateNumbers().Matches(Text).Any(m => at >= m.Index && at < m.Index + m.Length);

    private IEnumerable<string> ReadPhrases()
    {
        foreach (Match m in Quotes().Matches(Text))
        {
            yield return m.Groups["in"].Value;
        }

        for (var i = 0; i < Words.Length; i++)
        {
            if (!char.IsUpper(Text[Words[i].Start]) || StartsSentence(i) || _inCarrier[i] || Flow.Words.IsCommon(Words[i].Text))
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

    [GeneratedRegex(@"(?<![\p{L}\p{N}])(?:'(?<in>[^'\n]+(?:'[\p{Ll}][^'\n]*)*)'|""(?<in>[^""\n]+)""|“(?<in>[^”\n]+)”|‘(?<in>[^’\n]+)’|`(?<in>[^`\n]+)`)(?![\p{L}\p{N}])")]
    private static partial Regex Quotes();

    [GeneratedRegex(@"(?<![\p{L}\p{N}.,_-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\p{L}\p{N}])|(?<![\p{L}\p{N}.,_-])\d+(?:\.\d+)?(?![\p{N}_])")]
    private static partial Regex Number();

    [GeneratedRegex(
        @"^(?:st|nd|rd|th|%|\s*(?:-\s*)?(?:percent|o['’]clock|[ap]\.?m\b|h(?:ou)?rs?|min(?:ute)?s?|sec(?:ond)?s?|days?|weeks?|months?|years?|times?|people|persons?)\b|:\d)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex TimeAfter();

    [GeneratedRegex(@"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}:\d{2}|(?:^|\s)\d+[.)]\s")]
    private static partial Regex DateNumbers();
}
