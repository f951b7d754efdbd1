using System.Text.Json.Serialization;

namespace MeshClaw.Protocol;

/// <summary>What models came to on some days of the owner, beside what became of the runs. docs/usage.md defines each word.</summary>
public sealed record UsageResponse
{
    /// <summary>The first day, in <see cref="Zone"/>.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day: today.</summary>
    public required DateOnly To { get; init; }

    /// <summary>The owner's zone, which makes the days.</summary>
    public required string Zone { get; init; }

    /// <summary>The date of the prices that are shipped now; older calls keep the cost that they had.</summary>
    public required string PriceTable { get; init; }

    /// <summary>All together.</summary>
    public required UsageFiguresDto Total { get; init; }

    /// <summary>By agent, the dearest first; <c>owner</c> for calls of the owner's own.</summary>
    public required IReadOnlyList<UsageLine> Agents { get; init; }

    /// <summary>By model.</summary>
    public required IReadOnlyList<UsageLine> Models { get; init; }

    /// <summary>By the kind of what started runs: <c>asked</c>, <c>schedule</c>, …</summary>
    public required IReadOnlyList<UsageLine> Triggers { get; init; }

    /// <summary>What today's budgets have in them.</summary>
    public required IReadOnlyList<UsageBudget> Budgets { get; init; }
}

/// <summary>One agent, model or kind of trigger.</summary>
/// <param name="Name">Which; of a model its connection.</param>
/// <param name="Usage">What it came to.</param>
public sealed record UsageLine(string Name, UsageFiguresDto Usage)
{
    /// <summary>The provider's ids, of a model.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Where prices are from, of a model: <c>listed</c>, <c>owner</c>, <c>local</c>, <c>unknown</c>.</summary>
    public IReadOnlyList<string>? Prices { get; init; }
}

/// <summary>Calls and what they came to; runs and what became of them.</summary>
public sealed record UsageFiguresDto
{
    /// <summary>Attempts to have a model answer.</summary>
    public required long Calls { get; init; }

    /// <summary>Of these, made because an earlier attempt, or another model, had not answered.</summary>
    public required long Retries { get; init; }

    /// <summary>Tokens that were sent, cached ones included.</summary>
    public required long Input { get; init; }

    /// <summary>Of these, what was in the provider's cache.</summary>
    public required long Cached { get; init; }

    /// <summary>Tokens that came, reasoning included.</summary>
    public required long Output { get; init; }

    /// <summary>Of these, what only the model saw.</summary>
    public required long Reasoning { get; init; }

    /// <summary>Billionths of a US dollar; null where the price of any call is unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? CostNanoUsd { get; init; }

    /// <summary>The same of the calls whose price is known alone.</summary>
    public required long KnownCostNanoUsd { get; init; }

    /// <summary>Calls whose price is unknown.</summary>
    public required long UnknownCost { get; init; }

    /// <summary>Calls whose tokens are the gateway's estimate, since the provider said nothing.</summary>
    public required long Estimated { get; init; }

    /// <summary>What became of runs.</summary>
    public required UsageOutcomes Runs { get; init; }
}

/// <summary>How many runs came to what. Each counts once; a run counts for each model that it called.</summary>
/// <param name="Total">All.</param>
/// <param name="Kept">Did something, and all that the owner had a say in stands.</param>
/// <param name="Edited">A part stands, and a part was taken back or refused.</param>
/// <param name="Undone">All that it did was taken back.</param>
/// <param name="Ignored">Proposed something, and nothing of it was allowed.</param>
/// <param name="Answered">Over without anything that could be kept or taken back.</param>
/// <param name="Failed">Failed or was stopped before it did anything.</param>
/// <param name="Open">Under way, or waiting for the owner.</param>
public sealed record UsageOutcomes(
    long Total,
    long Kept,
    long Edited,
    long Undone,
    long Ignored,
    long Answered,
    long Failed,
    long Open
);

/// <summary>A budget of today.</summary>
/// <param name="Name">The agent; <c>all</c> for all together.</param>
/// <param name="Unit"><c>tokens</c> or <c>nanoUsd</c>.</param>
/// <param name="Max">How much there is.</param>
/// <param name="Used">How much is used, what is held for calls under way included.</param>
public sealed record UsageBudget(string Name, string Unit, long Max, long Used);
