using MeshClaw.Core.Models;
using MeshClaw.Models.Chat.Wire;
using MeshClaw.Testing.ModelServers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using static MeshClaw.Testing.ModelServers.OpenAIScript;

namespace MeshClaw.Models.Tests.Chat;

/// <summary>Answers that are none.</summary>
public sealed class FailureTests
{
    private static readonly Models.Chat.RetryLimits s_once = new(1, TimeSpan.FromSeconds(9), default, default);

    [Theory]
    [InlineData(400, "Wrong.", "", ModelFault.BadRequest)]
    [InlineData(
        400,
        "This model's maximum context length is 8192 tokens.",
        "context_length_exceeded",
        ModelFault.ContextOverflow
    )]
    [InlineData(400, "prompt is too long: 210000 tokens > 200000 maximum", "", ModelFault.ContextOverflow)]
    [InlineData(401, "No.", "invalid_api_key", ModelFault.NotAllowed)]
    [InlineData(402, "Pay.", "", ModelFault.NothingLeft)]
    [InlineData(403, "No.", "", ModelFault.NotAllowed)]
    [InlineData(404, "Gone.", "model_not_found", ModelFault.NotFound)]
    [InlineData(413, "Large.", "", ModelFault.ContextOverflow)]
    [InlineData(429, "Slow down.", "rate_limit_exceeded", ModelFault.Busy)]
    [InlineData(429, "You exceeded your current quota.", "insufficient_quota", ModelFault.NothingLeft)]
    [InlineData(500, "Oops.", "", ModelFault.ProviderFailed)]
    [InlineData(503, "Loading model", "", ModelFault.Busy)]
    [InlineData(529, "Overloaded", "", ModelFault.Busy)]
    [InlineData(302, "Elsewhere.", "", ModelFault.BadAnswer)]
    public async Task A_status_of_failure_is_of_its_kind(int status, string message, string code, ModelFault fault)
    {
        foreach (var provider in Enum.GetValues<ModelProvider>())
        {
            await using var bench = new ChatBench { Retries = s_once };
            bench.Add(provider).Then(Error(status, message, code));

            var failure = await bench.FailAsync();

            Assert.Equal((fault, status), (failure.Fault, failure.Status));
            Assert.Contains(message, failure.Message, StringComparison.Ordinal);
            Assert.Equal(AttemptOutcome.Failed, Assert.Single(bench.Spent).Outcome);
        }
    }

    [Theory]
    [InlineData("text/html", "<html><body>Sign in to the hotel's network</body></html>")]
    [InlineData("text/plain", "<html>")]
    [InlineData("text/event-stream", "data: {oops\n\n")]
    [InlineData("text/event-stream", "data: [1]\n\n")]
    [InlineData("text/event-stream", "data: [DONE]\n\n")]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", "")]
    public async Task What_is_no_answer_is_said_to_be_none(string type, string body)
    {
        foreach (var provider in Enum.GetValues<ModelProvider>())
        {
            await using var bench = new ChatBench { Retries = s_once };
            bench.Add(provider).Then(ModelAnswer.Of(200, type, body));

            Assert.Equal(ModelFault.BadAnswer, (await bench.FailAsync()).Fault);
        }
    }

    [Theory]
    [InlineData("{\"error\":{\"message\":\"boom\",\"code\":502}}", ModelFault.ProviderFailed)]
    [InlineData("{\"error\":{\"message\":\"slow\",\"code\":429}}", ModelFault.Busy)]
    [InlineData("{\"error\":\"boom\"}", ModelFault.ProviderFailed)]
    [InlineData("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}", ModelFault.ProviderFailed)]
    public async Task An_error_inside_a_stream_is_no_empty_answer(string chunk, ModelFault fault)
    {
        await using var bench = new ChatBench { Retries = s_once };
        bench.Add().Then(ModelAnswer.Stream($"data: {chunk}\n\n{Done}"));

        Assert.Equal(fault, (await bench.FailAsync()).Fault);
    }

