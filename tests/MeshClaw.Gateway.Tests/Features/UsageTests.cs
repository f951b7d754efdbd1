using System.Globalization;
using System.Text.Json;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using MeshClaw.Testing.ModelServers;

namespace MeshClaw.Gateway.Tests.Features;

/// <summary>Turns over the wire, with a model behind a real socket: each reply says 12 tokens in (8 cached), 3 out.</summary>
public sealed class UsageTests
{
    private const string Priced = "    price: {input: 1, output: 2, cached: 0.1}\n";
    private const long Cost = (4 * 1000) + (8 * 100) + (3 * 2000); // Nano-dollars.

    private static readonly DateTimeOffset s_long = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_turn_cost_is_in_its_answer_and_in_the_figures_of_the_day()
    {
        await using var server = new ModelServer();
        await using var home = Home(server, Priced, "");
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(OpenAIScript.Reply("Hi"));

        var done = await AskAsync(client);

        Assert.Equal(("done", new TurnUsageDto(12, 3, 8, Cost)), (done.State, done.Usage));
        Assert.Equal(8192, Assert.Single(server.Requests).Json.GetProperty("max_tokens").GetInt32());
        var usage = await client.UsageAsync(7, Token);
        Assert.Equal((usage.To.AddDays(-6), "Etc/UTC"), (usage.From, usage.Zone));
        Assert.Equal(
            new UsageFiguresDto
            {
                Calls = 1,
                Retries = 0,
                Input = 12,
                Cached = 8,
                Output = 3,
                Reasoning = 2,
                CostNanoUsd = Cost,
                KnownCostNanoUsd = Cost,
                UnknownCost = 0,
                Estimated = 0,
                Runs = new UsageOutcomes(1, 0, 0, 0, 0, Answered: 1, 0, 0),
            },
            usage.Total
        );
        Assert.Equal(["inbox"], usage.Agents.Select(a => a.Name));
        Assert.Equal(["asked"], usage.Triggers.Select(t => t.Name));
        var model = Assert.Single(usage.Models);
        Assert.Equal(("model/a", "m", "owner"), (model.Name, Assert.Single(model.Ids!), Assert.Single(model.Prices!))); // A model has both.
        Assert.Equal([new UsageBudget("inbox", "nanoUsd", 500_000_000, Cost)], usage.Budgets);
        Assert.Equal(15, (await client.GetRunAsync(done.Run, Token)).TokensUsed);
    }

    [Fact]
    public async Task A_run_over_its_agents_day_waits_says_what_it_would_cost_and_goes_on_with_more_money()
    {
        await using var server = new ModelServer();
        await using var home = Home(server, Priced, "limits: { usd-per-day: 0.001 }");
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(OpenAIScript.Reply("Hi"));

        var paused = await AskAsync(client);

        Assert.Equal("waiting", paused.State);
        Assert.Matches(
            @"^Its next call of a model may cost up to \$0\.0\d\d, and \$0\.00100 of the \$0\.00100 that inbox may spend in a day \(limits\.usd-per-day\) are left\. Go on all the same: meshclaw continue r1 --usd 0\.0\d\z",
            paused.Error
        );
        Assert.Empty(server.Requests);

        // Tokens are no money.
        Assert.Equal("waiting", (await ContinueAsync(client, paused.Run)).State);
        var usd = decimal.Parse(paused.Error!.Split(' ')[^1], CultureInfo.InvariantCulture); // Matched above.
        var done = await ContinueAsync(client, paused.Run, usd: usd);

        Assert.Equal(("done", "Hi", Cost), (done.State, done.Reply, done.Usage.CostNanoUsd));
    }

    [Fact]
    public async Task A_run_over_its_tokens_goes_on_with_as_many_again_or_with_what_the_owner_names()
    {
        await using var server = new ModelServer();
        await using var home = Home(server, Priced, "limits: { tokens-per-run: 300 }");
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(OpenAIScript.Reply("Hi"));

        var paused = await AskAsync(client);
        Assert.Contains(
            "300 of the 300 that a run may use (limits.tokens-per-run) are left.",
            paused.Error,
            StringComparison.Ordinal
        );
        Assert.Equal("waiting", (await ContinueAsync(client, paused.Run)).State); // 300 more are not enough either.
        Assert.Empty(server.Requests);

        Assert.Equal("done", (await ContinueAsync(client, paused.Run, tokens: 50_000)).State);
    }

