using System.Collections.Immutable;
using MeshClaw.Policy;

namespace MeshClaw.Core.Usage;

/// <summary>Some days of the owner, the last one included.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Begin">When the first day begins, UTC.</param>
/// <param name="End">When the day after the last begins, UTC.</param>
public sealed record UsagePeriod(DateOnly From, DateOnly To, DateTimeOffset Begin, DateTimeOffset End);

/// <summary>What was used in a period: calls by the day on which they were made, runs by when they began.</summary>
/// <param name="Calls">Attempts, summed for each agent, model and trigger.</param>
/// <param name="Runs">Runs of agents, whether they called a model or not.</param>
public sealed record UsageFigures(ImmutableArray<CallFigures> Calls, ImmutableArray<RunFigures> Runs);

/// <summary>Attempts of one agent, at one model, from one kind of trigger.</summary>
public sealed record CallFigures
{
    /// <summary>Null for the owner's own calls.</summary>
    public AgentName? Agent { get; init; }

    /// <summary>The connection.</summary>
    public required ConnectionName Connection { get; init; }

    /// <summary>The provider's id.</summary>
    public required string Model { get; init; }

    /// <summary><see cref="TriggerKind"/>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Where its price is from.</summary>
    public required PriceSource Price { get; init; }

    /// <summary>Attempts.</summary>
    public required long Attempts { get; init; }

    /// <summary>Of these, attempts after a first one, or at a model that was not the first of its chain.</summary>
    public required long Again { get; init; }

    /// <summary>Their tokens; what is under way counts nothing yet.</summary>
    public required TokenCounts Tokens { get; init; }

    /// <summary>Nano-dollars of those whose price is known.</summary>
    public required long KnownCost { get; init; }

    /// <summary>How many came to something whose price is unknown.</summary>
    public required long UnknownCost { get; init; }

    /// <summary>How many have our estimate, since their provider said nothing.</summary>
    public required long Estimated { get; init; }
}

/// <summary>A run of an agent.</summary>
/// <param name="Run">Which.</param>
/// <param name="Agent">Whose.</param>
/// <param name="Trigger"><see cref="TriggerKind"/>.</param>
/// <param name="Models">The connections that it called.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record RunFigures(
    RunId Run,
    AgentName Agent,
    string Trigger,
    ImmutableArray<ConnectionName> Models,
    RunOutcome Outcome
);

/// <summary>Kinds of triggers: the first word of what started a run.</summary>
public static class TriggerKind
{
    /// <summary><c>schedule</c> of <c>schedule 06:30 on weekdays</c>; <c>other</c> for none.</summary>
    public static string Of(string trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        var word = trigger.AsSpan().Trim();
        var end = word.IndexOf(' ');
        word = end < 0 ? word : word[..end];
        return word.Length == 0 ? "other" : word.ToString();
    }
}
