using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Support;

/// <summary>A week with a listed, a local and an unknown price in it.</summary>
internal static class UsageSamples
{
    public static UsageResponse Week { get; } =
        new()
        {
            From = new DateOnly(2026, 11, 17),
            To = new DateOnly(2026, 11, 23),
            Zone = "Europe/Berlin",
            PriceTable = "2026-11-23",
            Total = Figures(1240, 12_345_678, 3, 3, new UsageOutcomes(61, 30, 4, 2, 5, 16, 1, 3)),
            Agents =
            [
                new UsageLine("inbox", Figures(1200, 12_300_000, 0, 0, new UsageOutcomes(50, 30, 4, 2, 5, 8, 0, 1))),
                new UsageLine("assistant", Figures(40, 45_678, 3, 3, new UsageOutcomes(11, 0, 0, 0, 0, 8, 1, 2))),
            ],
            Models =
            [
                new UsageLine(
                    "model/work",
                    Figures(1200, 12_345_678, 0, 0, new UsageOutcomes(50, 30, 4, 2, 5, 8, 0, 1))
                )
                {
                    Ids = ["gpt-5-mini"],
                    Prices = ["listed"],
                },
                new UsageLine("model/home", Figures(37, 0, 0, 0, new UsageOutcomes(10, 0, 0, 0, 0, 8, 1, 1)))
                {
                    Ids = ["qwen3:8b"],
                    Prices = ["local"],
                },
                new UsageLine("model/router", Figures(3, 0, 3, 1, new UsageOutcomes(1, 0, 0, 0, 0, 0, 0, 1)))
                {
                    Ids = ["some/model-with-a-long-name"],
                    Prices = ["unknown"],
                },
            ],
            Triggers =
            [
                new UsageLine("schedule", Figures(1200, 12_300_000, 0, 0, new UsageOutcomes(50, 30, 4, 2, 5, 8, 0, 1))),
                new UsageLine("asked", Figures(40, 45_678, 3, 3, new UsageOutcomes(11, 0, 0, 0, 0, 8, 1, 2))),
            ],
            Budgets =
            [
                new UsageBudget("all", "tokens", 1_000_000, 120_000),
                new UsageBudget("inbox", "nanoUsd", 500_000_000, 2_345_678),
                new UsageBudget("assistant", "nanoUsd", 1_000_000_000, 0),
            ],
        };

    private static UsageFiguresDto Figures(
        long calls,
        long cost,
        long unknown,
        long estimated,
        UsageOutcomes outcomes
    ) =>
        new()
        {
            Calls = calls,
            Retries = calls / 100,
            Input = calls * 9000,
            Cached = calls * 8000,
            Output = calls * 150,
            Reasoning = calls * 40,
            CostNanoUsd = unknown > 0 ? null : cost,
            KnownCostNanoUsd = cost,
            UnknownCost = unknown,
            Estimated = estimated,
            Runs = outcomes,
        };
}
