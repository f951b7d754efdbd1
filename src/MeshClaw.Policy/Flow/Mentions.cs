using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// Finds out which records the owner's words mean. A key that begins with a capital letter names a record; one in lower case only
/// tells two apart that bear the same name.
/// </summary>
internal sealed partial class Mentions(OwnerWords owner, IReadOnlySet<string> own)
{
    private const int MostWordsOfName = 10;
    private const int LongestMessage = 80;

    private readonly ImmutableArray<(string Text, ImmutableArray<Word> Words, int At)> _phrases =
    [
        .. owner
            .Phrases.Select(p => (p, Words.Of(p)))
            .Where(p => p.Item2.Any(w => !Words.IsCommon(w.Text)))
            .Select(p => (p.p, p.Item2, Words.IndexOf(owner.Words, p.Item2))),
    ];

    // "what they sent me": who sent it tells apart what came from what went.
    private readonly bool _speaksOfSender = Sending().IsMatch(owner.Text);

    private readonly ImmutableArray<(string Start, int At)> _prefixes = [.. Prefixes(owner)];

    /// <summary>Notes on a record by which words of the owner it is meant.</summary>
    /// <param name="record">The record.</param>
    /// <param name="lookedFor">What the read looked for.</param>
    /// <param name="soleByAuthor">No other record of that read is by the same author.</param>
    public void Note(KnownRecord record, ImmutableArray<string> lookedFor, bool soleByAuthor)
    {
        foreach (var field in record.Record.Fields)
        {
            switch (field.Kind)
            {
                case FieldKind.Name:
                    NoteName(record, field.Text, lookedFor);
                    break;
                case FieldKind.DisplayName:
                    NoteDisplayName(record, field.Text);
                    break;
                case FieldKind.Author:
                case FieldKind.Address:
                    NotePerson(record, field, soleByAuthor);
                    break;
                case FieldKind.Value:
                    NoteValue(record, field.Text);
                    break;
                case FieldKind.Prose when record.IsOwnAlone(own):
                    NoteSought(record, Words.Of(field.Text), lookedFor);
                    break;
                case FieldKind.Id:
                    NoteId(record, field.Text);
                    break;
                case FieldKind.Prose:
                    break;
            }
        }
    }

    /// <summary>Whether the owner's words mean a text: it stands there, as a name does.</summary>
    public int IndexOf(string text, ImmutableArray<string> kinds)
    {
        var words = Words.Of(text);
        return words.IsEmpty ? -1 : owner.IndexOfName(words, kinds);
    }

    private void NoteName(KnownRecord record, string name, ImmutableArray<string> lookedFor)
    {
        var words = Words.Of(name);
        if (words.Length is 0 or > 30)
        {
            return;
        }

        foreach (var variant in Variants(name, words))
        {
            var at = owner.IndexOfName(variant, record.Record.Kinds);
            at = at >= 0 ? at : IndexAfterMy(variant);
            // One word is too little to look past its marks: "general_" is another channel.
            if (at >= 0 && (variant.Length > 1 || IsWrittenAs(at, variant, name)))
            {
                record.Mentions["N:" + string.Join(' ', words.Select(w => w.Text))] = at;
            }
        }

        if (words.Length > MostWordsOfName)
        {
            return; // A sentence in the place of a name: whole or not at all.
        }

        foreach (var (text, phrase, at) in _phrases)
        {
            if (Words.IndexOf(words, phrase) >= 0)
            {
                record.Mentions["P:" + text.ToLowerInvariant()] = Math.Max(at, 0);
            }
        }

        foreach (var (start, at) in _prefixes)
        {
            if (name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                record.Mentions["S:" + start] = at;
            }
        }

        NoteSought(record, words, lookedFor);
    }

    /// <summary>"Ada", "Mr. Lindqvist": a part of what somebody calls themselves.</summary>
    private void NoteDisplayName(KnownRecord record, string name)
    {
        var words = Words.Of(name);
        if (words.Length is 0 or > MostWordsOfName)
        {
            return;
        }

        var at = owner.IndexOfName(words, record.Record.Kinds);
        foreach (var (text, phrase, where) in _phrases)
        {
            if (Words.IndexOf(words, phrase) >= 0)
            {
                record.Mentions["D:" + text.ToLowerInvariant()] = Math.Max(where, 0);
            }
        }

        if (at >= 0)
        {
            record.Mentions["D:" + string.Join(' ', words.Select(w => w.Text))] = at;
        }
    }

