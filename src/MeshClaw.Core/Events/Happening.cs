using System.Collections.Immutable;

namespace MeshClaw.Core.Events;

/// <summary>
/// Something that happened and that rules may speak of: a deployment failed, a meeting ends soon, a run is over. Its facts are what conditions compare;
/// none of them is ever an instruction.
/// </summary>
/// <param name="Kind">One of <see cref="HappeningKinds"/>, such as <c>deployment.failed</c>.</param>
/// <param name="Source">The connection, agent or hook that it is of: <c>deployments/shop</c>.</param>
/// <param name="Key">
/// What makes it one for good, within its kind and source: a deployment's id and state. The same key again is dropped, so whoever is not sure says it again.
/// </param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Facts">By the names that <see cref="HappeningKinds"/> gives them; what is not known is left out.</param>
public sealed record Happening(
    string Kind,
    string Source,
    string Key,
    DateTimeOffset At,
    ImmutableSortedDictionary<string, string> Facts
)
{
    /// <summary>The most characters of a fact that is kept.</summary>
    public const int MaxFact = 200;

    /// <summary>
    /// By which rules it came to be, the first first: ids of rules that started what this is the end of. Empty where no rule did. What breaks loops.
    /// </summary>
    public ImmutableArray<string> Lineage { get; init; } = [];

    /// <summary>A fact; null where it is not known.</summary>
    public string? Fact(string name) => Facts.GetValueOrDefault(name);
}

/// <summary>Where whoever watches says that something happened. One small write: when it returns, it is on disk, and what waits for it will come.</summary>
public interface IHappenings
{
    /// <summary>Says it; false where it was said before.</summary>
    /// <exception cref="ArgumentException">No such kind, or a fact that it does not have: a mistake of the caller.</exception>
    Task<bool> RaiseAsync(Happening happening, CancellationToken cancellationToken);
}
