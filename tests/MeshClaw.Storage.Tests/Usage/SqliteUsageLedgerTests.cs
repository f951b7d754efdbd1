using System.Collections.Immutable;
using MeshClaw.Core.Usage;
using static MeshClaw.Storage.Tests.Usage.LedgerRound;

namespace MeshClaw.Storage.Tests.Usage;

public sealed class SqliteUsageLedgerTests
{
    private static readonly ImmutableArray<Budget> s_run = [new(BudgetScope.Run, BudgetUnit.Tokens, 100)];
    private static readonly ImmutableArray<Budget> s_day = [new(BudgetScope.AgentDay, BudgetUnit.Money, 100)];

    [Fact]
    public async Task Calls_at_the_same_time_cannot_together_go_over_a_budget()
    {
        await using var round = await OpenAsync();
        var run = await round.Home.RunAsync();

        // Eight fit in: 8 × 12 = 96.
        var rows = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(_ => Task.Run(() => round.ReserveAsync(Attempt(run, 12, s_run))))
        );

        Assert.Equal(8, rows.Count(r => r is not null));
        Assert.Equal(96, (await round.Ledger.OfRunAsync(run, None)).Counted);
    }

    [Fact]
    public async Task What_was_not_used_of_a_worst_case_is_there_again()
    {
        await using var round = await OpenAsync();
        var run = await round.Home.RunAsync();
        var row = await round.ReserveAsync(Attempt(run, 100, s_run));
        Assert.Null(await round.ReserveAsync(Attempt(run, 50, s_run)));

        await round.SettleAsync(row!.Value, 30, 20, 50); // It was held.

        Assert.NotNull(await round.ReserveAsync(Attempt(run, 50, s_run)));
        Assert.Null(await round.ReserveAsync(Attempt(run, 1, s_run)));
    }

    [Fact]
    public async Task Where_nothing_was_sent_nothing_is_kept_but_that_it_was_tried()
    {
        await using var round = await OpenAsync();
        var run = await round.Home.RunAsync();
        var row = await round.ReserveAsync(Attempt(run, 100, s_run));

        await round.ReleaseAsync(row!.Value); // It was held.

        Assert.Equal(new RunSpending { Attempts = 1, Cost = 0 }, await round.Ledger.OfRunAsync(run, None));
        await Assert.ThrowsAsync<InvalidOperationException>(() => round.ReleaseAsync(row.Value)); // Once only.
    }

    [Fact]
    public async Task The_first_of_the_cases_that_fits_is_held()
    {
        await using var round = await OpenAsync();
        var run = await round.Home.RunAsync();
        await round.ReserveAsync(Attempt(run, 70, s_run));

        var held = Assert.IsType<ReserveResult.Held>(
            await round.Ledger.ReserveAsync(Attempt(run, 80, s_run, true, "inbox", 40, 30, 20), None)
        );
        Assert.Equal(30, held.Case.MaxOutput);
        var refused = Assert.IsType<ReserveResult.Refused>(
            await round.Ledger.ReserveAsync(Attempt(run, 80, s_run, true, "inbox", 40), None)
        );
        Assert.Equal(new ReserveResult.Refused(s_run[0], 0), refused);
    }

    [Fact]
    public async Task A_reservation_that_nobody_settles_expires_and_its_prompt_counts()
    {
        await using var round = await OpenAsync();
        var run = await round.Home.RunAsync();
        var leaked = await round.ReserveAsync(Attempt(run, 100, s_run));

        round.Home.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Null(await round.ReserveAsync(Attempt(run, 90, s_run)));
        round.Home.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await round.ReserveAsync(Attempt(run, 90, s_run)));

        var spent = await round.Ledger.OfRunAsync(run, None);
        Assert.Equal((10, 10, true), (spent.Tokens.Input, spent.Cost, spent.IsEstimated));
        await round.SettleAsync(leaked!.Value, 20, 5, 25); // It ended after all: that is truer.
        Assert.Equal(25, (await round.Ledger.OfRunAsync(run, None)).Cost);
    }

    [Fact]
    public async Task What_a_dead_process_held_is_free_at_the_next_start()
    {
        await using var round = await OpenAsync();
        var run = await round.Home.RunAsync();
        await round.ReserveAsync(Attempt(run, 100, s_run));

        await round.RestartAsync();

        Assert.NotNull(await round.ReserveAsync(Attempt(run, 90, s_run)));
    }

    [Fact]
    public async Task A_day_of_an_agent_is_shared_by_its_runs_and_by_nobody_else()
    {
        await using var round = await OpenAsync();
        var (one, two) = (await round.Home.RunAsync(), await round.Home.RunAsync());
        await round.ReserveAsync(Attempt(one, 60, s_day));

        Assert.Null(await round.ReserveAsync(Attempt(two, 60, s_day)));
        Assert.NotNull(await round.ReserveAsync(Attempt(two, 60, s_day, agent: "other")));
        Assert.NotNull(await round.ReserveAsync(Attempt(two, 60, s_day) with { Day = Today.AddDays(1) }));
        Assert.NotNull(await round.ReserveAsync(Attempt(two, 40, s_day)));
    }

    [Fact]
    public async Task All_agents_share_the_day_of_the_gateway()
    {
        await using var round = await OpenAsync();
        var run = await round.Home.RunAsync();
        ImmutableArray<Budget> all = [new(BudgetScope.GatewayDay, BudgetUnit.Tokens, 100)];
        await round.ReserveAsync(Attempt(run, 60, all));

        Assert.Null(await round.ReserveAsync(Attempt(run, 60, all, agent: "other")));
    }

    [Fact]
    public async Task An_allowance_is_of_its_run_alone_and_takes_nothing_from_the_budgets_of_others()
    {
        await using var round = await OpenAsync();
        var (one, two) = (await round.Home.RunAsync(), await round.Home.RunAsync());
        await round.ReserveAsync(Attempt(one, 90, s_day));
        await round.Ledger.RaiseAsync(one, new RunAllowance(0, 50), None);

        Assert.NotNull(await round.ReserveAsync(Attempt(one, 40, s_day))); // Out of the allowance.
        Assert.Null(await round.ReserveAsync(Attempt(one, 20, s_day))); // 10 are left of either.
        Assert.Null(await round.ReserveAsync(Attempt(two, 20, s_day)));
        Assert.NotNull(await round.ReserveAsync(Attempt(two, 10, s_day)));
        var audit = Home.Sql(round.Home.Folder, "SELECT body FROM audit ORDER BY seq DESC LIMIT 1");
        Assert.Contains("budget.raised", audit as string, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_allowance_goes_beyond_what_the_organisation_allows()
    {
        await using var round = await OpenAsync();
        var run = await round.Home.RunAsync();
        var ceiling = new Budget(BudgetScope.Run, BudgetUnit.Tokens, 150) { IsCeiling = true };
        await round.Ledger.RaiseAsync(run, new RunAllowance(1000, 0), None);

        Assert.NotNull(await round.ReserveAsync(Attempt(run, 90, [.. s_run, ceiling])));
        Assert.NotNull(await round.ReserveAsync(Attempt(run, 50, [.. s_run, ceiling]))); // Out of the allowance.
        var refused = await round.Ledger.ReserveAsync(Attempt(run, 20, [.. s_run, ceiling]), None);

        Assert.Equal(new ReserveResult.Refused(ceiling, 10), refused);
    }

    [Fact]
    public async Task Where_the_price_is_unknown_tokens_count_and_the_cost_is_unknown()
    {
        await using var round = await OpenAsync();
        var run = await round.Home.RunAsync();
        await round.ReserveAsync(Attempt(run, 100, s_day));

        var row = await round.ReserveAsync(Attempt(run, 60, [.. s_day, .. s_run], priced: false));
        Assert.Null(row); // 160 tokens of 100.
        row = await round.ReserveAsync(Attempt(run, 60, s_day, priced: false));
        await round.SettleAsync(row!.Value, 50, 5, cost: null); // No budget of dollars holds it.

        Assert.Null((await round.Ledger.OfRunAsync(run, None)).Cost);
        var calls = (await round.FiguresAsync()).Calls.Single(c => c.Price == PriceSource.Unknown);
        Assert.Equal((1, 0, 55), (calls.UnknownCost, calls.KnownCost, calls.Tokens.Input + calls.Tokens.Output));
    }
}
