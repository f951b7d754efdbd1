using System.Text;
using MeshClaw.Core.Models;
using MeshClaw.Testing.ModelServers;
using Microsoft.Extensions.AI;
using static MeshClaw.Testing.ModelServers.OpenAIScript;

namespace MeshClaw.Models.Tests.Chat;

/// <summary>What servers of chat completions are known to send.</summary>
public sealed class OpenAIQuirkTests
{
    [Fact]
    public async Task A_reply_comes_with_its_usage_and_names_what_answered()
    {
        await using var bench = new ChatBench();
        var server = bench.Add().Then(Reply("Hi"));

        var response = await bench.AskAsync();

        Assert.Equal("Hi", response.Text);
        Assert.Equal("served", response.ModelId);
        Assert.Equal("model/m1", AnsweredBy.Of(response)?.Value);
        Assert.Equal(
            (12, 3, 8, 2),
            (
                response.Usage?.InputTokenCount,
                response.Usage?.OutputTokenCount,
                response.Usage?.CachedInputTokenCount,
                response.Usage?.ReasoningTokenCount
            )
        );
        var request = Assert.Single(server.Requests);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Equal($"Bearer {ChatBench.Key}", request.Headers["Authorization"]);
        Assert.DoesNotContain(
            request.Headers.Keys,
            h => h.StartsWith("X-Stainless", StringComparison.OrdinalIgnoreCase)
        );
        Assert.True(request.Json.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.Equal(50, request.Json.GetProperty("max_tokens").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: {\"choices\":[],\"usage\":null}\n\n")]
    [InlineData(
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}}\n\n"
    )]
    [InlineData("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":null}}\n\n")]
    [InlineData("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":\"12\",\"completion_tokens\":3}}\n\n")]
    public async Task Usage_is_unknown_and_never_zero_where_the_server_does_not_say_it(string usage)
    {
        await using var bench = new ChatBench();
        bench.Add().Then(ModelAnswer.Stream(Text("Hi") + End() + usage + Done));

        var response = await bench.AskAsync();

        Assert.Equal("Hi", response.Text);
        Assert.Null(response.Usage);
        Assert.Null(Assert.Single(bench.Spent).Usage);
    }

    [Fact]
    public async Task Usage_counts_once_where_each_chunk_has_the_sum_so_far()
    {
        await using var bench = new ChatBench();
        string Chunk(string text, int output) =>
            Text(text)
                .Replace(
                    "\"choices\"",
                    $"\"usage\":{{\"prompt_tokens\":10,\"completion_tokens\":{output}}},\"choices\"",
                    StringComparison.Ordinal
                );
        bench.Add().Then(ModelAnswer.Stream(Chunk("a", 1) + Chunk("b", 2) + End() + Done));

        var response = await bench.AskAsync();

        Assert.Equal((10, 2), (response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount));
    }

    [Theory]
    [InlineData("{\"q\":")]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    public async Task Malformed_arguments_come_as_a_call_with_a_fault(string arguments)
    {
        await using var bench = new ChatBench();
        bench.Add().Then(ModelAnswer.Stream(Call(0, "a", "mail_search", arguments) + End("tool_calls") + Done));

        var call = Assert.Single(Calls(await bench.AskAsync()));

        Assert.IsType<CallFaultException>(call.Exception);
        Assert.Contains("Nothing was done", call.Exception.Message, StringComparison.Ordinal);
        Assert.Null(call.Arguments);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public async Task Arguments_that_are_left_out_are_none(string arguments)
    {
        await using var bench = new ChatBench();
        bench.Add().Then(ModelAnswer.Stream(Call(0, "a", "mail_search", arguments) + End("tool_calls") + Done));

        var call = Assert.Single(Calls(await bench.AskAsync()));

        Assert.Null(call.Exception);
        Assert.Empty(call.Arguments!);
    }

    [Fact]
    public async Task Arguments_as_an_object_are_read()
    {
        await using var bench = new ChatBench();
        var call =
            "{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"mail_search\",\"arguments\":{\"q\":\"x\"}}}]}";
        bench.Add().Then(ModelAnswer.Stream(Delta(call, "tool_calls") + Done));

        Assert.Equal("x", Assert.Single(Calls(await bench.AskAsync())).Arguments!["q"]?.ToString());
    }

    [Fact]
    public async Task Parallel_calls_stay_apart_where_all_have_the_same_index()
    {
        await using var bench = new ChatBench();
        bench
            .Add()
            .Then(
                ModelAnswer.Stream(
                    Call(0, "a", "mail_search", "{\"q\":\"one\"}")
                        + Call(0, "b", "mail_search", "{\"q\":\"two\"}")
                        + End("tool_calls")
                        + Done
                )
            );

        var calls = Calls(await bench.AskAsync());

        Assert.Equal(["a one", "b two"], calls.Select(c => $"{c.CallId} {c.Arguments!["q"]}"));
    }

    [Fact]
    public async Task Ids_that_are_missing_or_there_twice_are_replaced()
    {
        await using var bench = new ChatBench();
        bench
            .Add()
            .Then(
                ModelAnswer.Stream(
                    Call(0, null, "mail_search", "{}")
                        + Call(1, "old", "mail_search", "{}")
                        + Call(2, "new", "mail_search", "{}")
                        + Call(3, "new", "mail_search", "{}")
                        + End("tool_calls")
                        + Done
                )
            );
        ChatMessage[] history =
        [
            new(ChatRole.User, "Hello"),
            new(ChatRole.Assistant, [new FunctionCallContent("old", "mail_search", new Dictionary<string, object?>())]),
            new(ChatRole.Tool, [new FunctionResultContent("old", "nothing")]),
        ];

        var response = await bench
            .Open()
            .GetStreamingResponseAsync(history, ChatBench.Tools, TestContext.Current.CancellationToken)
            .ToChatResponseAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["call-1", "old-1", "new", "new-1"], Calls(response).Select(c => c.CallId));
    }

