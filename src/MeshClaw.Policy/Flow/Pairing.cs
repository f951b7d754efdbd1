using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// Keeps what the owner put together together: "A to Ann and B to Bob" allows neither A to Bob nor B to Ann, though the owner wrote all
/// four. Two values of a call belong together when they stand in one clause, or when no rival stands nearer.
/// </summary>
internal static partial class Pairing
{
    /// <summary>Whether two values of a call were taken from different pairs of the owner's.</summary>
    public static bool IsSwapped(IReadOnlyList<(CallValue Value, Choice Choice)> chosen, RunFlow flow)
    {
        var placed = chosen.Where(c => c.Choice.At >= 0).ToList();
        if (placed.Count < 2)
        {
            return false;
        }

        var clauses = Clauses(flow.Owner);
        foreach (var one in placed)
        {
            foreach (var other in placed)
            {
                if (
                    one.Value.Argument != other.Value.Argument
                    && one.Value.Role == ValueRole.Destination
                    && !AreTogether(other.Choice.At, one.Choice.At, Rivals(one, flow, clauses), clauses)
                )
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether the thing at <paramref name="thing"/> goes with the place at <paramref name="place"/>, of all places there are.</summary>
    private static bool AreTogether(int thing, int place, IReadOnlyList<int> rivals, ImmutableArray<int> clauses)
    {
        if (rivals.Count == 0 || clauses[thing] == clauses[place])
        {
            return true;
        }

        if (rivals.Any(r => clauses[r] == clauses[thing]))
        {
            // "A to Ann and Bob": Bob's clause has nothing of its own, so it goes on with the thing before.
            return place > thing && !rivals.Any(r => r > place && clauses[r] == clauses[place]) && IsBare(place, thing, rivals, clauses);
        }

        var after = rivals.Append(place).Where(r => r > thing).DefaultIfEmpty(-1).Min();
        var nearest = after >= 0 ? after : rivals.Append(place).Where(r => r < thing).DefaultIfEmpty(-1).Max();
        return nearest < 0 || clauses[nearest] == clauses[place];
    }

    // Only a list goes on: the clause of the place must hold little else.
    private static bool IsBare(int place, int thing, IReadOnlyList<int> rivals, ImmutableArray<int> clauses) =>
        clauses.Count(c => c == clauses[place]) <= 6
        && clauses[place] - clauses[thing] <= rivals.Count
        && clauses.Count(c => c == clauses[place]) < clauses.Count(c => c == clauses[thing]);

    /// <summary>Where the owner wrote other places of the same sort.</summary>
    private static List<int> Rivals((CallValue Value, Choice Choice) one, RunFlow flow, ImmutableArray<int> clauses)
    {
        var owner = flow.Owner;
        var mine = Carriers.In(one.Value.Text) is [var own] ? own : default;
        if (mine.Canonical is not null)
        {
            return
            [
                .. owner
                    .Carriers.Where(c => c.Kind == mine.Kind && c.Canonical != mine.Canonical)
                    .Select(c => owner.Words.Count(w => w.End <= c.Start))
                    .Where(at => at < clauses.Length),
            ];
        }

        return
        [
            .. flow
                .Records.SelectMany(r => r.Record.Fields)
                .Where(f => f.Kind is FieldKind.Author or FieldKind.Address or FieldKind.Name && f.Text.Length <= 40)
                .Select(f => f.Text)
                .Concat(owner.Phrases.Where(p => !p.Contains(' ', StringComparison.Ordinal) && char.IsUpper(p[0])))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(t => !string.Equals(t, one.Value.Text, StringComparison.OrdinalIgnoreCase))
                .Select(t => owner.IndexOfName(Words.Of(t), []))
                .Where(at => at >= 0 && at != one.Choice.At),
        ];
    }

    /// <summary>For each word of the owner the number of the clause that it stands in.</summary>
    private static ImmutableArray<int> Clauses(OwnerWords owner)
    {
        var clause = 0;
        var clauses = ImmutableArray.CreateBuilder<int>(owner.Words.Length);
        for (var i = 0; i < owner.Words.Length; i++)
        {
            var between = i == 0 ? "" : owner.Text[owner.Words[i - 1].End..owner.Words[i].Start];
            if (Break().IsMatch(between) || owner.Words[i].Text is "and" or "then" or "also" or "but")
            {
                clause++;
            }

            clauses.Add(clause);
        }

        return clauses.DrainToImmutable();
    }

    [GeneratedRegex(@"[.!?;\n](?:\s|$)|,\s")]
    private static partial Regex Break();
}
