using MeshClaw.Core.Configuration;
using MeshClaw.Gateway.Agents;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using MeshClaw.Testing.ModelServers;

namespace MeshClaw.Gateway.Tests.Features;

public sealed class ModelTests
{
    private const string Key = "sk-test-0123456789abcdefwxyz";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_tried_kept_listed_and_removed_and_is_no_connection_of_agents()
    {
        await using var server = new ModelServer();
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(OpenAIScript.Models("m", "n"), OpenAIScript.Reply("yes"));

        var connected = await client.ConnectModelAsync(Request(server) with { ApiKey = Key }, Token);

        Assert.Equal(("model/a", "m"), (connected.Model, connected.Id));
        Assert.Equal(["m", "n"], connected.Models);
        Assert.All(server.Requests, r => Assert.Equal($"Bearer {Key}", r.Headers["Authorization"]));
        Assert.DoesNotContain(Key, await File.ReadAllTextAsync(home.Home.ConfigFile, Token), StringComparison.Ordinal);
        var listed = Assert.Single(await client.ListModelsAsync(Token));
        Assert.Equal(("model/a", "openai-compatible", 1), (listed.Model, listed.Provider, listed.Used));
        var status = await client.StatusAsync(Token);
        Assert.Equal(["model/a"], status.Models);
        Assert.Empty(status.Connections);
        Assert.Empty(await client.ListConnectionsAsync(Token));
        var config = ConfigFile.Load(home.Home.ConfigFile).Value!;
        Assert.DoesNotContain(new ConnectionName("model/a"), AgentContexts.Of(config).Connections);

        await client.RemoveConnectionAsync("model/a", Token);

        Assert.Empty(await client.ListModelsAsync(Token));
        Assert.Empty((await client.StatusAsync(Token)).Models);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_refused_with_those_that_are_and_nothing_is_stored()
    {
        await using var server = new ModelServer();
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(OpenAIScript.Models("qwen3:4b", "gemma"), OpenAIScript.Error(404, "model 'm' not found"));

        var failure = await Assert.ThrowsAsync<GatewayException>(() =>
            client.ConnectModelAsync(Request(server), Token)
        );

        Assert.Equal("model-failed", failure.Code);
        Assert.Contains("There are: gemma, qwen3:4b.", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await client.ListModelsAsync(Token));
    }

    [Fact]
    public async Task A_key_that_is_refused_is_repeated_nowhere()
    {
        await using var server = new ModelServer();
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(OpenAIScript.Error(401, $"Incorrect API key provided: {Key}."));

        var failure = await Assert.ThrowsAsync<GatewayException>(() =>
            client.ConnectModelAsync(Request(server) with { ApiKey = Key }, Token)
        );

        Assert.DoesNotContain(Key, failure.ToString(), StringComparison.Ordinal);
        var files = Directory.EnumerateFiles(home.Home.Root, "*", SearchOption.AllDirectories);
        foreach (var file in files.Where(f => Path.GetDirectoryName(f) != home.Home.RunFolder)) // Its lock is held.
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            Assert.DoesNotContain(Key, await reader.ReadToEndAsync(Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_kept_key_is_not_sent_to_another_address()
    {
        await using var server = new ModelServer();
        await using var other = new ModelServer();
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(
            OpenAIScript.Models("m"),
            OpenAIScript.Reply("yes"),
            OpenAIScript.Models("m"),
            OpenAIScript.Reply("yes")
        );
        other.Then(OpenAIScript.Models("m"), OpenAIScript.Reply("yes"));
        await client.ConnectModelAsync(Request(server) with { ApiKey = Key }, Token);

        await client.ConnectModelAsync(Request(server), Token);
        await client.ConnectModelAsync(Request(other), Token);

        Assert.Equal(4, server.Requests.Count(r => r.Headers.ContainsKey("Authorization")));
        Assert.DoesNotContain(other.Requests, r => r.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_chain_of_the_owner_follows_what_is_connected_and_removed()
    {
        await using var server = new ModelServer();
        await using var home = new TestHome();
        home.WriteConfig(
            $"connections:\n  model/b:\n    openai-compatible: {server.Root}\n    model: m\nmodels: [model/b]\n"
        );
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(OpenAIScript.Models("m"), OpenAIScript.Reply("yes"));

        await client.ConnectModelAsync(Request(server), Token);
        Assert.Equal(["model/b", "model/a"], (await client.StatusAsync(Token)).Models);

        await client.RemoveConnectionAsync("model/b", Token);
        await client.RemoveConnectionAsync("model/a", Token);
        Assert.Empty((await client.StatusAsync(Token)).Models);
    }

    [Fact]
    public async Task Doctor_asks_what_a_provider_has_and_lets_no_model_answer()
    {
        await using var server = new ModelServer();
        await using var home = new TestHome();
        home.WriteConfig($"connections:\n  model/a:\n    openai-compatible: {server.Root}\n    model: m\n");
        using var client = TestHome.Client(await home.StartAsync());
        server.Then(OpenAIScript.Models("m"), OpenAIScript.Models("n"), OpenAIScript.Error(401, "no"));

        foreach (var level in new[] { "ok", "warning", "error" })
        {
            Assert.Equal(level, Assert.Single(await client.DoctorAsync(Token), f => f.Area == "model model/a").Level);
        }

        Assert.All(server.Requests, r => Assert.Equal("GET /v1/models", $"{r.Method} {r.Path}"));
    }

    private static ModelConnectRequest Request(ModelServer server) =>
        new()
        {
            Model = "model/a",
            OpenAICompatible = server.Root.AbsoluteUri,
            Id = "m",
        };
}
