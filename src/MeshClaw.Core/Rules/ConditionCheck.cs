using System.Globalization;
using MeshClaw.Core.Events;
using MeshClaw.Core.Presence;

namespace MeshClaw.Core.Rules;

/// <summary>
/// Whether a condition holds. What is not known makes a comparison neither true nor false, and so does what is built from it, so that "not" never turns
/// ignorance into a yes (Kleene's three values).
/// </summary>
public static class ConditionCheck
{
    /// <summary>True, false, or null where a fact that decides is not known.</summary>
    public static bool? Evaluate(Condition condition, Happening happening, PresenceSnapshot presence)
    {
        ArgumentNullException.ThrowIfNull(happening);
        ArgumentNullException.ThrowIfNull(presence);
        return condition switch
        {
            Condition.And both => Evaluate(both.Left, happening, presence) & Evaluate(both.Right, happening, presence),
            Condition.Or one => Evaluate(one.Left, happening, presence) | Evaluate(one.Right, happening, presence),
            Condition.Not not => !Evaluate(not.Inner, happening, presence),
            Condition.Holds holds => presence.Is(holds.State),
            Condition.Fact fact => happening.Fact(fact.Name) is { } known ? Compare(known, fact) : null,
            _ => throw new ArgumentOutOfRangeException(nameof(condition)),
        };
    }

    private static bool? Compare(string known, Condition.Fact fact) =>
        fact.How switch
        {
            Comparison.Is => Matches(known, fact.Value),
            Comparison.IsNot => !Matches(known, fact.Value),
            Comparison.Contains => known.Contains(fact.Value, StringComparison.OrdinalIgnoreCase),
            Comparison.Over => Number(known) > Number(fact.Value),
            Comparison.Under => Number(known) < Number(fact.Value),
            _ => throw new ArgumentOutOfRangeException(nameof(fact)),
        };

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    // One star at a time, from the left: linear for each part, whatever the text is.
    private static bool Matches(string text, string pattern)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return text.Equals(pattern, StringComparison.OrdinalIgnoreCase);
        }

        if (
            !text.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase)
            || text.Length < parts[0].Length + parts[^1].Length
            || !text.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase)
        )
        {
            return false;
        }

        var (at, end) = (parts[0].Length, text.Length - parts[^1].Length);
        foreach (var part in parts.AsSpan(1, parts.Length - 2))
        {
            var found = text.IndexOf(part, at, end - at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return true;
    }
}
