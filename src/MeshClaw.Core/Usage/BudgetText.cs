using System.Globalization;
using MeshClaw.Core.Models;

namespace MeshClaw.Core.Usage;

/// <summary>What the owner reads when a run is over a budget: what the next call would come to, and how to go on.</summary>
internal static class BudgetText
{
    private const decimal Cent = 0.01m;

    public static string Refusal(ModelUse use, ReserveResult.Refused refused, WorstCase wanted)
    {
        var (budget, left) = (refused.Budget, Math.Max(0, refused.Left));
        var (need, rest, all) = budget.Unit switch
        {
            BudgetUnit.Tokens => (Number(wanted.Tokens), Number(left), Number(budget.Max)),
            BudgetUnit.Money => (NanoUsd.Text(wanted.Cost ?? 0), NanoUsd.Text(left), NanoUsd.Text(budget.Max)),
        };
        var (whose, key) = budget.Scope switch
        {
            BudgetScope.Run => ("that a run may use", "limits.tokens-per-run"),
            BudgetScope.AgentDay => ($"that {use.Agent} may spend in a day", "limits.usd-per-day"),
            BudgetScope.GatewayDay => (
                "for all agents and this day",
                budget.Unit == BudgetUnit.Tokens ? "budget.tokens-per-day" : "budget.usd-per-day"
            ),
        };
        var what = budget.Unit == BudgetUnit.Tokens ? $"use up to {need} tokens" : $"cost up to {need}";
        return $"Its next call of a model may {what}, and {rest} of the {all} {whose} ({key}{(budget.IsCeiling ? " of your organisation" : "")}) are left. {HowToGoOn(use, budget, wanted)}";
    }

    public static string UnknownPrice(ModelAttempt attempt) =>
        $"Nobody knows what {attempt.Model.Model} ({attempt.Model.Name}) costs, so no budget of dollars can hold it. Say it in config.yaml, in dollars for a "
        + "million tokens (price: {input: 0.25, output: 2}), or let its tokens count alone (budget: {unknown-prices: count-tokens})."
        + (attempt.Use.Run is { } run ? $" Then: meshclaw continue {run}" : "");

    private static string HowToGoOn(ModelUse use, Budget budget, WorstCase wanted)
    {
        if (budget.IsCeiling)
        {
            return "Nobody but your organisation can let it use more.";
        }

        if (use.Run is not { } run)
        {
            return "It goes on when there is room again.";
        }

        return (budget.Scope, budget.Unit) switch
        {
            (BudgetScope.Run, _) =>
                $"Go on with as many again: meshclaw continue {run}, or with a number of your own: --tokens N",
            (_, BudgetUnit.Tokens) => $"Go on all the same: meshclaw continue {run} --tokens {wanted.Tokens}",
            (_, BudgetUnit.Money) => $"Go on all the same: meshclaw continue {run} --usd {Dollars(wanted.Cost ?? 0)}",
        };
    }

    private static string Number(long tokens) => tokens.ToString("N0", CultureInfo.InvariantCulture);

    private static string Dollars(long nanoUsd) =>
        (Math.Ceiling(nanoUsd / NanoUsd.PerUsd / Cent) * Cent).ToString("F2", CultureInfo.InvariantCulture);
}