    private void NoteSought(KnownRecord record, ImmutableArray<Word> words, ImmutableArray<string> lookedFor)
    {
        foreach (var sought in lookedFor)
        {
            var soughtWords = Words.Of(sought);
            if (soughtWords.Length == 0 || Dates.TryRead(sought, out _, out _) || Words.IndexOf(words, soughtWords) < 0)
            {
                continue;
            }

            var at = owner.IndexOfName(soughtWords, record.Record.Kinds);
            if (at >= 0)
            {
                record.Mentions["Q:" + string.Join(' ', soughtWords.Select(w => w.Text))] = at;
            }
        }
    }

    private void NotePerson(KnownRecord record, SeenField field, bool soleByAuthor)
    {
        var identity = Identities.Normalize(field.Text);
        if (own.Contains(identity))
        {
            return;
        }

        var at =
            identity.Contains('@', StringComparison.Ordinal) && owner.HasAddress(identity)
                ? 0
                : IndexOf(field.Text, record.Record.Kinds);
        if (at < 0)
        {
            return;
        }

        if (field.Kind != FieldKind.Author)
        {
            record.Mentions["a:" + identity] = at;
            return;
        }

        record.Mentions["w:" + identity] = at;
        var shared = record
            .Words.Select(w => w.Text)
            .Where(w => w.Length > 2 && !Words.IsCommon(w) && w != identity && owner.HasStem(Words.Stem(w)))
            .Distinct()
            .Count();
        // In a long text two words are shared by accident.
        if (
            (shared >= 2 && record.Words.Length <= LongestMessage)
            || (soleByAuthor && (record.Directed || _speaksOfSender))
        )
        {
            record.Mentions["T:" + identity] = at;
        }
    }

    /// <summary>"order SO-70405", "pull request 866".</summary>
    private void NoteId(KnownRecord record, string id)
    {
        var words = Words.Of(id);
        var at = words.IsEmpty ? -1 : owner.IndexOfName(words, record.Record.Kinds);
        if (
            at >= 0
            && IsWrittenAs(at, words, id)
            && (words.Length > 1 || !words[0].IsNumber || owner.IsBesideKind(at, record.Record.Kinds))
        )
        {
            record.Mentions["N:" + id.ToLowerInvariant()] = at;
        }
    }

    private bool IsWrittenAs(int at, ImmutableArray<Word> words, string text) =>
        string.Equals(
            owner.Text[owner.Words[at].Start..owner.Words[at + words.Length - 1].End],
            text.Trim('#', '@', ' '),
            StringComparison.OrdinalIgnoreCase
        );

    private void NoteValue(KnownRecord record, string value)
    {
        if (Dates.TryRead(value, out var day, out _) && owner.Days.Any(d => d.Is(day)))
        {
            record.Mentions["d:" + value[..10]] = 0;
        }
    }

    /// <summary>"my lease", "our standup": one plain word is a name where the owner says whose it is.</summary>
    private int IndexAfterMy(ImmutableArray<Word> name)
    {
        if (name is not [var only] || only.Text.Length < 4 || Words.IsCommon(only.Text))
        {
            return -1;
        }

        for (var i = 1; i < owner.Words.Length; i++)
        {
            if (owner.Words[i].Text == only.Text && owner.Words[i - 1].Text is "my" or "our")
            {
                return i;
            }
        }

        return -1;
    }

    private static IEnumerable<ImmutableArray<Word>> Variants(string name, ImmutableArray<Word> words)
    {
        yield return words;
        var dot = name.LastIndexOf('.');
        if (dot > 0 && name.Length - dot is > 1 and <= 6 && words.Length > 2)
        {
            yield return words[..^1]; // "vacation plans" means vacation-plans.docx; one word alone would be too little.
        }
    }

    private static IEnumerable<(string, int)> Prefixes(OwnerWords owner)
    {
        foreach (Match m in StartingWith().Matches(owner.Text))
        {
            yield return (m.Groups["p"].Value, owner.IndexAt(m.Groups["p"].Index));
        }
    }

    [GeneratedRegex(@"\b(?:sent|paid|gave|transferred|got|received|refund)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Sending();

    [GeneratedRegex(
        @"\b(?:start(?:s|ing)?|begin(?:s|ning)?)\s+with\s+(?:the\s+(?:word|letters?|name|prefix)\s+)?['""“]?(?<p>[\p{L}\p{N}_-]{2,40})",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex StartingWith();
}
