using System.Text;
using MeshClaw.Core.Models;
using MeshClaw.Core.Usage;
using MeshClaw.Models.Prices;
using MeshClaw.Policy;

namespace MeshClaw.Models.Tests.Prices;

public sealed class PriceTableTests
{
    private const string OpenAI = "api.openai.com";

    [Fact]
    public void The_shipped_table_is_whole_and_has_a_date() =>
        Assert.Matches(@"^20\d\d-\d\d-\d\d\z", PriceTable.Shipped.Version);

    [Theory]
    [InlineData(OpenAI, "gpt-5-mini", 250_000_000, 2_000_000_000)]
    [InlineData(OpenAI, "gpt-5-mini-2025-08-07", 250_000_000, 2_000_000_000)]
    [InlineData("API.OpenAI.com", "gpt-4o-mini", 150_000_000, 600_000_000)]
    [InlineData("api.anthropic.com", "claude-sonnet-4-5-20250929", 3_000_000_000, 15_000_000_000)]
    [InlineData("openrouter.ai", "google/gemini-2.5-flash", 300_000_000, 2_500_000_000)]
    public void A_model_is_found_by_its_host_and_its_id_or_a_dated_name_of_it(
        string host,
        string model,
        long input,
        long output
    )
    {
        var rates = PriceTable.Shipped.Find(host, model)?.Rates;

        Assert.Equal((input, output), (rates?.Input, rates?.Output));
    }

    [Theory]
    [InlineData(OpenAI, "gpt-5-pro")] // No prefix of it, nor of anything.
    [InlineData(OpenAI, "gpt-5-mini-2026-01-01")] // A date that nobody knows may have another price.
    [InlineData(OpenAI, "GPT-5-mini")]
    [InlineData(OpenAI, "openai/gpt-5-mini")]
    [InlineData("openrouter.ai", "qwen/qwen3-32b:free")]
    [InlineData("proxy.example", "gpt-5-mini")] // It may ask what it likes.
    [InlineData("openai.azure.com", "gpt-5-mini")] // There it is the name of a deployment.
    public void What_is_not_exactly_there_is_unknown(string host, string model) =>
        Assert.Null(PriceTable.Shipped.Find(host, model));

    [Fact]
    public void Local_costs_nothing_the_owners_word_goes_before_the_table_and_unknown_is_not_nothing()
    {
        var book = new PriceBook();
        var listed = new ModelTraits(
            new ConnectionName("model/a"),
            "gpt-5-mini",
            ModelProvider.OpenAICompatible,
            OpenAI,
            Local: false
        );
        var own = new TokenRates(1, 2);

        Assert.Equal(
            [PriceSource.Local, PriceSource.Listed, PriceSource.Owner, PriceSource.Unknown],
            new[]
            {
                listed with
                {
                    Local = true,
                },
                listed,
                listed with
                {
                    Price = own,
                },
                listed with
                {
                    Model = "m",
                },
            }.Select(m => book.PriceOf(m).Source)
        );
        Assert.Equal(0, book.PriceOf(listed with { Local = true }).Price?.CostOf(new TokenCounts(1000, 1000)));
        Assert.Equal(own, book.PriceOf(listed with { Price = own }).Price?.Rates);
        Assert.Null(book.PriceOf(listed with { Model = "m" }).Price);
        Assert.Equal(book.Version, book.PriceOf(listed).TableVersion);
    }

    [Fact]
    public void All_that_is_wrong_with_a_table_is_said_at_once()
    {
        const string Wrong = """
            {"version":"soon","providers":{
              "p":{"id":"p","hosts":["h","H"],"models":{
                "a":{"id":"b","cost":{"input":1,"output":-1}},
                "c":{"id":"c","cost":{"input":"1"},"aliases":["a"]},
                "d":{"id":"d"},
                "e":{"id":"e","cost":{"input":1,"output":2,"inptu":3,"tiers":[{"tier":{"size":9},"input":1,"output":1},{"tier":{"size":9},"input":1,"output":1}]}}
              }}}}
            """;

        var failure = Assert.Throws<InvalidDataException>(() =>
            PriceTableFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(Wrong)))
        );

        Assert.Equal(
            "The table of prices is wrong: version: must be a date, such as 2026-11-23; p/a: its id is another; "
                + "p/a: output must be a number of dollars from 0 to 100000; p/c: has no price of output; p/c: input must be a number of dollars from 0 to 100000; "
                + "p/c: a is there twice; p/d: has no cost; p/e: nobody knows what inptu is; p/e: tiers must have growing sizes; p: the host H is there twice.",
            failure.Message
        );
    }
}
