using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// Keeps together what the owner put together: "A to Ann and B to Bob" allows neither A to Bob nor B to Ann, though the owner wrote all
/// four. A thing goes with the place in its own clause; one whose clause has no place, with the next that has; and a place whose
/// clause has no thing, with the thing before it.
/// </summary>
internal static partial class Pairing
{
    /// <summary>Whether two values of a call were taken from different pairs of the owner's.</summary>
    public static bool IsSwapped(IReadOnlyList<(CallValue Value, int At)> placed, RunFlow flow)
    {
        var places = placed.Where(p => p.Value.Role == ValueRole.Destination).ToList();
        if (places.Count == 0)
        {
            places = [.. placed.Where(p => p.Value.Role == ValueRole.Target && !p.Value.Kinds.IsEmpty)];
        }

        if (places.Count == 0 || placed.Count < 2)
        {
            return false;
        }

        var clauses = new Clauses(flow.Owner);
        foreach (var place in places)
        {
            var otherPlaces = Rivals(place, placed, flow);
            foreach (var thing in placed)
            {
                if (
                    !AreOfOneCall(place.Value, thing.Value)
                    || clauses.AreTogether(thing.At, place.At, Rivals(thing, placed, flow), otherPlaces)
                )
                {
                    continue;
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>Different arguments; of the same item, where the call carries a list of them.</summary>
    private static bool AreOfOneCall(CallValue one, CallValue other)
    {
        var (a, b) = (one.Path.Split('/'), other.Path.Split('/'));
        for (var i = 0; i < Math.Min(a.Length, b.Length) - 1; i++)
        {
            if (a[i] != b[i])
            {
                return a[i].Length == 0 || !a[i].All(char.IsAsciiDigit);
            }
        }

        return one.Name != other.Name;
    }

    /// <summary>Where the owner wrote other things of the same sort.</summary>
    private static HashSet<int> Rivals(
        (CallValue Value, int At) one,
        IReadOnlyList<(CallValue Value, int At)> placed,
        RunFlow flow
    )
    {
        var owner = flow.Owner;
        var rivals = Carriers.In(one.Value.Text) is [var mine] && mine.Kind != CarrierKind.Opaque | one.Value.Text.Any(char.IsLetter)
            ? owner.Carriers.Where(c => c.Kind == mine.Kind && c.Canonical != mine.Canonical).Select(c => owner.IndexAt(c.Start))
            : Dates.TryRead(one.Value.Text, out var day, out _) ? owner.Days.Where(d => !d.Is(day)).Select(d => owner.IndexAt(d.At))
            : one.Value.Text.All(c => char.IsAsciiDigit(c) || c == '.') ? owner.Numbers.Where(n => !n.CountsTime).Select(n => n.Word)
            : Names(one, flow);
        // What the call itself uses elsewhere is no rival: several recipients of one mail.
        return [.. rivals.Where(at => at >= 0 && at != one.At && !placed.Any(p => p.At == at && p.Value.Role == one.Value.Role))];
    }

    private static IEnumerable<int> Names((CallValue Value, int At) one, RunFlow flow)
    {
        var owner = flow.Owner;
        var words = Words.Of(one.Value.Text).Length;
        var phrases = owner
            .PhrasePositions.Where(p => !string.Equals(p.Text, one.Value.Text, StringComparison.OrdinalIgnoreCase))
            .Select(p => p.At);
        var sameWay =
            one.At > 0 && words <= 2
                ? Enumerable.Range(1, Math.Max(0, owner.Words.Length - 1)).Where(i => IsPlaceLike(owner, i, owner.Words[one.At - 1].Text))
                : [];
        var span = Enumerable.Range(one.At, Math.Max(1, words)).ToHashSet();
        return phrases.Concat(sameWay).Where(at => !span.Contains(at));
    }

    // "in atlas … in atlas-guests": what stands after the same preposition.
    private static bool IsPlaceLike(OwnerWords owner, int at, string preposition) =>
        preposition is "in" or "to" or "into" or "at" or "from"
        && owner.Words[at - 1].Text == preposition
        && owner.StandsOut(at, [])
        && !char.IsAsciiDigit(owner.Words[at].Text[0]);

    /// <summary>The owner's words, cut into clauses and sentences.</summary>
    private sealed partial class Clauses
    {
        private readonly ImmutableArray<(int Clause, int Sentence)> _of;

        public Clauses(OwnerWords owner)
        {
            var (clause, sentence) = (0, 0);
            var of = ImmutableArray.CreateBuilder<(int, int)>(owner.Words.Length);
            for (var i = 0; i < owner.Words.Length; i++)
            {
                var between = i == 0 ? "" : owner.Text[owner.Words[i - 1].End..owner.Words[i].Start];
                var ends = End().IsMatch(between);
                sentence += ends ? 1 : 0;
                var joins = owner.Words[i].Text is "and" or "then" or "also" or "but" && !owner.IsQuoted(i);
                clause += ends || joins || (Comma().IsMatch(between) && !owner.IsQuoted(i)) ? 1 : 0;
                of.Add((clause, sentence));
            }

            _of = of.DrainToImmutable();
        }

        public bool AreTogether(int thing, int place, HashSet<int> otherThings, HashSet<int> otherPlaces)
        {
            if (thing >= _of.Length || place >= _of.Length || Clause(thing) == Clause(place))
            {
                return true;
            }

            var ownThings = otherThings.Any(t => Clause(t) == Clause(place));
            if (otherPlaces.Any(p => Clause(p) == Clause(thing)))
            {
                return place > thing && !ownThings && !otherThings.Any(t => Clause(t) > Clause(thing) && Clause(t) < Clause(place));
            }

            if (ownThings && Sentence(thing) != Sentence(place))
            {
                return false;
            }

            var next = otherPlaces.Append(place).Where(p => Clause(p) > Clause(thing)).Select(Clause).DefaultIfEmpty(-1).Min();
            var last = otherPlaces.Append(place).Where(p => Clause(p) < Clause(thing)).Select(Clause).DefaultIfEmpty(-1).Max();
            return Clause(place) == (next >= 0 ? next : last) || (Clause(place) > Clause(thing) && !ownThings);
        }

        private int Clause(int word) => _of[Math.Min(word, _of.Length - 1)].Clause;

        private int Sentence(int word) => _of[Math.Min(word, _of.Length - 1)].Sentence;

        [GeneratedRegex(@"[.!?;\n](?:\s|$|['""”’)])|\n")]
        private static partial Regex End();

        [GeneratedRegex(@",\s")]
        private static partial Regex Comma();
    }
}
