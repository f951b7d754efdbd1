using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MeshClaw.Policy.Flow;

/// <summary>One word of a text: a run of letters and digits.</summary>
/// <param name="Text">In lower case.</param>
/// <param name="Start">Where it starts in the text.</param>
/// <param name="End">Where it ends, exclusive.</param>
internal readonly record struct Word(string Text, int Start, int End)
{
    /// <summary>Of the text; the same within one process.</summary>
    public int Hash { get; } = string.GetHashCode(Text, StringComparison.Ordinal);

    public bool IsNumber => Text.All(char.IsAsciiDigit);
}

/// <summary>Splits text into words, the same way for the owner's message, for what was read and for what is to be sent.</summary>
internal static class Words
{
    // Words that carry no meaning of their own: they neither name a record nor need to be accounted for.
    private static readonly FrozenSet<string> s_common = (
        "a an the this that these those my your our his her their its me you him them it we they i he she and or but if so not no yes "
        + "to of in on at for from with by as is are was were be been am do does did done have has had will would can could should may might must "
        + "please hi hey hello dear thanks thank regards best there here what which who when where how why all any some each every "
        + "one also just very more most than then too up out about into over after before again new re fwd etc via per let us get got see"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] s_endings = ["ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "s", "e"];

    /// <summary>The words of a text in order.</summary>
    public static ImmutableArray<Word> Of(string text)
    {
        var words = ImmutableArray.CreateBuilder<Word>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                start = start < 0 ? i : start;
                continue;
            }

            if (start >= 0)
            {
                words.Add(new Word(Fold(text.AsSpan(start, i - start)), start, i));
                start = -1;
            }
        }

        return words.DrainToImmutable();
    }

    /// <summary>
    /// Lower case, but only of letters that have their own lower case: the Kelvin sign is no k.
    /// </summary>
    public static string Fold(ReadOnlySpan<char> text)
    {
        var folded = new char[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            var lower = char.ToLowerInvariant(text[i]);
            folded[i] = char.ToUpperInvariant(lower) == text[i] ? lower : text[i];
        }

        return new string(folded);
    }

    /// <summary>Whether a word says nothing by itself.</summary>
    public static bool IsCommon(string word) => word.Length < 2 || s_common.Contains(word);

    /// <summary>A rough stem, so that <c>events</c>, <c>event</c> and <c>scheduled</c>, <c>schedule</c> meet. Never for identity.</summary>
    public static string Stem(string word)
    {
        foreach (var ending in s_endings)
        {
            if (word.Length - ending.Length >= 3 && word.EndsWith(ending, StringComparison.Ordinal))
            {
                return word[..^ending.Length];
            }
        }

        return word.Length > 3 && word[^1] == 'y' ? word[..^1] : word;
    }

    /// <summary>Where <paramref name="needle"/> stands as a run of whole words in <paramref name="words"/>; -1 where it does not.</summary>
    public static int IndexOf(ImmutableArray<Word> words, ImmutableArray<Word> needle, int from = 0)
    {
        for (var i = from; needle.Length > 0 && i + needle.Length <= words.Length; i++)
        {
            var same = true;
            for (var k = 0; same && k < needle.Length; k++)
            {
                same = string.Equals(words[i + k].Text, needle[k].Text, StringComparison.Ordinal);
            }

            if (same)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// Whether the run of words from <paramref name="first"/> to <paramref name="last"/> is glued to more text on either side by a
    /// character that makes names longer: <c>report</c> is not <c>report.docx</c>, <c>corp</c> not <c>corp-evil</c>.
    /// </summary>
    public static bool IsGlued(string text, Word first, Word last)
    {
        return Glues(text, first.Start - 1, -1) || Glues(text, last.End, 1);

        static bool Glues(string text, int at, int step)
        {
            if (at < 0 || at >= text.Length || !"-_./@\\:+&=%#~".Contains(text[at], StringComparison.Ordinal))
            {
                return false;
            }

            var next = at + step;
            return next >= 0 && next < text.Length && char.IsLetterOrDigit(text[next]);
        }
    }
}
