using MeshClaw.Core.Models;
using MeshClaw.Testing.ModelServers;

namespace MeshClaw.Models.Tests.Chat;

public sealed class MeteringTests
{
    [Fact]
    public async Task Each_attempt_says_which_one_it_is_and_at_which_model_of_the_chain()
    {
        await using var bench = new ChatBench();
        bench.Add().Then(OpenAIScript.Error(500, "no"), OpenAIScript.Error(500, "no"), OpenAIScript.Error(401, "no"));
        bench.Add().Then(OpenAIScript.Reply("Hi"), OpenAIScript.Reply("Hi"));

        await bench.AskAsync();

        Assert.Equal([(1, 0), (2, 0), (3, 0), (1, 1)], bench.Reserved.Select(r => (r.Attempt.Number, r.Attempt.Place)));
        Assert.Equal(
            [ModelFault.ProviderFailed, ModelFault.ProviderFailed, ModelFault.NotAllowed, null],
            bench.Spent.Select(s => s.Fault)
        );
    }

    [Fact]
    public async Task What_is_reserved_for_an_answer_is_what_the_provider_is_told()
    {
        await using var bench = new ChatBench { MostOutput = 33 };
        var openai = bench.Add().Then(OpenAIScript.Error(401, "no"));
        var anthropic = bench.Add(ModelProvider.Anthropic).Then(AnthropicScript.Reply("Hi"));

        await bench.AskAsync();

        Assert.Equal(33, Assert.Single(openai.Requests).Json.GetProperty("max_tokens").GetInt32());
        Assert.Equal(33, Assert.Single(anthropic.Requests).Json.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task Tokens_that_were_put_into_a_cache_are_told_under_the_name_that_the_meter_knows()
    {
        await using var bench = new ChatBench();
        bench.Add(ModelProvider.Anthropic).Then(AnthropicScript.Reply("Hi"));

        await bench.AskAsync();

        var usage = Assert.Single(bench.Spent).Usage;
        Assert.Equal((35, 7), (usage?.InputTokenCount, usage?.CachedInputTokenCount));
        Assert.Equal(3, usage?.AdditionalCounts?["CacheCreationInputTokens"]);
    }

    [Fact]
    public async Task What_came_is_estimated_as_a_whole_however_small_its_pieces_are()
    {
        await using var bench = new ChatBench();
        bench
            .Add()
            .Then(ModelAnswer.Stream(string.Concat(Enumerable.Repeat(OpenAIScript.Text("abc"), 100))).AndBreak());

        await bench.FailAsync();

        var spent = Assert.Single(bench.Spent);
        Assert.Equal((AttemptOutcome.Cut, 104), (spent.Outcome, spent.AnswerTokens)); // Three characters a token, and four.
    }
}
