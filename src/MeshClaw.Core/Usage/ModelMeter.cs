using System.Collections.Immutable;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Turns;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Usage;

/// <summary>What a meter has to know at the moment of a call.</summary>
/// <param name="Zone">The owner's: it makes the days.</param>
/// <param name="Budget">Of all agents together.</param>
public sealed record MeterSettings(TimeZoneInfo Zone, BudgetConfig Budget);

/// <summary>How much an agent may use.</summary>
/// <param name="Own">By its own file; the owner may let a run go beyond.</param>
/// <param name="Ceiling">By the organisation, which nobody here may go beyond; null where it says nothing.</param>
public sealed record AgentLimits(Limits Own, Limits? Ceiling)
{
    /// <summary>The smaller of each.</summary>
    public Limits Narrowed => Ceiling is null ? Own : Own.Narrow(Ceiling);
}

/// <summary>
/// Reserves the worst that an attempt can cost in the ledger, against the budgets of its run, its agent's day and the gateway's day, and settles what
/// it did cost. A run that is over a budget is paused, never ended: <see cref="RunPausedException"/> says what the call would cost and how to go on.
/// </summary>
public sealed class ModelMeter(
    IUsageLedger ledger,
    IPriceBook prices,
    Func<AgentName, AgentLimits> limits,
    Func<MeterSettings> settings,
    TimeProvider time
) : IModelMeter
{
    /// <summary>Tokens of an answer that are reserved where the caller names no number.</summary>
    public const int UsualOutput = 8192;

    /// <summary>Where little is left, the answer may be cut down to so many; below that there is no use in asking.</summary>
    public const int LeastOutput = 1024;

    /// <summary>Longer than any call lasts: a reservation that nobody settled by then was forgotten.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async ValueTask<ModelReservation> ReserveAsync(ModelAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var (zone, config) = settings();
        var price = prices.PriceOf(attempt.Model);
        if (price.Source == PriceSource.Unknown && config.UnknownPrices == UnknownPrices.Pause)
        {
            throw new RunPausedException(BudgetText.UnknownPrice(attempt));
        }

        var prompt = PromptEstimate.Of(attempt.Messages, attempt.Options);
        var cases = CasesOf(attempt, price, prompt);
        var reservation = new UsageReservation
        {
            Use = attempt.Use,
            Model = attempt.Model,
            Price = price,
            Attempt = attempt.Number,
            Place = attempt.Place,
            PromptTokens = prompt,
            Cases = cases,
            Budgets = BudgetsOf(attempt.Use, config),
            Day = OwnerDay.Of(time.GetUtcNow(), zone),
            Patience = Patience,
        };
        return await ledger.ReserveAsync(reservation, cancellationToken).ConfigureAwait(false) switch
        {
            ReserveResult.Held held => new Held(attempt, held.Row, price, prompt)
            {
                MaxOutputTokens = CapOf(attempt, price, held.Case, cases[0]),
            },
            ReserveResult.Refused refused => throw new RunPausedException(
                BudgetText.Refusal(attempt.Use, refused, cases[0])
            ),
            var other => throw new InvalidOperationException($"Unknown result {other.GetType().Name}."),
        };
    }

    /// <inheritdoc />
    public async ValueTask SettleAsync(
        ModelReservation reservation,
        ModelSpending spending,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(spending);
        var held = (Held)reservation;
        await ledger.SettleAsync(held.Row, Of(held, spending), cancellationToken).ConfigureAwait(false);
    }

    // The answer's room is halved until it fits into what is left.
    private static ImmutableArray<WorstCase> CasesOf(ModelAttempt attempt, ModelPrice price, int prompt)
    {
        var most = attempt.Options?.MaxOutputTokens ?? UsualOutput;
        most = Math.Min(most, price.Price?.MaxOutput ?? most);
        if (attempt.Model.ContextWindow is { } window)
        {
            most = Math.Min(most, Math.Max(window - prompt, Math.Min(most, LeastOutput)));
        }

        var cases = ImmutableArray.CreateBuilder<WorstCase>();
        for (var output = most; ; output = Math.Max(output / 2, LeastOutput))
        {
            cases.Add(new WorstCase(output, prompt + output, price.Price?.WorstOf(prompt, output)));
            if (output <= LeastOutput)
            {
                return cases.ToImmutable();
            }
        }
    }

    private ImmutableArray<Budget> BudgetsOf(ModelUse use, BudgetConfig config)
    {
        var budgets = ImmutableArray.CreateBuilder<Budget>();
        if (use.Agent is { } agent)
        {
            var (own, ceiling) = limits(agent);
            budgets.AddRange(BudgetsOf(use, own, isCeiling: false));
            budgets.AddRange(ceiling is null ? [] : BudgetsOf(use, ceiling, isCeiling: true));
        }

        if (config.TokensPerDay is { } tokens)
        {
            budgets.Add(new Budget(BudgetScope.GatewayDay, BudgetUnit.Tokens, tokens));
        }

        if (config.UsdPerDay is { } usd)
        {
            budgets.Add(new Budget(BudgetScope.GatewayDay, BudgetUnit.Money, NanoUsd.FromUsd(usd)));
        }

        return budgets.ToImmutable();
    }

    private static IEnumerable<Budget> BudgetsOf(ModelUse use, Limits limits, bool isCeiling)
    {
        if (use.Run is not null)
        {
            yield return new Budget(BudgetScope.Run, BudgetUnit.Tokens, limits.TokensPerRun) { IsCeiling = isCeiling };
        }

        yield return new Budget(BudgetScope.AgentDay, BudgetUnit.Money, NanoUsd.FromUsd(limits.UsdPerDay))
        {
            IsCeiling = isCeiling,
        };
    }

    // What costs is told how long an answer may be, for only then is the worst case one. Servers of one's own refuse what is more than their window.
    private static int? CapOf(ModelAttempt attempt, ModelPrice price, WorstCase held, WorstCase wanted) =>
        price.Source is PriceSource.Listed or PriceSource.Owner || held.MaxOutput < wanted.MaxOutput
            ? held.MaxOutput
            : attempt.Options?.MaxOutputTokens;

    private static UsageSettlement Of(Held held, ModelSpending spending)
    {
        var (state, tokens, reported) = CountsOf(held, spending);
        var cost = state == UsageState.Released ? 0 : held.Price.Price?.CostOf(tokens);
        return new UsageSettlement(state, tokens, cost, reported, spending.Outcome, spending.AnsweredBy);
    }

    private static (UsageState, TokenCounts, bool Reported) CountsOf(Held held, ModelSpending spending)
    {
        if (spending.Usage is { } usage)
        {
            var counts = new TokenCounts(
                usage.InputTokenCount ?? held.PromptTokens,
                usage.OutputTokenCount ?? spending.AnswerTokens
            )
            {
                Cached = usage.CachedInputTokenCount ?? 0,
                CacheWritten = usage.AdditionalCounts?.GetValueOrDefault("CacheCreationInputTokens") ?? 0,
                Reasoning = usage.ReasoningTokenCount ?? 0,
            };
            return (
                UsageState.Settled,
                counts,
                usage is { InputTokenCount: not null, OutputTokenCount: not null }
                    && spending.Outcome != AttemptOutcome.Cut
            );
        }

        return spending.Outcome == AttemptOutcome.Failed && IsFree(spending.Fault)
            ? (UsageState.Released, TokenCounts.None, true)
            : (UsageState.Settled, new TokenCounts(held.PromptTokens, spending.AnswerTokens), false);
    }

    // What a provider answers with an error, or never got, it asks no money for. Work on a prompt that took too long it may.
    private static bool IsFree(ModelFault? fault) =>
        fault switch
        {
            ModelFault.NoModel
            or ModelFault.Unreachable
            or ModelFault.Busy
            or ModelFault.ProviderFailed
            or ModelFault.NotAllowed
            or ModelFault.NothingLeft
            or ModelFault.NotFound
            or ModelFault.ContextOverflow
            or ModelFault.BadRequest => true,
            ModelFault.TimedOut or ModelFault.BadAnswer or ModelFault.Cut or null => false,
        };

    private sealed record Held(ModelAttempt Attempt, long Row, ModelPrice Price, int PromptTokens)
        : ModelReservation(Attempt);
}
