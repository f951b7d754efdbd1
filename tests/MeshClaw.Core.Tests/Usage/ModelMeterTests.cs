using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Core.Tests.Usage;

public sealed class ModelMeterTests : IUsageLedger, IPriceBook
{
    private static readonly TokenPrice s_price = new(new TokenRates(1_000_000_000, 2_000_000_000));

    private readonly List<UsageReservation> _reserved = [];
    private readonly List<UsageSettlement> _settled = [];
    private ModelPrice _known = new(PriceSource.Listed, s_price, "2026-11-23");
    private ReserveResult.Refused? _refusal;
    private int _room = int.MaxValue;
    private BudgetConfig _budget = BudgetConfig.None;
    private Limits? _ceiling;

    string IPriceBook.Version => "2026-11-23";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ModelMeter Meter =>
        new(
            this,
            this,
            _ => new AgentLimits(new Limits { TokensPerRun = 1000, UsdPerDay = 0.5m }, _ceiling),
            () => new MeterSettings(TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"), _budget),
            new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 20, 0, 0, TimeSpan.Zero))
        );

    [Fact]
    public async Task Budgets_are_the_runs_the_agents_day_and_the_gateways_day_in_the_owners_zone()
    {
        _budget = new BudgetConfig { UsdPerDay = 2, TokensPerDay = 5000 };

        await Meter.ReserveAsync(Attempt(), Token);

        var reserved = Assert.Single(_reserved);
        Assert.Equal(
            [
                new Budget(BudgetScope.Run, BudgetUnit.Tokens, 1000),
                new Budget(BudgetScope.AgentDay, BudgetUnit.Money, 500_000_000),
                new Budget(BudgetScope.GatewayDay, BudgetUnit.Tokens, 5000),
                new Budget(BudgetScope.GatewayDay, BudgetUnit.Money, 2_000_000_000),
            ],
            reserved.Budgets
        );
        Assert.Equal(new DateOnly(2026, 11, 24), reserved.Day);
    }

    [Fact]
    public async Task The_organisations_limits_are_budgets_of_their_own()
    {
        _ceiling = new Limits { TokensPerRun = 500, UsdPerDay = 0.1m };

        await Meter.ReserveAsync(Attempt(), Token);

        Assert.Equal(
            [
                new Budget(BudgetScope.Run, BudgetUnit.Tokens, 500) { IsCeiling = true },
                new Budget(BudgetScope.AgentDay, BudgetUnit.Money, 100_000_000) { IsCeiling = true },
            ],
            Assert.Single(_reserved).Budgets.Where(b => b.IsCeiling)
        );
    }

    [Fact]
    public async Task Room_for_the_answer_is_halved_down_to_the_least_that_is_of_use()
    {
        await Meter.ReserveAsync(Attempt(), Token);
        await Meter.ReserveAsync(Attempt(new ChatOptions { MaxOutputTokens = 50 }), Token);
        _known = _known with { Price = s_price with { MaxOutput = 3000 } };
        await Meter.ReserveAsync(Attempt(), Token);

        Assert.Equal(
            ["8192 4096 2048 1024", "50", "3000 1500 1024"],
            _reserved.Select(r => string.Join(' ', r.Cases.Select(c => c.MaxOutput)))
        );
        var first = _reserved[0];
        Assert.Equal(first.PromptTokens + 8192, first.Cases[0].Tokens);
        Assert.Equal(s_price.WorstOf(first.PromptTokens, 8192), first.Cases[0].Cost);
    }

    [Fact]
    public async Task A_provider_is_told_the_reserved_length_where_it_costs_or_little_is_left()
    {
        Assert.Equal(8192, (await Meter.ReserveAsync(Attempt(), Token)).MaxOutputTokens);
        _known = ModelPrice.Local; // A small window of one's own refuses what is more than it holds.
        Assert.Null((await Meter.ReserveAsync(Attempt(), Token)).MaxOutputTokens);
        _room = 3000;
        Assert.Equal(2048, (await Meter.ReserveAsync(Attempt(), Token)).MaxOutputTokens);
    }

    [Fact]
    public async Task What_the_provider_reports_is_what_it_cost()
    {
        await SettleAsync(
            new ModelSpending(AttemptOutcome.Answered, Usage(100, 10, 40), TimeSpan.Zero, TimeSpan.Zero, "served")
        );

        Assert.Equal(
            new UsageSettlement(
                UsageState.Settled,
                new TokenCounts(100, 10) { Cached = 40 },
                120_000,
                Reported: true,
                AttemptOutcome.Answered,
                "served"
            ),
            Assert.Single(_settled)
        );
    }

    [Theory]
    [InlineData(ModelFault.Busy, true)]
    [InlineData(ModelFault.NotAllowed, true)]
    [InlineData(ModelFault.Unreachable, true)]
    [InlineData(ModelFault.TimedOut, false)] // It may have worked on the prompt all the time.
    public async Task What_was_refused_costs_nothing(ModelFault fault, bool free)
    {
        await SettleAsync(new ModelSpending(AttemptOutcome.Failed, null, TimeSpan.Zero, null, null) { Fault = fault });

        var settled = Assert.Single(_settled);
        Assert.Equal(
            free ? (UsageState.Released, 0) : (UsageState.Settled, _reserved[0].PromptTokens),
            (settled.State, settled.Tokens.Input)
        );
        Assert.Equal(free, settled.Reported);
    }

    [Fact]
    public async Task What_nobody_reported_is_estimated_and_said_to_be()
    {
        await SettleAsync(
            new ModelSpending(AttemptOutcome.Cancelled, null, TimeSpan.Zero, TimeSpan.Zero, null) { AnswerTokens = 9 }
        );

        var settled = Assert.Single(_settled);
        Assert.Equal((new TokenCounts(_reserved[0].PromptTokens, 9), false), (settled.Tokens, settled.Reported));
    }

    [Fact]
    public async Task The_cost_of_an_unknown_price_is_unknown()
    {
        _known = ModelPrice.Unknown;
        await SettleAsync(
            new ModelSpending(AttemptOutcome.Answered, Usage(100, 10, 0), TimeSpan.Zero, TimeSpan.Zero, null)
        );

        Assert.Null(Assert.Single(_settled).Cost);
        Assert.All(_reserved[0].Cases, c => Assert.Null(c.Cost));
    }

    [Fact]
    public async Task A_refusal_says_what_the_call_would_come_to_and_how_to_go_on()
    {
        _refusal = new ReserveResult.Refused(
            new Budget(BudgetScope.AgentDay, BudgetUnit.Money, 500_000_000),
            1_000_000
        );
        var money = await Assert.ThrowsAsync<RunPausedException>(() => Meter.ReserveAsync(Attempt(), Token).AsTask());
        _refusal = new ReserveResult.Refused(new Budget(BudgetScope.Run, BudgetUnit.Tokens, 1000), 5);
        var tokens = await Assert.ThrowsAsync<RunPausedException>(() => Meter.ReserveAsync(Attempt(), Token).AsTask());

        Assert.Equal(
            "Its next call of a model may cost up to $0.016, and $0.00100 of the $0.500 that inbox may spend in a day (limits.usd-per-day) are left. "
                + "Go on all the same: meshclaw continue r7 --usd 0.02",
            money.Message
        );
        Assert.Equal(
            "Its next call of a model may use up to 8,198 tokens, and 5 of the 1,000 that a run may use (limits.tokens-per-run) are left. "
                + "Go on with as many again: meshclaw continue r7, or with a number of your own: --tokens N",
            tokens.Message
        );
    }

    ModelPrice IPriceBook.PriceOf(ModelTraits model) => _known;

    Task<ReserveResult> IUsageLedger.ReserveAsync(UsageReservation reservation, CancellationToken cancellationToken)
    {
        _reserved.Add(reservation);
        return Task.FromResult<ReserveResult>(
            _refusal is not null
                ? _refusal
                : new ReserveResult.Held(1, reservation.Cases.First(c => c.MaxOutput <= _room))
        );
    }

    Task IUsageLedger.SettleAsync(long row, UsageSettlement settlement, CancellationToken cancellationToken)
    {
        _settled.Add(settlement);
        return Task.CompletedTask;
    }

    Task IUsageLedger.RaiseAsync(RunId run, RunAllowance more, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    Task<RunSpending> IUsageLedger.OfRunAsync(RunId run, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    Task<Spent> IUsageLedger.SpentAsync(
        BudgetScope scope,
        string name,
        DateOnly day,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    Task<UsageFigures> IUsageLedger.FiguresAsync(UsagePeriod period, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private static UsageDetails Usage(long input, long output, long cached) =>
        new()
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            CachedInputTokenCount = cached,
        };

    private static ModelAttempt Attempt(ChatOptions? options = null) =>
        new(
            new ModelUse { Agent = new AgentName("inbox"), Run = new RunId(7) },
            new ModelTraits(new ConnectionName("model/a"), "m", ModelProvider.OpenAICompatible, "h", Local: false),
            [new ChatMessage(ChatRole.User, "Hello")],
            options
        );

    private async Task SettleAsync(ModelSpending spending)
    {
        var meter = Meter;
        await meter.SettleAsync(await meter.ReserveAsync(Attempt(), Token), spending, Token);
    }
}