    [Fact]
    public async Task A_key_that_the_server_repeats_is_in_no_message()
    {
        var key = ChatBench.Key;
        string[] bodies =
        [
            $"Incorrect API key provided: {key}. You can find yours on the website.",
            $"Incorrect API key provided: {key[..7]}*********{key[^4..]}.",
            $"Authorization: Bearer {key}",
            "Other keys: sk-ant-api03-AAAAAAAAAAAAAAAA too",
        ];
        foreach (var body in bodies)
        {
            await using var bench = new ChatBench();
            bench.Add().Then(Error(401, body), ModelAnswer.Of(401, "text/plain", body));

            foreach (var failure in new[] { await bench.FailAsync(), await bench.FailAsync() })
            {
                var said = failure.ToString();
                Assert.Contains("***", failure.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(key, said, StringComparison.Ordinal);
                Assert.DoesNotContain(key[^4..], said, StringComparison.Ordinal);
                Assert.DoesNotContain("AAAA", said, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task What_a_server_writes_cannot_paint_on_a_terminal()
    {
        await using var bench = new ChatBench();
        bench.Add().Then(Error(400, "a\u001b[2Jb\u202Ec\nd" + new string('x', 5000)));

        var failure = await bench.FailAsync();

        Assert.DoesNotContain(failure.Message, c => char.IsControl(c) || c == '\u202E');
        Assert.True(failure.Message.Length < 500);
    }

    [Fact]
    public async Task A_server_that_is_silent_or_goes_quiet_is_given_up_in_time()
    {
        var time = new FakeTimeProvider();
        var limits = new PatienceLimits(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1));
        await using var bench = new ChatBench
        {
            Retries = s_once,
            Patience = limits,
            Time = time,
        };
        var quiet = ModelAnswer.Stream(Text("Hi")).AndWaitForever();
        var server = bench.Add().Then(ModelAnswer.Silence, quiet);

        var silent = bench.FailAsync();
        await EventAsync(server, "asked");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ModelFault.TimedOut, (await silent).Fault);
        await EventAsync(server, "gone");

        await using var updates = bench.Open().GetStreamingResponseAsync("Hello").GetAsyncEnumerator();
        Assert.True(await updates.MoveNextAsync());
        var next = updates.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(ModelFault.Cut, (await Assert.ThrowsAsync<ModelCallException>(() => next)).Fault);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_is_cut_and_not_tried_again()
    {
        await using var bench = new ChatBench();
        var server = bench.Add().Then(ModelAnswer.Stream(Text("Hi")).AndBreak(), Reply("never"));
        var seen = "";

        var failure = await Assert.ThrowsAsync<ModelCallException>(async () =>
        {
            await foreach (var update in bench.Open().GetStreamingResponseAsync("Hello"))
            {
                seen += update.Text;
            }
        });

        Assert.Equal(("Hi", ModelFault.Cut), (seen, failure.Fault));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_ends_the_call_at_the_server(bool afterSome)
    {
        foreach (var provider in Enum.GetValues<ModelProvider>())
        {
            await using var bench = new ChatBench();
            var some =
                provider == ModelProvider.Anthropic ? AnthropicScript.Start() + AnthropicScript.Text("Hi") : Text("Hi");
            var server = bench
                .Add(provider)
                .Then(afterSome ? ModelAnswer.Stream(some).AndWaitForever() : ModelAnswer.Silence);
            using var stop = new CancellationTokenSource();
            await using var updates = bench
                .Open()
                .GetStreamingResponseAsync("Hello", null, stop.Token)
                .GetAsyncEnumerator(stop.Token);

            var next = updates.MoveNextAsync().AsTask();
            while (afterSome && await next && updates.Current.Text != "Hi")
            {
                next = updates.MoveNextAsync().AsTask();
            }

            await EventAsync(server, "asked");
            await stop.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                while (afterSome ? await updates.MoveNextAsync() : await next) { } // What had come already may still be read.
            });
            await EventAsync(server, "gone");
            Assert.Equal(AttemptOutcome.Cancelled, Assert.Single(bench.Spent).Outcome);
            Assert.Single(server.Requests);
        }
    }

    [Fact]
    public async Task Whoever_stops_reading_ends_the_call_at_the_server()
    {
        await using var bench = new ChatBench();
        var server = bench.Add().Then(ModelAnswer.Stream(Text("Hi")).AndWaitForever());

        await foreach (var _ in bench.Open().GetStreamingResponseAsync("Hello"))
        {
            break;
        }

        await EventAsync(server, "gone");
        Assert.Equal(AttemptOutcome.Cancelled, Assert.Single(bench.Spent).Outcome);
    }

    private static async Task EventAsync(ModelServer server, string name)
    {
        while (await server.Events.ReadAsync(TestContext.Current.CancellationToken) != name) { }
    }
}