    [Fact]
    public async Task A_tool_that_does_not_exist_comes_as_a_fault_that_names_those_that_do()
    {
        await using var bench = new ChatBench();
        bench.Add().Then(ModelAnswer.Stream(Call(0, "a", "mail_serch", """{"q":1}""") + End("tool_calls") + Done));

        var call = Assert.Single(Calls(await bench.AskAsync()));

        Assert.Equal(
            "There is no tool \"mail_serch\". Nothing was done. There are: mail_search.",
            Assert.IsType<CallFaultException>(call.Exception).Message
        );
        Assert.Equal("1", call.Arguments!["q"]!.ToString()); // Who knows the tool may take the call all the same.
    }

    [Fact]
    public async Task An_empty_reply_is_an_answer_without_content()
    {
        await using var bench = new ChatBench();
        bench.Add().Then(ModelAnswer.Stream(Delta("{\"role\":\"assistant\",\"content\":null}") + End() + Done));

        var response = await bench.AskAsync();

        Assert.Equal("", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Single(bench.Spent);
    }

    [Theory]
    [InlineData("weird", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("tool_use", "tool_calls")]
    public async Task A_finish_reason_that_nobody_knows_ends_an_answer_all_the_same(string theirs, string ours)
    {
        await using var bench = new ChatBench();
        bench.Add().Then(ModelAnswer.Stream(Text("Hi") + End(theirs) + Done));

        Assert.Equal(new ChatFinishReason(ours), (await bench.AskAsync()).FinishReason);
    }

    [Theory]
    [InlineData("reasoning")]
    [InlineData("reasoning_content")]
    public async Task Reasoning_is_no_part_of_the_text(string field)
    {
        await using var bench = new ChatBench();
        bench.Add().Then(ModelAnswer.Stream(Delta($"{{\"{field}\":\"Hm.\"}}") + Text("Hi") + End() + Done));

        var response = await bench.AskAsync();

        Assert.Equal("Hi", response.Text);
        Assert.Equal("Hm.", Assert.Single(response.Messages[0].Contents.OfType<TextReasoningContent>()).Text);
    }

    [Fact]
    public async Task A_very_long_line_is_read_and_one_without_end_is_not()
    {
        await using var bench = new ChatBench { Retries = new(1, TimeSpan.FromSeconds(9), default, default) };
        var text = new string('x', 3_000_000);
        bench
            .Add()
            .Then(
                ModelAnswer.Stream(Text(text) + End() + Done),
                ModelAnswer.Stream("data: " + new string('x', 17 << 20))
            );

        Assert.Equal(text.Length, (await bench.AskAsync()).Text.Length);
        Assert.Equal(ModelFault.BadAnswer, (await bench.FailAsync()).Fault);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_do_not_end_an_answer()
    {
        await using var bench = new ChatBench();
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Text("a#b") + End() + Done)];
        bytes[Array.IndexOf(bytes, (byte)'#')] = 0xFF;
        bench.Add().Then(ModelAnswer.Bytes(bytes));

        Assert.Equal("a\uFFFDb", (await bench.AskAsync()).Text);
    }

    [Fact]
    public async Task An_answer_in_one_piece_is_put_right_as_well()
    {
        await using var bench = new ChatBench();
        bench
            .Add()
            .Then(
                Whole(
                    "{\"role\":\"assistant\",\"content\":null,\"reasoning\":\"Hm.\",\"tool_calls\":[{\"function\":{\"name\":\"mail_search\",\"arguments\":{\"q\":1}}},{\"id\":\"b\",\"function\":{\"name\":\"mail_search\",\"arguments\":\"[\"}}]}",
                    "weird"
                )
            );

        var response = await bench
            .Open()
            .GetResponseAsync("Hello", ChatBench.Tools, TestContext.Current.CancellationToken);

        var calls = Calls(response);
        Assert.Equal(["call-1", "b"], calls.Select(c => c.CallId));
        Assert.Null(calls[0].Exception);
        Assert.IsType<CallFaultException>(calls[1].Exception);
        Assert.Null(response.Usage);
    }

    private static List<FunctionCallContent> Calls(ChatResponse response) =>
        [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];
}
