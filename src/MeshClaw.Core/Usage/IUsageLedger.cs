using System.Collections.Immutable;
using MeshClaw.Core.Models;
using MeshClaw.Policy;

namespace MeshClaw.Core.Usage;

/// <summary>
/// What calls of models came to: one row for each attempt, durable. A row holds the worst case from before the call until it is settled, so that
/// calls at the same time cannot together go over a budget. Thread-safe.
/// </summary>
public interface IUsageLedger
{
    /// <summary>
    /// Writes a row with the first of the cases that every budget has room for, all in one transaction; where none has, writes nothing. Rows whose
    /// time is over no longer hold their worst case.
    /// </summary>
    Task<ReserveResult> ReserveAsync(UsageReservation reservation, CancellationToken cancellationToken);

    /// <summary>Replaces what a row holds with what the attempt came to. One that expired meanwhile is settled all the same.</summary>
    Task SettleAsync(long row, UsageSettlement settlement, CancellationToken cancellationToken);

    /// <summary>Lets the owner's run spend more than its budgets.</summary>
    Task RaiseAsync(RunId run, RunAllowance more, CancellationToken cancellationToken);

    /// <summary>What a run has come to, what is held for it included.</summary>
    Task<RunSpending> OfRunAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>What counts in a scope now: settled, and held.</summary>
    Task<Spent> SpentAsync(BudgetScope scope, string name, DateOnly day, CancellationToken cancellationToken);

    /// <summary>Calls and runs of some days of the owner.</summary>
    Task<UsageFigures> FiguresAsync(UsagePeriod period, CancellationToken cancellationToken);
}

/// <summary>Who shares a budget.</summary>
public enum BudgetScope
{
    /// <summary>One run, its sub-runs included.</summary>
    Run,

    /// <summary>One agent, for a day.</summary>
    AgentDay,

    /// <summary>The whole gateway, for a day.</summary>
    GatewayDay,
}

/// <summary>What a budget is counted in.</summary>
public enum BudgetUnit
{
    /// <summary><see cref="TokenCounts.Counted"/>.</summary>
    Tokens,

    /// <summary>Nano-dollars. Calls of unknown price count nothing in it.</summary>
    Money,
}

/// <summary>A limit of spending.</summary>
/// <param name="Scope">Who shares it.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Max">How much there is.</param>
public sealed record Budget(BudgetScope Scope, BudgetUnit Unit, long Max)
{
    /// <summary>It is the organisation's: no allowance of the owner's goes beyond it, and what allowances paid for counts in it.</summary>
    public bool IsCeiling { get; init; }
}

/// <summary>The worst that an attempt can come to.</summary>
/// <param name="MaxOutput">Tokens that its answer may have.</param>
/// <param name="Tokens">With the prompt.</param>
/// <param name="Cost">Nano-dollars; null where the price is unknown.</param>
public sealed record WorstCase(int MaxOutput, long Tokens, long? Cost);

/// <summary>An attempt that is about to be made.</summary>
public sealed record UsageReservation
{
    /// <summary>Who calls, and why.</summary>
    public required ModelUse Use { get; init; }

    /// <summary>Which model.</summary>
    public required ModelTraits Model { get; init; }

    /// <summary>What its price is from.</summary>
    public required ModelPrice Price { get; init; }

    /// <summary>Which attempt of the call this is, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Which model of the chain, from 0: above 0, an earlier one did not answer.</summary>
    public required int Place { get; init; }

    /// <summary>The prompt's tokens, as estimated.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>What may be reserved, the most wanted first.</summary>
    public required ImmutableArray<WorstCase> Cases { get; init; }

    /// <summary>What it must fit into.</summary>
    public required ImmutableArray<Budget> Budgets { get; init; }

    /// <summary>The day in the owner's zone.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>After which the row holds nothing any more.</summary>
    public required TimeSpan Patience { get; init; }
}

/// <summary>What became of a reservation.</summary>
public abstract record ReserveResult
{
    private ReserveResult() { }

    /// <summary>It is held.</summary>
    /// <param name="Row">The row, to settle it.</param>
    /// <param name="Case">Which of the cases.</param>
    public sealed record Held(long Row, WorstCase Case) : ReserveResult;

    /// <summary>A budget has no room for even the last of the cases.</summary>
    /// <param name="Budget">The first that has none.</param>
    /// <param name="Left">What is left of it.</param>
    public sealed record Refused(Budget Budget, long Left) : ReserveResult;
}

/// <summary>How much an attempt came to.</summary>
public enum UsageState
{
    /// <summary>Under way: the row holds its worst case.</summary>
    Held,

    /// <summary>Over; the row has what it came to.</summary>
    Settled,

    /// <summary>Over without anything that costs.</summary>
    Released,

    /// <summary>Nobody settled it in time, or its process died: the row has the estimate of its prompt, since that was probably sent.</summary>
    Expired,
}

/// <summary>What an attempt came to.</summary>
/// <param name="State"><see cref="UsageState.Settled"/> or <see cref="UsageState.Released"/>.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Cost">Nano-dollars; null where the price is unknown.</param>
/// <param name="Reported">The provider said it; otherwise it is our estimate.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="AnsweredBy">The provider's id of what answered; null where it did not say.</param>
public sealed record UsageSettlement(
    UsageState State,
    TokenCounts Tokens,
    long? Cost,
    bool Reported,
    AttemptOutcome Outcome,
    string? AnsweredBy
);

/// <summary>What the owner lets one run spend beyond its budgets.</summary>
/// <param name="Tokens">Tokens.</param>
/// <param name="Cost">Nano-dollars.</param>
public sealed record RunAllowance(long Tokens, long Cost);

/// <summary>What counts in a scope.</summary>
/// <param name="Tokens"><see cref="TokenCounts.Counted"/>.</param>
/// <param name="Cost">Nano-dollars of known prices.</param>
public sealed record Spent(long Tokens, long Cost)
{
    /// <summary>Tokens with those that allowances paid for.</summary>
    public long TokensInAll { get; init; }

    /// <summary>Nano-dollars with those that allowances paid for.</summary>
    public long CostInAll { get; init; }
}

/// <summary>What a run has come to.</summary>
public sealed record RunSpending
{
    /// <summary>Attempts, those under way included.</summary>
    public int Attempts { get; init; }

    /// <summary>Tokens of all that are over.</summary>
    public TokenCounts Tokens { get; init; } = TokenCounts.None;

    /// <summary>Nano-dollars; null where the price of any is unknown.</summary>
    public long? Cost { get; init; }

    /// <summary>Whether any of it is our estimate.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>Tokens that count against its budget, what is held included.</summary>
    public long Counted { get; init; }

    /// <summary>What the owner let it spend beyond its budgets.</summary>
    public RunAllowance Allowance { get; init; } = new(0, 0);
}
