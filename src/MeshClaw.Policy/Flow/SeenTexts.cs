using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// An index over all text that a run has read: which records hold a run of four words, a link, an address or a number, and which
/// values are secrets.
/// </summary>
internal sealed partial class SeenTexts
{
    /// <summary>So many words in a row are nobody's by accident.</summary>
    public const int Run = 4;

    private readonly Dictionary<int, List<KnownRecord>> _runs = [];
    private readonly Dictionary<string, List<KnownRecord>> _carriers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<KnownRecord>> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>Adds a record.</summary>
    public void Add(KnownRecord record)
    {
        for (var i = 0; i + Run <= record.Words.Length; i++)
        {
            _runs.AddOnce(HashOf(record.Words, i), record);
        }

        foreach (var word in record.Words)
        {
            _words.AddOnce(word.Text, record);
        }

        foreach (var field in record.Record.Fields)
        {
            foreach (var carrier in Carriers.In(field.Text))
            {
                _carriers.AddOnce(carrier.Canonical, record);
            }

            if (field.Label.Sensitivity == Sensitivity.Secret)
            {
                AddSecret(field.Text);
            }

            foreach (Match m in ToldSecret().Matches(field.Text))
            {
                AddSecret(m.Groups["s"].Value);
            }
        }
    }

    /// <summary>Whether the run has read any secret.</summary>
    public bool HasSecrets => _secrets.Count > 0;

    /// <summary>The records that hold the four words which start at <paramref name="at"/>.</summary>
    public IReadOnlyList<KnownRecord> WithRun(ImmutableArray<Word> words, int at) =>
        _runs.TryGetValue(HashOf(words, at), out var list) ? list : [];

    /// <summary>The records that hold a link, an address or a number.</summary>
    public IReadOnlyList<KnownRecord> With(Carrier carrier) =>
        _carriers.TryGetValue(carrier.Canonical, out var list) ? list : [];

    /// <summary>The records that hold a word.</summary>
    public IReadOnlyList<KnownRecord> WithWord(string word) => _words.TryGetValue(word, out var list) ? list : [];

    /// <summary>
    /// Whether text without blanks and marks, in upper case, holds a secret that the run has read and that the owner did not write.
    /// </summary>
    public bool HoldsSecret(string compact, OwnerWords owner)
    {
        foreach (var secret in _secrets)
        {
            if (
                compact.Contains(secret, StringComparison.Ordinal)
                && !owner.Compact.Contains(secret, StringComparison.Ordinal)
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Letters and digits alone, in upper case: how secrets are compared, since blanks and hyphens hide nothing.</summary>
    public static string Compact(string text)
    {
        var compact = new StringBuilder(text.Length);
        foreach (var rune in Disguises.Plain(text).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber)
            {
                compact.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            }
            else if (Rune.IsLetter(rune))
            {
                compact.Append(Rune.ToUpperInvariant(rune));
            }
        }

        return compact.ToString();
    }

    private void AddSecret(string text)
    {
        var compact = Compact(text);
        if (compact.Length >= 4)
        {
            _secrets.Add(compact);
        }
    }

    private static int HashOf(ImmutableArray<Word> words, int at) =>
        HashCode.Combine(words[at].Hash, words[at + 1].Hash, words[at + 2].Hash, words[at + 3].Hash);

    // "security code is 463820", "Password: hunter2", "the secret key is 1a7b3d"
    [GeneratedRegex(
        @"\b(?:pass(?:word|code|phrase)|pin|cvv|cvc|secret|(?<!\b(?:zip|postal|post|area|country|dress|promo|discount|voucher|product|source|error|status|qr|bar|tax)\s)code|otp|(?:api|access|private|secret)[ _-]?key|(?:access|api|auth|bearer)?[ _-]?token|passport|card\s+number|social\s+security)\b(?:\s+(?:number|no\.?|code|key))?[\s:=""'’]*(?:is|was|:|=)?[\s:=""'’]*(?<s>(?=\S*\d)[A-Za-z0-9][A-Za-z0-9_.+/!@#$%&*-]{3,})",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex ToldSecret();
}
