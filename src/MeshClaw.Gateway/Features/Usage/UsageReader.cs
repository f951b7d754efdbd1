using MeshClaw.Core.Agents;
using MeshClaw.Core.Usage;
using MeshClaw.Gateway.Configuration;
using MeshClaw.Policy;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Features.Usage;

/// <summary>Puts calls and runs together as clients see them.</summary>
internal sealed class UsageReader(
    IUsageLedger ledger,
    IPriceBook prices,
    IAgentCatalog agents,
    Func<AgentName, AgentLimits> limits,
    LiveFiles files,
    TimeProvider time
)
{
    private const string Owner = "owner";
    private const string All = "all";

    /// <summary>The last days of the owner, today included.</summary>
    public async Task<UsageResponse> ReadAsync(int days, CancellationToken cancellationToken)
    {
        var zone = files.Config.Current.Zone;
        var today = OwnerDay.Of(time.GetUtcNow(), zone);
        var from = today.AddDays(1 - days);
        var period = new UsagePeriod(from, today, OwnerDay.Begin(from, zone), OwnerDay.Begin(today.AddDays(1), zone));
        var figures = await ledger.FiguresAsync(period, cancellationToken);
        return new UsageResponse
        {
            From = from,
            To = today,
            Zone = zone.Id,
            PriceTable = prices.Version,
            Total = Sum(figures.Calls, figures.Runs),
            Agents = Lines(
                figures.Calls.ToLookup(c => c.Agent?.Value ?? Owner),
                figures.Runs.ToLookup(r => r.Agent.Value)
            ),
            Models = Models(figures),
            Triggers = Lines(figures.Calls.ToLookup(c => c.Trigger), figures.Runs.ToLookup(r => r.Trigger)),
            Budgets = await BudgetsAsync(today, cancellationToken),
        };
    }

    private static IReadOnlyList<UsageLine> Models(UsageFigures figures)
    {
        var calls = figures.Calls.ToLookup(c => c.Connection.Value);
        var runs = figures.Runs.SelectMany(r => r.Models.Select(m => (Model: m.Value, Run: r)));
        return
        [
            .. Lines(calls, runs.ToLookup(r => r.Model, r => r.Run))
                .Select(l =>
                    l with
                    {
                        Ids = [.. calls[l.Name].Select(c => c.Model).Distinct().Order(StringComparer.Ordinal)],
                        Prices =
                        [
                            .. calls[l.Name].Select(c => Answer.Word(c.Price)).Distinct().Order(StringComparer.Ordinal),
                        ],
                    }
                ),
        ];
    }

    private static IReadOnlyList<UsageLine> Lines(
        ILookup<string, CallFigures> calls,
        ILookup<string, RunFigures> runs
    ) =>
        [
            .. calls
                .Select(c => c.Key)
                .Union(runs.Select(r => r.Key))
                .Select(name => new UsageLine(name, Sum(calls[name], runs[name])))
                .OrderByDescending(l => l.Usage.KnownCostNanoUsd)
                .ThenByDescending(l => l.Usage.Input + l.Usage.Output)
                .ThenBy(l => l.Name, StringComparer.Ordinal),
        ];

    private static UsageFiguresDto Sum(IEnumerable<CallFigures> figures, IEnumerable<RunFigures> runs)
    {
        var calls = figures.ToList();
        var (known, unknown) = (calls.Sum(c => c.KnownCost), calls.Sum(c => c.UnknownCost));
        return new UsageFiguresDto
        {
            Calls = calls.Sum(c => c.Attempts),
            Retries = calls.Sum(c => c.Again),
            Input = calls.Sum(c => c.Tokens.Input),
            Cached = calls.Sum(c => c.Tokens.Cached),
            Output = calls.Sum(c => c.Tokens.Output),
            Reasoning = calls.Sum(c => c.Tokens.Reasoning),
            CostNanoUsd = unknown > 0 ? null : known,
            KnownCostNanoUsd = known,
            UnknownCost = unknown,
            Estimated = calls.Sum(c => c.Estimated),
            Runs = Outcomes(runs.Select(r => r.Outcome).CountBy(o => o).ToDictionary()),
        };
    }

    private static UsageOutcomes Outcomes(Dictionary<RunOutcome, int> counts) =>
        new(
            counts.Values.Sum(),
            counts.GetValueOrDefault(RunOutcome.Kept),
            counts.GetValueOrDefault(RunOutcome.Edited),
            counts.GetValueOrDefault(RunOutcome.Undone),
            counts.GetValueOrDefault(RunOutcome.Ignored),
            counts.GetValueOrDefault(RunOutcome.Answered),
            counts.GetValueOrDefault(RunOutcome.Failed),
            counts.GetValueOrDefault(RunOutcome.Open)
        );

    private async Task<IReadOnlyList<UsageBudget>> BudgetsAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var budgets = new List<UsageBudget>();
        var config = files.Config.Current.Budget;
        var all = await ledger.SpentAsync(BudgetScope.GatewayDay, All, today, cancellationToken);
        if (config.UsdPerDay is { } usd)
        {
            budgets.Add(new UsageBudget(All, "nanoUsd", NanoUsd.FromUsd(usd), all.Cost));
        }

        if (config.TokensPerDay is { } tokens)
        {
            budgets.Add(new UsageBudget(All, "tokens", tokens, all.Tokens));
        }

        foreach (var agent in agents.List().Select(a => a.Name))
        {
            var spent = await ledger.SpentAsync(BudgetScope.AgentDay, agent.Value, today, cancellationToken);
            budgets.Add(
                new UsageBudget(agent.Value, "nanoUsd", NanoUsd.FromUsd(limits(agent).Narrowed.UsdPerDay), spent.Cost)
            );
        }

        return budgets;
    }
}
