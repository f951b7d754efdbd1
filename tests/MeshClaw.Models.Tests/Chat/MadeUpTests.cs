using MeshClaw.Core.Models;
using Microsoft.Extensions.AI;

namespace MeshClaw.Models.Tests.Chat;

/// <summary>What is loaded before the first call is loaded without a call.</summary>
public sealed class MadeUpTests
{
    [Theory]
    [InlineData(ModelProvider.OpenAICompatible)]
    [InlineData(ModelProvider.Anthropic)]
    [InlineData(ModelProvider.Azure)]
    public async Task A_made_up_answer_reaches_no_server_and_no_meter(ModelProvider provider)
    {
        await using var bench = new ChatBench();
        var server = bench.Add(provider);
        using var model = bench.Source.OpenMadeUp()!; // There is one.

        var updates = await model
            .GetStreamingResponseAsync("hello", ChatBench.Tools, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal("Ready", updates.ToChatResponse().Text);
        Assert.Empty(server.Requests);
        Assert.Empty(bench.Reserved);
        Assert.Empty(bench.Spent);
    }

    [Fact]
    public async Task Nothing_is_made_up_where_no_model_is_connected()
    {
        await using var bench = new ChatBench();

        Assert.Null(bench.Source.OpenMadeUp());
    }
}
