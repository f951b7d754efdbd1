using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>What has the most, or the fewest, of something.</summary>
/// <param name="Noun">The stem of what is counted.</param>
/// <param name="Most">The most; else the fewest.</param>
internal readonly record struct Comparison(string Noun, bool Most);

/// <summary>
/// What the owner chose by comparison ("the team with the most members", "whoever wrote the most comments"), where
/// the guard can compare for itself, by counting what was read. A tie chooses nothing.
/// </summary>
internal static partial class Superlatives
{
    /// <summary>Whether a value is the one that the owner's comparison picks out of what was read.</summary>
    public static bool Picks(CallValue value, RunFlow flow)
    {
        foreach (var (noun, most) in flow.Asks.Comparisons)
        {
            if (
                IsBest(CountsByReading(flow, noun), value.Text, most)
                || IsBest(CountsByAuthor(flow, noun), value.Text, most)
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The comparisons in a text.</summary>
    public static ImmutableArray<Comparison> In(string text) =>
        [
            .. ByNumber()
                .Matches(text)
                .SelectMany(m =>
                    m.Groups["noun"]
                        .Captures.Select(c => new Comparison(
                            Words.Stem(c.Value.ToLowerInvariant()),
                            m.Groups["most"].Success
                        ))
                ),
        ];

    private static bool IsBest(List<(string Key, int Count)> counts, string value, bool most)
    {
        if (counts.Count < 2)
        {
            return false;
        }

        var best = most ? counts.Max(c => c.Count) : counts.Min(c => c.Count);
        var winners = counts.Where(c => c.Count == best).ToList();
        return winners is [var only] && string.Equals(only.Key, value, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>How many things of a kind each read brought, by what it looked for.</summary>
    private static List<(string, int)> CountsByReading(RunFlow flow, string noun) =>
        [
            .. flow
                .Readings.Where(r => r.LookedFor is [_] && r.Records.Any(k => IsOf(k, noun)))
                .GroupBy(r => r.LookedFor[0])
                .Select(g => (g.Key, g.Last().Records.Length)),
        ];

    /// <summary>How many things of a kind each author made.</summary>
    private static List<(string, int)> CountsByAuthor(RunFlow flow, string noun) =>
        [
            .. flow
                .Records.Where(k => IsOf(k.Record, noun))
                .SelectMany(k => k.Record.Fields.Where(f => f.Kind == FieldKind.Author).Take(1))
                .GroupBy(f => f.Text, StringComparer.OrdinalIgnoreCase)
                .Select(g => (g.Key, g.Count())),
        ];

    private static bool IsOf(SeenRecord record, string noun) => record.Kinds.Any(k => Words.Stem(k) == noun);

    // "the most open pull requests": what is counted is one of the next words.
    [GeneratedRegex(
        @"\b(?:(?<most>most|largest\s+number\s+of|highest\s+number\s+of)|(?:fewest|least|smallest\s+number\s+of|lowest\s+number\s+of))(?:\s+(?<noun>\p{L}+)){1,3}",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex ByNumber();
}
