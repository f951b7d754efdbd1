using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;
using MeshClaw.Models.Chat;
using MeshClaw.Policy;
using MeshClaw.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshClaw.Models.Tests.Chat;

/// <summary>A second opinion on chat completions, from a server that is not ours.</summary>
public sealed class MockLlmTests(MockLlm server) : IClassFixture<MockLlm>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ModelConfig Config =>
        new(new ConnectionName("model/mock"), ModelProvider.OpenAICompatible, server.Root, "gpt-5.2");

    [Fact]
    public async Task It_is_spoken_with_in_pieces_and_in_one()
    {
        using var source = Source();
        using var client = source.Open(new ModelUse());

        var pieces = await client.GetStreamingResponseAsync("Hello you", null, Token).ToChatResponseAsync(Token);
        var whole = await client.GetResponseAsync("Hello you", null, Token);

        Assert.Equal(("Hello you", "Hello you"), (pieces.Text, whole.Text));
        Assert.Equal((ChatFinishReason.Stop, ChatFinishReason.Stop), (pieces.FinishReason, whole.FinishReason));
        Assert.Null(pieces.Usage);
    }

    [Theory]
    [InlineData("error-401", ModelFault.NotAllowed)]
    [InlineData("error-429", ModelFault.NothingLeft)]
    public async Task Its_errors_are_understood_with_a_status_and_inside_a_stream(string text, ModelFault fault)
    {
        using var source = Source();
        using var client = source.Open(new ModelUse());

        var whole = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync(text, null, Token));
        var pieces = await Assert.ThrowsAsync<ModelCallException>(() =>
            client.GetStreamingResponseAsync(text, null, Token).ToChatResponseAsync(Token)
        );

        Assert.Equal((fault, fault), (whole.Fault, pieces.Fault));
    }

    [Fact]
    public async Task It_is_probed()
    {
        var found = await new ModelProbe(TimeProvider.System).TryAsync(Config, key: null, Token);

        Assert.Contains("gpt-5.2", found.Models!);
        Assert.NotNull(found.Answered);
    }

    private ModelSource Source() =>
        new(
            () => new ConnectedModels([Config], [Config.Name]),
            new NoSecrets(),
            DisabledModelMeter.Instance,
            TimeProvider.System,
            () => 0,
            NullLogger<ModelSource>.Instance
        );

    private sealed class NoSecrets : ISecretStore
    {
        public Secret? Find(string name) => null;

        public void Put(string name, Secret secret) => throw new NotSupportedException();

        public void Remove(string name) => throw new NotSupportedException();
    }
}
