using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace MeshClaw.Core.Channels;

/// <summary>
/// Tells whether somebody says stop, without a model and before any queue: a message made of nothing but words of <c>stop-words.txt</c>, at least one of
/// them a word that stops. Case, accents, punctuation, emoji, repetition (<c>stop stop</c>, <c>stooop</c>) and invisible characters do not
/// matter. "Don't stop the deployment" is no stop: it has other words.
/// </summary>
public static class StopWords
{
    private const int Longest = 4096;
    private const string Sign = "🛑";

    private static readonly Lazy<(FrozenSet<string> Stops, string[] Phrases, FrozenSet<string> Beside)> s_words = new(
        Read
    );

    /// <summary>Whether the whole text is a stop.</summary>
    /// <param name="text">What was said.</param>
    /// <param name="names">Names that may stand beside it: those of agents, and of the bot itself.</param>
    public static bool IsStop(string text, IEnumerable<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Longest)
        {
            return false;
        }

        var (stops, phrases, beside) = s_words.Value;
        var stopped = text.Contains(Sign, StringComparison.Ordinal);
        var said = string.Join(' ', Words(text));
        foreach (var phrase in phrases)
        {
            var rest = $" {said} ".Replace($" {phrase} ", "  ", StringComparison.Ordinal);
            stopped |= rest.Length != said.Length + 2;
            said = rest.Trim();
        }

        var others = new List<string>();
        foreach (var word in said.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (stops.Contains(word) || IsRepeated(word, stops))
            {
                stopped = true;
            }
            else if (!beside.Contains(word))
            {
                others.Add(word);
            }
        }

        // The names are asked for only where they decide: mostly there is no word that stops.
        return stopped && (others.Count == 0 || others.TrueForAll(Known(names).Contains));
    }

    private static HashSet<string> Known(IEnumerable<string>? names) =>
        (names ?? []).SelectMany(n => Words(n)).ToHashSet(StringComparer.Ordinal);

    // 停停停 has no spaces.
    private static bool IsRepeated(string word, FrozenSet<string> stops)
    {
        for (var length = 1; length <= word.Length / 2; length++)
        {
            if (word.Length % length == 0 && stops.Contains(word[..length]) && IsMadeOf(word, length))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMadeOf(string word, int length)
    {
        for (var i = length; i < word.Length; i++)
        {
            if (word[i] != word[i - length])
            {
                return false;
            }
        }

        return true;
    }

    // Lower case, without accents, each letter once where it stands several times in a row.
    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in Decompose(text).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (IsAccent(rune) || category == UnicodeCategory.Format)
            {
                continue;
            }

            if (!IsPartOfWord(category))
            {
                if (word.Length > 0)
                {
                    yield return word.ToString();
                    word.Clear();
                }

                continue;
            }

            var letter = Rune.ToLowerInvariant(rune).ToString();
            if (!EndsWith(word, letter))
            {
                word.Append(letter);
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static string Decompose(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            return text; // Half a surrogate pair: no word of ours has one.
        }
    }

    // Of Latin, Greek and Cyrillic; the marks of other scripts make other words.
    private static bool IsAccent(Rune rune) => rune.Value is >= 0x300 and <= 0x36F;

    private static bool IsPartOfWord(UnicodeCategory category) =>
        category
            is UnicodeCategory.LowercaseLetter
                or UnicodeCategory.UppercaseLetter
                or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.DecimalDigitNumber;

    private static bool EndsWith(StringBuilder word, string letter) =>
        word.Length >= letter.Length && word.ToString(word.Length - letter.Length, letter.Length) == letter;

    private static (FrozenSet<string>, string[], FrozenSet<string>) Read()
    {
        using var stream = typeof(StopWords).Assembly.GetManifestResourceStream("stop-words.txt")!; // Embedded by the project.
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var stops = new HashSet<string>(StringComparer.Ordinal);
        var beside = new HashSet<string>(StringComparer.Ordinal);
        var phrases = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] != '+' && line.Contains(' ', StringComparison.Ordinal))
            {
                phrases.Add(string.Join(' ', Words(line)));
            }
            else
            {
                (line[0] == '+' ? beside : stops).UnionWith(Words(line));
            }
        }

        return (stops.ToFrozenSet(StringComparer.Ordinal), [.. phrases], beside.ToFrozenSet(StringComparer.Ordinal));
    }
}
