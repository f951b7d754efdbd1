using MeshClaw.Core.Configuration;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class BudgetConfigTests
{
    private const string Model = """
        connections:
          model/a:
            openai-compatible: https://h.example
            model: m
        """;

    [Fact]
    public void Nothing_limits_and_nothing_is_sent_unless_said()
    {
        var config = Read("");

        Assert.Equal(BudgetConfig.None, config.Budget);
        Assert.Null(config.Otlp);
    }

    [Fact]
    public void All_of_it_is_read()
    {
        var config = Read(
            "budget: {usd-per-day: 2.5, tokens-per-day: 1000000, unknown-prices: pause}\ntelemetry: {otlp: http://127.0.0.1:4318}\n"
        );

        Assert.Equal(
            new BudgetConfig
            {
                UsdPerDay = 2.5m,
                TokensPerDay = 1_000_000,
                UnknownPrices = UnknownPrices.Pause,
            },
            config.Budget
        );
        Assert.Equal(new Uri("http://127.0.0.1:4318"), config.Otlp);
    }

    [Fact]
    public void A_price_is_read_and_written_the_same()
    {
        var text =
            $"{Model}\n    price: {{input: 0.25, output: 2, cached: 0.025, cache-write: 0.083333, reasoning: 3}}\n";
        var model = Assert.Single(Read(text).Models);

        Assert.Equal(
            new TokenRates(250_000_000, 2_000_000_000)
            {
                CachedRead = 25_000_000,
                CacheWrite = 83_333_000,
                Reasoning = 3_000_000_000,
            },
            model.Price
        );
        var again = ConfigEditor.SetModel(text, model with { Name = new ConnectionName("model/b") }).Text;
        Assert.Equal([model.Price, model.Price], Read(again!).Models.Select(m => m.Price)); // It was edited.
    }

    [Theory]
    [InlineData("budget: {usd-per-day: -1}", "\"usd-per-day\" takes an amount from 0 to 1,000,000, such as 0.50.")]
    [InlineData("budget: {usd: 1}", "Unknown key \"usd\".")]
    [InlineData("budget: {unknown-prices: guess}", "\"unknown-prices\" takes one of: count-tokens, pause.")]
    [InlineData("telemetry: {}", "The key \"otlp\" is missing. Write otlp: http://127.0.0.1:4318")]
    [InlineData("telemetry: {otlp: http://collector.example:4318}", "\"otlp\" takes the address of a collector")]
    [InlineData(Model + "\n    price: {input: 1}", "The key \"output\" is missing. Write output: 2")]
    [InlineData(
        Model + "\n    price: {input: 1, output: much}",
        "\"output\" takes an amount from 0 to 100,000, such as 0.50."
    )]
    [InlineData(Model + "\n    local: true\n    price: {input: 1, output: 2}", "A model that is local costs nothing.")]
    public void What_makes_no_sense_is_an_error(string text, string message) =>
        Assert.Contains(
            message,
            Assert.Single(ConfigFile.Parse("config.yaml", text + "\n").Errors).Message,
            StringComparison.Ordinal
        );

    private static MeshClawConfig Read(string text)
    {
        var result = ConfigFile.Parse("config.yaml", text);
        Assert.Empty(result.Errors);
        return result.Value!; // Without errors there is one.
    }
}