    [Fact]
    public async Task All_agents_together_have_a_day_too()
    {
        await using var server = new ModelServer();
        await using var home = Home(server, Priced, "", "budget: {tokens-per-day: 10}\n");
        using var client = TestHome.Client(await home.StartAsync());

        var paused = await AskAsync(client);

        Assert.Contains(
            "10 of the 10 for all agents and this day (budget.tokens-per-day)",
            paused.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(new UsageBudget("all", "tokens", 10, 0), (await client.UsageAsync(1, Token)).Budgets);
    }

    [Fact]
    public async Task The_cost_of_an_unknown_price_is_null_and_an_attempt_that_was_refused_costs_nothing()
    {
        await using var server = new ModelServer();
        await using var other = new ModelServer();
        var second = $"  model/b:\n    openai-compatible: {other.Root}\n    model: n\n";
        await using var home = Home(server, Priced + second, "");
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(OpenAIScript.Error(401, "no"));
        other.Then(OpenAIScript.Reply("Hi"));

        var done = await AskAsync(client);

        Assert.Equal(new TurnUsageDto(12, 3, 8, null), done.Usage);
        Assert.Contains(
            "\"costNanoUsd\":null",
            JsonSerializer.Serialize(done, ProtocolJson.Default.TurnResponse),
            StringComparison.Ordinal
        );
        Assert.False(Assert.Single(other.Requests).Json.TryGetProperty("max_tokens", out _));
        var usage = await client.UsageAsync(1, Token);
        Assert.Equal(
            (2, 1, null, 1),
            (usage.Total.Calls, usage.Total.Retries, usage.Total.CostNanoUsd, usage.Total.UnknownCost)
        );
        Assert.Equal(0, usage.Models.Single(m => m.Name == "model/a").Usage.CostNanoUsd);
    }

    [Fact]
    public async Task A_model_of_unknown_price_is_not_called_where_the_owner_wants_to_be_asked()
    {
        await using var server = new ModelServer();
        await using var home = Home(server, "", "", "budget: {unknown-prices: pause}\n");
        using var client = TestHome.Client(await home.StartAsync());

        var paused = await AskAsync(client);

        Assert.Equal("waiting", paused.State);
        Assert.StartsWith("Nobody knows what m (model/a) costs", paused.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_stream_without_usage_is_settled_by_estimate_and_says_so()
    {
        await using var server = new ModelServer();
        await using var home = Home(server, Priced, "");
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(ModelAnswer.Stream(OpenAIScript.Text("Hi") + OpenAIScript.End() + OpenAIScript.Done));

        var done = await AskAsync(client);

        Assert.True(
            done.Usage is { Estimated: true, Input: > 12, Output: > 0, CostNanoUsd: > 0 },
            done.Usage.ToString()
        );
        Assert.Equal(1, (await client.UsageAsync(1, Token)).Total.Estimated);
    }

    [Theory]
    [InlineData("/v1/usage?days=0")]
    [InlineData("/v1/usage?days=401")]
    public async Task Days_that_make_no_sense_are_refused(string path)
    {
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());
        var days = int.Parse(path.Split('=')[1], CultureInfo.InvariantCulture);

        Assert.Equal(
            "invalid",
            (await Assert.ThrowsAsync<GatewayException>(() => client.UsageAsync(days, Token))).Code
        );
    }

    [Fact]
    public async Task A_collector_gets_spans_and_metrics_and_nothing_that_was_said()
    {
        await using var server = new ModelServer();
        await using var collector = new ModelServer();
        await using var home = Home(server, Priced, "", $"telemetry: {{otlp: \"{collector.Root}\"}}\n");
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(OpenAIScript.Reply("A confidential answer"));
        collector.Then([.. Enumerable.Repeat(ModelAnswer.Of(200, "application/x-protobuf", ""), 20)]);

        await AskAsync(client, "A confidential question");
        await home.DisposeHostsAsync();

        var requests = collector.Requests;
        Assert.All(
            requests,
            r => Assert.Equal(("POST", "application/x-protobuf"), (r.Method, r.Headers["Content-Type"]))
        );
        Assert.Equal(
            ["/v1/metrics", "/v1/traces"],
            requests.Select(r => r.Path).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.All(requests, r => Assert.Contains("gen_ai.", r.Text, StringComparison.Ordinal));
        Assert.Contains(requests, r => r.Text.Contains("gen_ai.client.token.usage", StringComparison.Ordinal));
        Assert.DoesNotContain(requests, r => r.Text.Contains("confidential", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(requests, r => r.Text.Contains(Environment.MachineName, StringComparison.Ordinal));
    }

    private static TestHome Home(ModelServer server, string model, string agent, string config = "")
    {
        var home = new TestHome();
        home.WriteConfig(
            $"zone: Etc/UTC\n{config}connections:\n  mail/work:\n    maildir: {home.Maildir}\n"
                + $"  model/a:\n    openai-compatible: {server.Root}\n    model: m\n{model}"
        );
        if (agent.Length == 0)
        {
            home.WriteAgent("inbox");
        }
        else
        {
            home.WriteAgentLines("inbox", agent, s_long);
        }

        return home;
    }

    private static async Task<TurnResponse> AskAsync(GatewayClient client, string text = "Hello")
    {
        var begun = await client.AskAsync(new AskRequest(text), Token);
        return await EndOfAsync(client, begun.Run);
    }

    private static async Task<TurnResponse> ContinueAsync(
        GatewayClient client,
        string run,
        long? tokens = null,
        decimal? usd = null
    )
    {
        await client.ContinueTurnAsync(run, tokens, usd, Token);
        return await EndOfAsync(client, run);
    }

    private static async Task<TurnResponse> EndOfAsync(GatewayClient client, string run)
    {
        await client.WaitForRunAsync(run, Token);
        return await client.GetTurnAsync(run, Token);
    }
}
