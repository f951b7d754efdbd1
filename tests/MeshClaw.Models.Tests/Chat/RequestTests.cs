using System.Text.Json;
using MeshClaw.Core.Models;
using MeshClaw.Testing.ModelServers;
using Microsoft.Extensions.AI;

namespace MeshClaw.Models.Tests.Chat;

/// <summary>What is sent.</summary>
public sealed class RequestTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Azure_is_asked_below_its_path_with_its_key_and_a_cache_key_that_names_nobody()
    {
        await using var bench = new ChatBench();
        var server = bench.Add(ModelProvider.Azure).Then(OpenAIScript.Reply("Hi"), OpenAIScript.Reply("Hi"));

        await bench.AskAsync();
        await bench.Open("other").GetStreamingResponseAsync("Hello", null, Token).ToChatResponseAsync(Token);

        var request = server.Requests[0];
        Assert.Equal("/openai/v1/chat/completions", request.Path);
        Assert.Equal(ChatBench.Key, request.Headers["api-key"]);
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Equal(50, request.Json.GetProperty("max_completion_tokens").GetInt32());
        var keys = server.Requests.Select(r => r.Json.GetProperty("prompt_cache_key").GetString()).ToList();
        Assert.NotEqual(keys[0], keys[1]);
        Assert.DoesNotContain("inbox", keys[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelProvider.OpenAICompatible)]
    [InlineData(ModelProvider.Anthropic)]
    public async Task Images_and_a_schema_for_the_answer_pass_through(ModelProvider provider)
    {
        await using var bench = new ChatBench();
        var anthropic = provider == ModelProvider.Anthropic;
        var server = bench.Add(provider).Then(anthropic ? AnthropicScript.Reply("{}") : OpenAIScript.Reply("{}"));
        byte[] picture = [0x89, 0x50, 0x4E, 0x47];
        var schema = """{"type":"object","properties":{"kind":{"type":"string"}},"required":["kind"]}""";
        var options = new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse(schema).RootElement, "kind"),
        };

        await bench
            .Open()
            .GetStreamingResponseAsync(
                [new ChatMessage(ChatRole.User, [new TextContent("What?"), new DataContent(picture, "image/png")])],
                options,
                Token
            )
            .ToChatResponseAsync(Token);

        var body = Assert.Single(server.Requests).Text;
        Assert.Contains(Convert.ToBase64String(picture), body, StringComparison.Ordinal);
        Assert.Contains("image/png", body, StringComparison.Ordinal);
        Assert.Contains("\"json_schema\"", body, StringComparison.Ordinal);
        Assert.Contains("\"kind\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:11434", true)]
    [InlineData("http://192.168.1.9:8080/v1", true)]
    [InlineData("http://[fd00::1]:8080", true)]
    [InlineData("http://ollama:11434", true)]
    [InlineData("http://box.local", true)]
    [InlineData("http://8.8.8.8/v1", false)]
    [InlineData("http://172.32.0.1", false)]
    [InlineData("http://models.example.com", false)]
    [InlineData("http://localhost.example.com", false)]
    [InlineData("https://models.example.com/v1", true)]
    [InlineData("https://user:key@models.example.com", false)]
    [InlineData("https://models.example.com/v1?key=1", false)]
    [InlineData("ftp://localhost", false)]
    public void An_address_without_encryption_is_taken_on_private_networks_only(string text, bool taken)
    {
        var (endpoint, error) = ModelEndpoint.Parse(text, insecure: false);

        Assert.Equal(taken, endpoint is not null);
        Assert.Equal(taken, error is null);
    }
}
