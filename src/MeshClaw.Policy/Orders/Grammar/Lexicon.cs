using System.Collections.Frozen;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>Every word that the grammar knows, gathered while it is put together; and the few that are mended when misspelt.</summary>
internal static class Lexicon
{
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal);

    // Only words whose misspelling cannot be another order: no negations, names, numbers, days or times.
    private static readonly FrozenSet<string> s_mendable = (
        "delete deleting deleted deletion deletions trash trashing archive archiving archived moving move forward forwarding "
        + "forwarded forwards reply replying replies sending unsubscribe unsubscribing spending deploy deploying deployed "
        + "deployment deployments execute executing sharing purchase purchases email emails message messages newsletter "
        + "newsletters attachment attachments subject folder before asking check anything anyone anybody approval permission "
        + "commands scripts starred flagged"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Adds a word of the grammar. Called while the grammar's static parts are made, under the runtime's lock.</summary>
    public static void Add(string word)
    {
        lock (s_known)
        {
            s_known.Add(word);
        }
    }

    /// <summary>Whether any phrase of the grammar has this word.</summary>
    public static bool Knows(string word)
    {
        lock (s_known)
        {
            return s_known.Contains(word);
        }
    }

    /// <summary>
    /// The one word that was meant by a misspelt one: same first letter, and one letter left out, doubled, or swapped with its
    /// neighbour. A replaced letter is never mended: too many such pairs are both words ("sending", "lending").
    /// </summary>
    public static string? Mend(string word)
    {
        if (word.Length < 5 || word.Length > 20 || !word.All(char.IsAsciiLetterLower) || Knows(word) || word == "flies")
        {
            return null;
        }

        var near = s_mendable.Where(w => w.Length >= 5 && w[0] == word[0] && IsSlip(word, w)).Take(2).ToList();
        return near.Count == 1 ? near[0] : null;
    }

    private static bool IsSlip(string typed, string meant) =>
        (typed.Length - meant.Length) switch
        {
            0 => IsSwap(typed, meant),
            -1 => Without(meant, typed) >= 0,
            1 => Without(typed, meant) is var extra and >= 0
                && (typed[extra] == 'e' || typed[extra] == typed[extra - 1]),
            _ => false,
        };

    private static bool IsSwap(string typed, string meant)
    {
        var i = typed.AsSpan().CommonPrefixLength(meant);
        return i > 0
            && i + 1 < typed.Length
            && typed[i] == meant[i + 1]
            && typed[i + 1] == meant[i]
            && typed.AsSpan(i + 2).SequenceEqual(meant.AsSpan(i + 2));
    }

    // Where the longer word has one letter more than the shorter; -1 if they differ otherwise. The first letter never counts.
    private static int Without(string longer, string shorter)
    {
        var i = longer.AsSpan().CommonPrefixLength(shorter);
        return i > 0 && longer.AsSpan(i + 1).SequenceEqual(shorter.AsSpan(i)) ? i : -1;
    }
}
