using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MeshClaw.Policy.Flow;

/// <summary>The owner's words, cut into clauses and sentences, to see what was said of what.</summary>
internal sealed partial class Clauses
{
    private readonly ImmutableArray<(int Clause, int Sentence)> _of;

    public Clauses(OwnerWords owner)
    {
        var (clause, sentence) = (0, 0);
        var of = ImmutableArray.CreateBuilder<(int, int)>(owner.Words.Length);
        for (var i = 0; i < owner.Words.Length; i++)
        {
            var between = i == 0 ? "" : owner.Text[owner.Words[i - 1].End..owner.Words[i].Start];
            var inQuotes = i > 0 && owner.IsQuoted(i) && owner.IsQuoted(i - 1) && !OwnerWords.HasQuote(between);
            var ends = !inQuotes && End().IsMatch(between);
            var joins = !inQuotes && owner.Words[i].Text is "and" or "then" or "also" or "but";
            sentence += ends ? 1 : 0;
            clause += ends || (joins && !inQuotes) || (!inQuotes && Comma().IsMatch(between)) ? 1 : 0;
            of.Add((clause, sentence));
        }

        _of = of.DrainToImmutable();
    }

    /// <summary>
    /// Which things go with which places: those in one clause; things whose clause has no place, with the next clause of the sentence that
    /// has (else the one before); places whose clause has no thing, with the clause before that has.
    /// </summary>
    public HashSet<(int Thing, int Place)> Groups(IReadOnlyCollection<int> things, IReadOnlyCollection<int> places)
    {
        var pairs = new HashSet<(int, int)>();
        foreach (var thing in things)
        {
            var home = places.Any(p => Clause(p) == Clause(thing))
                ? Clause(thing)
                : Nearest(places, thing, after: true, sameSentence: true)
                    ?? Nearest(places, thing, after: false, sameSentence: true)
                    ?? (
                        things.Any(t => Sentence(t) != Sentence(thing) && places.Any(p => Clause(p) == Clause(t)))
                            ? null
                            : Nearest(places, thing, true, false)
                    )
                    ?? -1;
            pairs.UnionWith(places.Where(p => Clause(p) == home).Select(p => (thing, p)));
        }

        foreach (var place in places)
        {
            if (!things.Any(t => Clause(t) == Clause(place)))
            {
                var home =
                    Nearest(things, place, after: false, sameSentence: true)
                    ?? Nearest(things, place, after: true, sameSentence: true)
                    ?? Nearest(things, place, after: false, sameSentence: false)
                    ?? -1;
                pairs.UnionWith(things.Where(t => Clause(t) == home).Select(t => (t, place)));
            }
        }

        return pairs;
    }

    /// <summary>Whether each thing stands in a clause with another place, and this place only in clauses before.</summary>
    public bool IsElsewhere(
        IReadOnlyCollection<int> things,
        IReadOnlyCollection<int> place,
        IReadOnlyCollection<int> otherPlaces
    ) =>
        things.All(t =>
            otherPlaces.Any(o => Clause(o) == Clause(t) && !StartsClause(o)) && place.All(p => Clause(p) < Clause(t))
        );

    // "… and b@corp.example 'hello'": a place that only goes on a list.
    private bool StartsClause(int word) => word < 2 || Clause(word - 2) != Clause(word);

    private int? Nearest(IReadOnlyCollection<int> of, int to, bool after, bool sameSentence)
    {
        var candidates = of.Where(o => after ? Clause(o) > Clause(to) : Clause(o) < Clause(to))
            .Where(o => !sameSentence || Sentence(o) == Sentence(to))
            .Select(Clause)
            .ToList();
        return candidates.Count == 0 ? null
            : after ? candidates.Min()
            : candidates.Max();
    }

    private int Clause(int word) => _of.IsEmpty ? 0 : _of[Math.Clamp(word, 0, _of.Length - 1)].Clause;

    private int Sentence(int word) => _of.IsEmpty ? 0 : _of[Math.Clamp(word, 0, _of.Length - 1)].Sentence;

    [GeneratedRegex(@"[.!?;](?:\s|['""”’)])|\n")]
    private static partial Regex End();

    [GeneratedRegex(@",\s")]
    private static partial Regex Comma();
}
