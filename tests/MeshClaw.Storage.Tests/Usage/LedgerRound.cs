using System.Collections.Immutable;
using MeshClaw.Core.Models;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;
using MeshClaw.Storage.Usage;

namespace MeshClaw.Storage.Tests.Usage;

/// <summary>A ledger on a real file, and attempts against it. One token costs one nano-dollar.</summary>
internal sealed class LedgerRound(Home home, SqliteUsageLedger ledger) : IAsyncDisposable
{
    public static readonly DateOnly Today = new(2026, 11, 23);

    private static readonly TokenPrice s_price = new(new TokenRates(1_000_000, 1_000_000));

    public Home Home => home;

    public SqliteUsageLedger Ledger { get; private set; } = ledger;

    public static CancellationToken None => TestContext.Current.CancellationToken;

    public static async Task<LedgerRound> OpenAsync()
    {
        var home = await Home.CreateAsync();
        return new LedgerRound(home, await SqliteUsageLedger.CreateAsync(home.Database, None));
    }

    /// <summary>Another process on the same home.</summary>
    public async Task RestartAsync()
    {
        await Home.ReopenAsync();
        Ledger = await SqliteUsageLedger.CreateAsync(Home.Database, None);
    }

    public static UsageReservation Attempt(
        RunId run,
        long tokens,
        ImmutableArray<Budget> budgets,
        bool priced = true,
        string agent = "inbox",
        params ReadOnlySpan<long> less
    ) =>
        new()
        {
            Use = new ModelUse
            {
                Agent = new AgentName(agent),
                Run = run,
                Trigger = "schedule 06:30 on weekdays",
            },
            Model = new ModelTraits(
                new ConnectionName("model/a"),
                "m",
                ModelProvider.OpenAICompatible,
                "h",
                Local: false
            ),
            Price = priced ? new ModelPrice(PriceSource.Listed, s_price, "2026-11-23") : ModelPrice.Unknown,
            Attempt = 1,
            Place = 0,
            PromptTokens = Math.Min(10, tokens),
            Cases =
            [
                .. new[] { tokens }.Concat(less.ToArray()).Select(t => new WorstCase((int)t, t, priced ? t : null)),
            ],
            Budgets = budgets,
            Day = Today,
            Patience = TimeSpan.FromHours(1),
        };

    /// <summary>The row of an attempt, or null where it was refused.</summary>
    public async Task<long?> ReserveAsync(UsageReservation attempt) =>
        await Ledger.ReserveAsync(attempt, None) is ReserveResult.Held held ? held.Row : null;

    public Task SettleAsync(long row, long input, long output, long? cost, bool reported = true) =>
        Ledger.SettleAsync(
            row,
            new UsageSettlement(
                UsageState.Settled,
                new TokenCounts(input, output),
                cost,
                reported,
                AttemptOutcome.Answered,
                "served"
            ),
            None
        );

    public Task ReleaseAsync(long row) =>
        Ledger.SettleAsync(
            row,
            new UsageSettlement(UsageState.Released, TokenCounts.None, 0, true, AttemptOutcome.Failed, null),
            None
        );

    public Task<UsageFigures> FiguresAsync() =>
        Ledger.FiguresAsync(new UsagePeriod(Today, Today, Home.Start.AddHours(-6), Home.Start.AddHours(18)), None);

    public ValueTask DisposeAsync() => Home.DisposeAsync();
}
