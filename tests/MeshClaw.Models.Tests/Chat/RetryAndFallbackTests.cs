using System.Globalization;
using MeshClaw.Core.Models;
using MeshClaw.Models.Chat;
using MeshClaw.Testing.ModelServers;
using Microsoft.Extensions.Time.Testing;
using static MeshClaw.Testing.ModelServers.OpenAIScript;

namespace MeshClaw.Models.Tests.Chat;

public sealed class RetryAndFallbackTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task What_passes_is_tried_again_and_each_attempt_is_metered(int status)
    {
        await using var bench = new ChatBench();
        var server = bench.Add().Then(Error(status, "later"), Error(status, "later"), Reply("Hi"));

        Assert.Equal("Hi", (await bench.AskAsync()).Text);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(
            [AttemptOutcome.Failed, AttemptOutcome.Failed, AttemptOutcome.Answered],
            bench.Spent.Select(s => s.Outcome)
        );
        Assert.All(server.Requests, r => Assert.Equal(server.Requests[0].Body, r.Body));
    }

    [Fact]
    public async Task An_answer_that_broke_off_before_its_first_token_is_tried_again()
    {
        await using var bench = new ChatBench();
        bench
            .Add()
            .Then(ModelAnswer.Stream(Delta("{\"role\":\"assistant\",\"content\":\"\"}")).AndBreak(), Reply("Hi"));

        Assert.Equal("Hi", (await bench.AskAsync()).Text);
    }

    [Theory]
    [InlineData("Retry-After", "7", 7000)]
    [InlineData("retry-after-ms", "1500", 1500)]
    [InlineData("Retry-After", "Mon, 23 Nov 2026 10:00:09 GMT", 9000)]
    public async Task The_wait_is_as_long_as_the_server_asks_for(string header, string value, int milliseconds)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
        await using var bench = new ChatBench { Time = time };
        var server = bench.Add().Then(Error(429, "later").With(header, value), Reply("Hi"));

        var answer = bench.AskAsync();
        await WaitedAsync(bench);
        time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.False(answer.IsCompleted);
        Assert.Single(server.Requests);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("Hi", (await answer).Text);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_not_waited_for()
    {
        await using var bench = new ChatBench();
        var server = bench.Add().Then(Error(429, "later").With("Retry-After", "3600"));

        var failure = await bench.FailAsync();

        Assert.Equal((ModelFault.Busy, TimeSpan.FromHours(1)), (failure.Fault, failure.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_waits_grow_by_chance_within_bounds()
    {
        var time = new FakeTimeProvider();
        await using var bench = new ChatBench
        {
            Time = time,
            Retries = new RetryLimits(3, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5)),
        };
        bench.Add().Then(Error(500, "later"), Error(500, "later"), Reply("Hi"));

        // With 0.5 for chance: three quarters of 4 s, and of 5 s, which 8 s is cut down to.
        var answer = bench.AskAsync();
        foreach (var (wait, attempts) in new[] { (3.0, 1), (3.75, 2) })
        {
            await WaitedAsync(bench, attempts);
            time.Advance(TimeSpan.FromSeconds(wait) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(attempts, bench.Reserved.Count);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal("Hi", (await answer).Text);
    }

    [Theory]
    [InlineData(500, 3)]
    [InlineData(401, 1)]
    [InlineData(403, 1)]
    [InlineData(404, 1)]
    [InlineData(402, 1)]
    public async Task The_next_model_is_asked_where_one_cannot_answer(int status, int attempts)
    {
        await using var bench = new ChatBench();
        var first = bench.Add().Then(Error(status, "no"), Error(status, "no"), Error(status, "no"));
        bench.Add(ModelProvider.Anthropic).Then(AnthropicScript.Reply("Hi"));

        var response = await bench.AskAsync();

        Assert.Equal(("Hi", "model/m2"), (response.Text, AnsweredBy.Of(response)?.Value));
        Assert.Equal(attempts, first.Requests.Count);
    }

    [Fact]
    public async Task The_next_model_is_asked_where_one_is_not_there_at_all()
    {
        await using var bench = new ChatBench();
        await bench.Add().DisposeAsync();
        bench.Add().Then(Reply("Hi"));

        Assert.Equal("Hi", (await bench.AskAsync()).Text);
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_or_wrong_goes_to_no_other_model()
    {
        await using var bench = new ChatBench();
        bench.Add().Then(Error(400, "maximum context length is 10"), Error(400, "wrong"));
        var second = bench.Add();

        Assert.Equal(ModelFault.ContextOverflow, (await bench.FailAsync()).Fault);
        Assert.Equal(ModelFault.BadRequest, (await bench.FailAsync()).Fault);
        Assert.Empty(second.Requests);
    }

    [Fact]
    public async Task An_answer_that_had_begun_is_not_begun_again_by_another_model()
    {
        await using var bench = new ChatBench();
        bench.Add().Then(ModelAnswer.Stream(Text("Hi")).AndBreak());
        var second = bench.Add();

        Assert.Equal(ModelFault.Cut, (await bench.FailAsync()).Fault);
        Assert.Empty(second.Requests);
    }

    [Fact]
    public async Task A_budget_that_is_used_up_ends_the_call_before_anything_is_sent()
    {
        await using var bench = new ChatBench { Refuse = new InvalidOperationException("Nothing left today.") };
        var first = bench.Add();
        var second = bench.Add();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => bench.AskAsync());

        Assert.Same(bench.Refuse, failure);
        Assert.Empty(first.Requests);
        Assert.Empty(second.Requests);
    }

    [Fact]
    public async Task No_model_is_said_to_be_none()
    {
        await using var bench = new ChatBench();

        Assert.Equal(ModelFault.NoModel, Assert.Throws<ModelCallException>(() => bench.Open()).Fault);
        bench.Add();
        var failure = Assert.Throws<ModelCallException>(() =>
            bench.Source.Open(new ModelUse { Chain = [new Policy.ConnectionName("model/other")] })
        );
        Assert.Equal("There is no model model/other. There are: model/m1.", failure.Message);
    }

    // Until an attempt was settled, and the wait for the next one has begun.
    private static async Task WaitedAsync(ChatBench bench, int attempts = 1)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (bench.Spent.Count < attempts)
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(20),
                attempts.ToString(CultureInfo.InvariantCulture)
            );
            await Task.Yield();
        }

        await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System);
    }
}
