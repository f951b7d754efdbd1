using System.Collections.Immutable;
using CsCheck;
using MeshClaw.Core.Usage;
using static MeshClaw.Storage.Tests.Usage.LedgerRound;

namespace MeshClaw.Storage.Tests.Usage;

/// <summary>Whatever happens in whatever order: no budget is overspent, nothing held is negative, and the sums are those of the rows.</summary>
public sealed class LedgerPropertyTests
{
    private const long RunMax = 300;
    private const long DayMax = 500;

    private static readonly ImmutableArray<Budget> s_budgets =
    [
        new(BudgetScope.Run, BudgetUnit.Tokens, RunMax),
        new(BudgetScope.AgentDay, BudgetUnit.Money, DayMax),
        new(BudgetScope.GatewayDay, BudgetUnit.Tokens, DayMax),
    ];

    /// <summary>One step: which run, how much is wanted, and what is done with an earlier reservation.</summary>
    private sealed record Step(int Run, long Amount, int What, int Which);

    private static readonly Gen<Step[]> s_steps = Gen.Select(
        Gen.Int[0, 2],
        Gen.Long[1, 150],
        Gen.Int[0, 9],
        Gen.Int[0, 1000],
        (run, amount, what, which) => new Step(run, amount, what, which)
    ).Array[1, 40];

    [Fact]
    public async Task No_interleaving_overspends() =>
        await s_steps.SampleAsync(RunAsync, iter: 40, threads: 1, seed: null);

    private static async Task RunAsync(Step[] steps)
    {
        await using var round = await OpenAsync();
        var runs = new[] { await round.Home.RunAsync(), await round.Home.RunAsync(), await round.Home.RunAsync() };
        var held = new List<(long Row, long Amount)>();
        long settled = 0;
        // Four at a time, so that their transactions meet in any order.
        foreach (var together in steps.Chunk(4))
        {
            var begun = await Task.WhenAll(together.Select(step => Task.Run(() => ReserveAsync(round, runs, step))));
            held.AddRange(begun.OfType<(long, long)>());
            foreach (var step in together.Where(s => s.What >= 4 && held.Count > 0))
            {
                var (row, amount) = held[step.Which % held.Count];
                held.RemoveAll(h => h.Row == row);
                if (step.What == 9)
                {
                    await round.ReleaseAsync(row);
                    continue;
                }

                var used = amount * (step.What - 3) / 5; // A part of the worst case, up to all of it.
                await round.SettleAsync(row, used, 0, used);
                settled += used;
            }

            await CheckAsync(round, runs.Select(r => r.Value), held.Sum(h => h.Amount), settled);
        }
    }

    private static async Task<(long, long)?> ReserveAsync(LedgerRound round, Policy.RunId[] runs, Step step) =>
        await round.ReserveAsync(Attempt(runs[step.Run], step.Amount, s_budgets)) is { } row
            ? (row, step.Amount)
            : null;

    private static async Task CheckAsync(LedgerRound round, IEnumerable<long> runs, long held, long settled)
    {
        var folder = round.Home.Folder;
        foreach (var run in runs)
        {
            var spent = await round.Ledger.OfRunAsync(new Policy.RunId(run), None);
            Assert.InRange(spent.Counted, 0, RunMax);
        }

        var day = await round.Ledger.SpentAsync(BudgetScope.GatewayDay, "", Today, None);
        Assert.InRange(day.Tokens, 0, DayMax);
        Assert.InRange(day.Cost, 0, DayMax);
        Assert.Equal(held + settled, day.Tokens);
        Assert.Equal(0L, Home.Sql(folder, "SELECT count(*) FROM model_calls WHERE counted < 0 OR cost < 0"));
        Assert.Equal(
            settled,
            Home.Sql(folder, "SELECT coalesce(sum(cost), 0) FROM model_calls WHERE state = 'settled'")
        );
        Assert.Equal(held, Home.Sql(folder, "SELECT coalesce(sum(counted), 0) FROM model_calls WHERE state = 'held'"));
    }
}
