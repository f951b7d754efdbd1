using System.Collections.Immutable;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>What names in an order may stand for: contacts, folders and agents, found by their words, without case.</summary>
internal sealed class Names
{
    private readonly Dictionary<string, List<Entry>> _contacts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Entry>> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Entry>> _agents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);

    /// <summary>Indexes a vocabulary. A name that has no words (or quotes within) cannot be said and is left out.</summary>
    public Names(OrderVocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        foreach (var (name, addresses) in vocabulary.Contacts)
        {
            var known = addresses.IsDefault ? [] : addresses.Select(MailAddress.Normalize).OfType<string>();
            Add(_contacts, name, [.. known]);
        }

        foreach (var folder in vocabulary.Folders)
        {
            Add(_folders, folder, [folder]);
        }

        foreach (var agent in vocabulary.Agents)
        {
            Add(_agents, agent, [agent]);
        }
    }

    /// <summary>The vocabulary itself.</summary>
    public OrderVocabulary Vocabulary { get; }

    /// <summary>Whether a word is part of any name.</summary>
    public bool HasWord(string word) => _words.Contains(word);

    /// <summary>The contacts whose names stand at a place, with the place after them. The last word may be a possessive if asked for.</summary>
    public IEnumerable<(int End, ImmutableArray<string> Addresses)> Contacts(
        IReadOnlyList<Token> tokens,
        int at,
        bool owners
    ) => Find(_contacts, tokens, at, owners);

    /// <summary>The folders whose names stand at a place, in quotes or not.</summary>
    public IEnumerable<(int End, ImmutableArray<string> Folders)> Folders(IReadOnlyList<Token> tokens, int at) =>
        FindOrQuoted(_folders, tokens, at);

    /// <summary>The agents whose names stand at a place, in quotes or not.</summary>
    public IEnumerable<(int End, ImmutableArray<string> Agents)> Agents(IReadOnlyList<Token> tokens, int at) =>
        FindOrQuoted(_agents, tokens, at);

    private static IEnumerable<(int End, ImmutableArray<string> Values)> FindOrQuoted(
        Dictionary<string, List<Entry>> index,
        IReadOnlyList<Token> tokens,
        int at
    )
    {
        if (at >= tokens.Count || tokens[at].Kind != TokenKind.Quoted)
        {
            return Find(index, tokens, at, owners: false);
        }

        var same = index
            .Values.SelectMany(e => e)
            .Where(e => e.Name.Equals(tokens[at].Text, StringComparison.OrdinalIgnoreCase))
            .Select(e => (at + 1, e.Values));
        return same;
    }

    private static IEnumerable<(int End, ImmutableArray<string> Values)> Find(
        Dictionary<string, List<Entry>> index,
        IReadOnlyList<Token> tokens,
        int at,
        bool owners
    )
    {
        if (at >= tokens.Count)
        {
            yield break;
        }

        var candidates = index.GetValueOrDefault(tokens[at].Text) ?? [];
        if (owners && tokens[at].Owner is { } owner)
        {
            candidates = [.. candidates, .. index.GetValueOrDefault(owner) ?? []];
        }

        foreach (var entry in candidates.Where(e => e.StandsAt(tokens, at, owners)))
        {
            yield return (at + entry.Words.Count, entry.Values);
        }
    }

    private void Add(Dictionary<string, List<Entry>> index, string name, ImmutableArray<string> values)
    {
        var (words, refusal) = name.Length > 100 ? ([], "too long") : Lexer.Read(name);
        if (refusal is not null || words.Count == 0 || words.Any(w => w.Kind is TokenKind.Quoted or TokenKind.Comma))
        {
            return;
        }

        _words.UnionWith(words.Select(w => w.Text));
        if (!index.TryGetValue(words[0].Text, out var entries))
        {
            index[words[0].Text] = entries = [];
        }

        // "Chris" and "chris" are one name, with the addresses of both.
        var same = entries.FindIndex(e => e.Words.Select(w => w.Text).SequenceEqual(words.Select(w => w.Text)));
        if (same < 0)
        {
            entries.Add(new Entry(name.Trim(), words, values));
        }
        else
        {
            entries[same] = entries[same] with { Values = [.. entries[same].Values.Union(values)] };
        }
    }

    private sealed record Entry(string Name, List<Token> Words, ImmutableArray<string> Values)
    {
        public bool StandsAt(IReadOnlyList<Token> tokens, int at, bool asOwner)
        {
            if (at + Words.Count > tokens.Count)
            {
                return false;
            }

            for (var i = 0; i < Words.Count; i++)
            {
                var token = tokens[at + i];
                var text = asOwner && i == Words.Count - 1 ? token.Owner : token.Text;
                if (token.Kind != Words[i].Kind || text != Words[i].Text)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
