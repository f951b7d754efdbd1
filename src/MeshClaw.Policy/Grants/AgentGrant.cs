using System.Collections.Immutable;

namespace MeshClaw.Policy.Grants;

/// <summary>How much an agent decides by itself. Ordered; raised by the owner alone.</summary>
public enum Autonomy
{
    /// <summary>Reads only.</summary>
    Observe,

    /// <summary>Every effect asks.</summary>
    Propose,

    /// <summary>What can be taken back and reaches nobody else is done; the rest asks.</summary>
    ActReversibly,

    /// <summary>
    /// As <see cref="ActReversibly"/>; what sends, spends, executes, changes access or cannot be taken back still asks, as long as
    /// the guard cannot tell where the call's values came from.
    /// </summary>
    Act,
}

/// <summary>What the owner gave to an agent, read from its AGENT.md. Empty lists grant nothing.</summary>
public sealed record AgentGrant
{
    /// <summary>Whose grant it is.</summary>
    public required AgentName Agent { get; init; }

    /// <summary>Tools by exact name, or all of a connector as <c>mail.*</c>.</summary>
    public required ImmutableArray<string> Tools { get; init; }

    /// <summary>Connections by exact name.</summary>
    public required ImmutableArray<ConnectionName> Connections { get; init; }

    /// <summary>How much it decides by itself.</summary>
    public Autonomy Autonomy { get; init; } = Autonomy.Propose;

    /// <summary>How much it may do.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>Put on hold by the owner.</summary>
    public bool Paused { get; init; }

    /// <summary>Whether a list of tool patterns names this tool.</summary>
    public static bool Names(IEnumerable<string> patterns, ToolName tool)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        return patterns.Any(p =>
            p.EndsWith(".*", StringComparison.Ordinal)
                ? p.Length > 2 && tool.Value.StartsWith(p[..^1], StringComparison.Ordinal)
                : string.Equals(p, tool.Value, StringComparison.Ordinal)
        );
    }
}

/// <summary>
/// What the organisation allows at the most (its ceiling file). It only narrows: nothing in it can permit what the owner or the
/// agent does not.
/// </summary>
public sealed record Ceiling
{
    /// <summary>No ceiling file on this device.</summary>
    public static Ceiling None { get; } = new();

    /// <summary>The most that any agent may decide by itself.</summary>
    public Autonomy MaxAutonomy { get; init; } = Autonomy.Act;

    /// <summary>Tools that nobody may use, as <see cref="AgentGrant.Tools"/>.</summary>
    public ImmutableArray<string> ForbidTools { get; init; } = [];

    /// <summary>Tools that always ask.</summary>
    public ImmutableArray<string> AskTools { get; init; } = [];

    /// <summary>Destinations that nothing may be sent to, as <c>kind:value</c> or <c>kind:*</c>; a model provider is <c>model:NAME</c>.</summary>
    public ImmutableArray<string> ForbidDestinations { get; init; } = [];

    /// <summary>Limits over every agent's own; null where the file sets none.</summary>
    public Limits? Limits { get; init; }
}
