using System.Text.Json;
using MeshClaw.Core.Models;
using MeshClaw.Testing.ModelServers;
using Microsoft.Extensions.AI;
using static MeshClaw.Testing.ModelServers.AnthropicScript;

namespace MeshClaw.Models.Tests.Chat;

/// <summary>What servers of messages are known to send, and what they are sent.</summary>
public sealed class AnthropicQuirkTests
{
    [Fact]
    public async Task A_reply_comes_with_its_usage()
    {
        await using var bench = new ChatBench();
        var server = bench.Add(ModelProvider.Anthropic).Then(Reply("Hi"));

        var response = await bench.AskAsync();

        Assert.Equal("Hi", response.Text);
        Assert.Equal(
            (35, 15, 7),
            (response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount, response.Usage?.CachedInputTokenCount)
        );
        var request = Assert.Single(server.Requests);
        Assert.Equal("/v1/messages", request.Path);
        Assert.Equal(ChatBench.Key, request.Headers["x-api-key"]);
        Assert.Equal(50, request.Json.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task Usage_that_is_left_out_is_unknown()
    {
        await using var bench = new ChatBench();
        bench.Add(ModelProvider.Anthropic).Then(ModelAnswer.Stream(Start("") + Text("Hi") + End(usage: "")));

        var response = await bench.AskAsync();

        Assert.Equal("Hi", response.Text);
        Assert.Null(response.Usage);
    }

    [Fact]
    public async Task Calls_in_parallel_are_checked_one_by_one()
    {
        await using var bench = new ChatBench();
        bench
            .Add(ModelProvider.Anthropic)
            .Then(
                ModelAnswer.Stream(
                    Start()
                        + Call(0, "a", "mail_search", "{\"q\":\"x\"}")
                        + Call(1, "b", "mail_search", "{\"q\"")
                        + Call(2, "c", "mail_search", "[1]")
                        + Call(3, null, "mail_search", "")
                        + Call(4, "e", "nothing", "{}")
                        + End("tool_use")
                )
            );

        var response = await bench.AskAsync();

        Assert.Equal(
            ["a True", "b False", "c False", "call-1 True", "e False"],
            response
                .Messages.SelectMany(m => m.Contents)
                .OfType<FunctionCallContent>()
                .Select(c => $"{c.CallId} {c.Exception is null}")
        );
    }

    [Fact]
    public async Task What_is_not_known_yet_is_passed_over()
    {
        await using var bench = new ChatBench();
        var delta = "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"new_delta\",\"x\":1}}";
        bench
            .Add(ModelProvider.Anthropic)
            .Then(
                ModelAnswer.Stream(
                    Start()
                        + Event("ping", "{\"type\":\"ping\"}")
                        + Text("Hi")
                        + Event("content_block_delta", delta)
                        + Event("new", "{\"type\":\"new\"}")
                        + End("new_reason")
                )
            );

        var response = await bench.AskAsync();

        Assert.Equal("Hi", response.Text);
        Assert.Equal(new ChatFinishReason("new_reason"), response.FinishReason);
    }

    [Theory]
    [InlineData("overloaded_error", ModelFault.Busy)]
    [InlineData("authentication_error", ModelFault.NotAllowed)]
    [InlineData("api_error", ModelFault.ProviderFailed)]
    public async Task An_error_in_a_stream_that_had_not_begun_is_of_its_kind(string type, ModelFault fault)
    {
        await using var bench = new ChatBench { Retries = new(1, TimeSpan.FromSeconds(9), default, default) };
        bench.Add(ModelProvider.Anthropic).Then(ModelAnswer.Stream(Start() + Error(type, "No.")));

        Assert.Equal(fault, (await bench.FailAsync()).Fault);
    }

    [Fact]
    public async Task A_stream_that_ends_before_its_end_is_cut()
    {
        await using var bench = new ChatBench();
        bench.Add(ModelProvider.Anthropic).Then(ModelAnswer.Stream(Start() + Text("Hi")));

        Assert.Equal(ModelFault.Cut, (await bench.FailAsync()).Fault);
        Assert.Equal(AttemptOutcome.Cut, Assert.Single(bench.Spent).Outcome);
    }

    [Fact]
    public async Task Marks_of_the_prompt_become_cache_control_and_the_prefix_stays_the_same()
    {
        await using var bench = new ChatBench();
        var server = bench.Add(ModelProvider.Anthropic).Then(Reply("one"), Reply("two"));
        var pinned = new TextContent("You are an agent.").StableToHere();
        List<ChatMessage> prompt = [new(ChatRole.System, [pinned]), new(ChatRole.User, "Hello")];
        var token = TestContext.Current.CancellationToken;

        await bench.Open().GetStreamingResponseAsync(prompt, ChatBench.Tools, token).ToChatResponseAsync(token);
        prompt.AddRange([new(ChatRole.Assistant, "one"), new(ChatRole.User, "And now?")]);
        await bench.Open().GetStreamingResponseAsync(prompt, ChatBench.Tools, token).ToChatResponseAsync(token);

        var (first, second) = (server.Requests[0].Json, server.Requests[1].Json);
        Assert.Equal("ephemeral", Mark(first.GetProperty("system")[0]));
        Assert.Equal("ephemeral", Mark(first.GetProperty("tools")[0]));
        Assert.Equal(first.GetProperty("system").GetRawText(), second.GetProperty("system").GetRawText());
        Assert.Equal(first.GetProperty("tools").GetRawText(), second.GetProperty("tools").GetRawText());
        Assert.Equal(
            "mail_search Finds mail. string",
            string.Join(
                " ",
                first.GetProperty("tools")[0].GetProperty("name"),
                first.GetProperty("tools")[0].GetProperty("description"),
                first
                    .GetProperty("tools")[0]
                    .GetProperty("input_schema")
                    .GetProperty("properties")
                    .GetProperty("q")
                    .GetProperty("type")
            )
        );
    }

    private static string? Mark(JsonElement element) =>
        element.GetProperty("cache_control").GetProperty("type").GetString();
}
