using MeshClaw.Core.Usage;

namespace MeshClaw.Core.Tests.Usage;

public sealed class TokenPriceTests
{
    private static readonly TokenPrice s_price = new(
        new TokenRates(3_000_000_000, 15_000_000_000)
        {
            CachedRead = 300_000_000,
            CacheWrite = 3_750_000_000,
            Reasoning = 20_000_000_000,
        }
    )
    {
        Tiers = [new PriceTier(200_000, new TokenRates(6_000_000_000, 22_500_000_000))],
    };

    [Fact]
    public void Each_kind_of_token_has_its_rate() =>
        Assert.Equal(
            (70 * 3000) + (20 * 300) + (10 * 3750) + (4 * 15_000) + (6 * 20_000),
            s_price.CostOf(
                new TokenCounts(100, 10)
                {
                    Cached = 20,
                    CacheWritten = 10,
                    Reasoning = 6,
                }
            )
        );

    [Fact]
    public void Where_a_kind_has_no_rate_it_costs_what_others_do() =>
        Assert.Equal(
            150,
            new TokenPrice(new TokenRates(1_000_000, 5_000_000)).CostOf(
                new TokenCounts(100, 10)
                {
                    Cached = 50,
                    CacheWritten = 10,
                    Reasoning = 5,
                }
            )
        );

    [Fact]
    public void A_long_prompt_costs_more_in_whole()
    {
        Assert.Equal(200_000L * 3000, s_price.CostOf(new TokenCounts(200_000, 0)));
        Assert.Equal(200_001L * 6000, s_price.CostOf(new TokenCounts(200_001, 0)));
    }

    [Fact]
    public void Parts_of_a_nano_dollar_are_rounded_up_once_for_a_call()
    {
        var price = new TokenPrice(new TokenRates(1_500_000, 0) { CachedRead = 250_000 });

        Assert.Equal(2, price.CostOf(new TokenCounts(1, 0)));
        Assert.Equal(1, price.CostOf(new TokenCounts(4, 0) { Cached = 4 }));
        Assert.Equal(3, price.CostOf(new TokenCounts(2, 0)));
    }

    [Fact]
    public void Figures_that_contradict_each_other_cost_no_less_than_nothing_and_no_more_than_all() =>
        Assert.Equal(
            (10 * 300) + (5 * 20_000),
            s_price.CostOf(
                new TokenCounts(10, 5)
                {
                    Cached = 100,
                    CacheWritten = 100,
                    Reasoning = 100,
                }
            )
        );

    [Fact]
    public void The_worst_case_is_of_the_dearest_kind_and_tier()
    {
        Assert.Equal((100 * 3750) + (10 * 20_000), s_price.WorstOf(100, 10));
        Assert.Equal((300_000L * 6000) + (10 * 22_500), s_price.WorstOf(300_000, 10));
    }

    [Fact]
    public void No_call_costs_more_than_its_worst_case() =>
        CsCheck.Check.Sample(
            CsCheck.Gen.Select(
                CsCheck.Gen.Long[0, 400_000],
                CsCheck.Gen.Long[0, 10_000],
                CsCheck.Gen.Long[0, 400_000],
                CsCheck.Gen.Long[0, 400_000],
                (input, output, cached, written) =>
                    new TokenCounts(input, output)
                    {
                        Cached = cached,
                        CacheWritten = written,
                        Reasoning = cached % 10_000,
                    }
            ),
            tokens => Assert.InRange(s_price.CostOf(tokens), 0, s_price.WorstOf(tokens.Input, tokens.Output))
        );

    [Theory]
    [InlineData(0.25, 250_000_000)]
    [InlineData(0.083333, 83_333_000)]
    public void Prices_of_lists_are_exact(double usd, long rate) =>
        Assert.Equal(rate, TokenRates.FromUsd((decimal)usd));

    [Theory]
    [InlineData(0, "$0.00")]
    [InlineData(10_800, "$0.0000108")]
    [InlineData(12_345_678, "$0.012")]
    [InlineData(1_500_000_000, "$1.50")]
    public void Amounts_are_written_with_the_digits_that_say_something(long nano, string text) =>
        Assert.Equal(text, NanoUsd.Text(nano));

    [Theory]
    [InlineData("asked", "asked")]
    [InlineData("schedule 06:30 on weekdays", "schedule")]
    [InlineData("", "other")]
    public void A_triggers_kind_is_its_first_word(string trigger, string kind) =>
        Assert.Equal(kind, TriggerKind.Of(trigger));

    [Fact]
    public void Days_are_the_owners()
    {
        var auckland = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland");
        var day = new DateOnly(2026, 11, 24);

        Assert.Equal(day, OwnerDay.Of(new DateTimeOffset(2026, 11, 23, 11, 0, 0, TimeSpan.Zero), auckland));
        Assert.Equal(
            new DateTimeOffset(2026, 11, 23, 11, 0, 0, TimeSpan.Zero),
            OwnerDay.Begin(day, auckland).ToUniversalTime()
        );
    }
}
