using System.Collections.Immutable;

namespace MeshClaw.Policy.Statements;

/// <summary>What a statement says of a call that it is about.</summary>
public enum StatementVerb
{
    /// <summary>The owner's standing yes: lifts the question that the autonomy <c>propose</c> puts, and nothing else.</summary>
    Permit,

    /// <summary>Only after the owner's yes.</summary>
    Ask,

    /// <summary>Never.</summary>
    Forbid,
}

/// <summary>Who wrote a statement.</summary>
public enum StatementSource
{
    /// <summary>The owner, in <c>policy.yaml</c>. Binds agents; what the owner takes back is the owner's own doing.</summary>
    Owner,

    /// <summary>The organisation, in its ceiling file: asks and forbids only. A forbid binds the owner's undo too.</summary>
    Organisation,
}

/// <summary>
/// One rule of a policy file: a verb and conditions that must all hold. A condition that is null is none; a list is never empty (
/// <see cref="StatementFaults"/>). For an ask or a forbid it is enough that one value of the call meets a condition, and what nobody knows
/// counts as met; for a permit every value must meet it, and what nobody knows counts as not met.
/// </summary>
public sealed record Statement
{
    /// <summary>Its name in the file, unique there; <c>org:</c> before those of the organisation.</summary>
    public required string Id { get; init; }

    /// <summary>What it says.</summary>
    public required StatementVerb Verb { get; init; }

    /// <summary>Who wrote it.</summary>
    public StatementSource Source { get; init; } = StatementSource.Owner;

    /// <summary>Why, in the writer's words; shown with the verdict.</summary>
    public string? Why { get; init; }

    /// <summary>Tools by exact name, or all below a name as <c>mail.*</c>.</summary>
    public ImmutableArray<string>? Tools { get; init; }

    /// <summary>Effects. A permit must name each trait that the call has: one for <c>reversible</c> is none for what also sends.</summary>
    public EffectKinds? Effects { get; init; }

    /// <summary>Where the call's values come from, and who may see them.</summary>
    public LabelKinds? Labels { get; init; }

    /// <summary>Where something goes.</summary>
    public ImmutableArray<DestinationPattern>? Destinations { get; init; }

    /// <summary>When, in the owner's zone; one of these.</summary>
    public ImmutableArray<TimeWindow>? Times { get; init; }

    /// <summary>How much money moves.</summary>
    public AmountRange? Amount { get; init; }

    /// <summary>Which agents; compared without case.</summary>
    public ImmutableArray<AgentName>? Agents { get; init; }

    /// <summary>Calls with what the statement must say of them; checked when the file is read.</summary>
    public ImmutableArray<StatementExample> Examples { get; init; } = [];

    /// <summary>Has no condition at all.</summary>
    internal bool IsBare =>
        Tools is null
        && Effects is null
        && Labels is null
        && Destinations is null
        && Times is null
        && Amount is null
        && Agents is null;
}

/// <summary>A call, and whether the statement is about it.</summary>
/// <param name="Call">What is given is known; all else is not.</param>
/// <param name="Matches">What must come out.</param>
public sealed record StatementExample(CallFacts Call, bool Matches);
