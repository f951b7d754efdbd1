using System.Collections.Immutable;

namespace MeshClaw.Policy.Flow;

/// <summary>One tool that a run may use, and how often.</summary>
/// <param name="Tool">Exactly one tool.</param>
/// <param name="Count">Calls of it that may go ahead; null for a read, which is free.</param>
public sealed record PlanGrant(ToolName Tool, int? Count);

/// <summary>
/// The tools that a run may use without asking, fixed before it reads anything that somebody else wrote: from the owner's message
/// alone, or from AGENT.md where a trigger started it. Each grant serves as often as it says.
/// </summary>
public sealed class Plan
{
    private readonly ImmutableDictionary<ToolName, int?> _grants;

    /// <summary>A plan of these grants; several of one tool add up.</summary>
    public Plan(IEnumerable<PlanGrant> grants)
    {
        ArgumentNullException.ThrowIfNull(grants);
        _grants = grants
            .GroupBy(g => g.Tool)
            .ToImmutableDictionary(g => g.Key, g => g.Any(x => x.Count is null) ? null : g.Sum(x => x.Count));
    }

    /// <summary>Whether a tool is in it, and how often; false where it is not.</summary>
    public bool TryGet(ToolName tool, out int? count) => _grants.TryGetValue(tool, out count);

    /// <summary>The grants, by tool.</summary>
    public IEnumerable<PlanGrant> Grants =>
        _grants.OrderBy(g => g.Key.Value, StringComparer.Ordinal).Select(g => new PlanGrant(g.Key, g.Value));

    /// <summary>
    /// What both allow. A run whose context already holds third-party text may only narrow its plan this way, never widen it.
    /// </summary>
    public Plan Narrow(Plan other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Plan(
            Grants
                .Where(g => other.TryGet(g.Tool, out _))
                .Select(g =>
                {
                    _ = other.TryGet(g.Tool, out var theirs);
                    return g with
                    {
                        Count =
                            g.Count is null ? theirs
                            : theirs is null ? g.Count
                            : Math.Min(g.Count.Value, theirs.Value),
                    };
                })
        );
    }
}
