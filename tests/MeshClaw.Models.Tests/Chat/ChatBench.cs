using System.Text.Json;
using MeshClaw.Core.Models;
using MeshClaw.Core.Secrets;
using MeshClaw.Models.Chat;
using MeshClaw.Models.Chat.Wire;
using MeshClaw.Policy;
using MeshClaw.Testing.ModelServers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshClaw.Models.Tests.Chat;

/// <summary>Scripted servers, a source of models over them, and what the meter was told.</summary>
internal sealed class ChatBench : IAsyncDisposable, ISecretStore, IModelMeter
{
    public const string Key = "sk-test-0123456789abcdefwxyz";

    private readonly List<ModelConfig> _models = [];
    private readonly List<ModelServer> _servers = [];
    private ModelSource? _source;

    public List<ModelSpending> Spent { get; } = [];

    public List<ModelReservation> Reserved { get; } = [];

    public RetryLimits Retries { get; init; } = new(3, TimeSpan.FromSeconds(60), TimeSpan.Zero, TimeSpan.Zero);

    public PatienceLimits? Patience { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Exception? Refuse { get; set; }

    /// <summary>What the meter lets an answer have; null for what the caller says.</summary>
    public int? MostOutput { get; init; }

    public ModelSource Source =>
        _source ??= new ModelSource(
            () => new ConnectedModels(_models, [.. _models.Select(m => m.Name)]),
            this,
            new ChatPipeline(this, Retries, Time, () => 0.5, NullLogger.Instance),
            Patience
        );

    public static AIFunctionDeclaration Search { get; } =
        AIFunctionFactory.CreateDeclaration(
            "mail_search",
            "Finds mail.",
            JsonDocument
                .Parse("""{"type":"object","properties":{"q":{"type":"string"}},"required":["q"]}""")
                .RootElement
        );

    public static ChatOptions Tools => new() { Tools = [Search], MaxOutputTokens = 50 };

    /// <summary>A server with a model, behind those that are there.</summary>
    public ModelServer Add(ModelProvider provider = ModelProvider.OpenAICompatible)
    {
        var server = new ModelServer();
        _servers.Add(server);
        _models.Add(
            new ModelConfig(new ConnectionName($"model/m{_models.Count + 1}"), provider, server.Root, "wanted")
        );
        return server;
    }

    public IChatClient Open(string agent = "inbox") =>
        Source.Open(
            new ModelUse
            {
                Agent = new AgentName(agent),
                Run = new RunId(7),
                Trigger = "test",
            }
        );

    public async Task<List<ChatResponseUpdate>> StreamAsync(ChatOptions? options = null, string text = "Hello")
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (
            var update in Open()
                .GetStreamingResponseAsync(text, options ?? Tools, TestContext.Current.CancellationToken)
        )
        {
            updates.Add(update);
        }

        return updates;
    }

    /// <summary>The response that a stream amounts to.</summary>
    public async Task<ChatResponse> AskAsync(ChatOptions? options = null) =>
        (await StreamAsync(options)).ToChatResponse();

    public Task<ModelCallException> FailAsync() => Assert.ThrowsAsync<ModelCallException>(() => StreamAsync());

    public Secret? Find(string name) => new(Key);

    public void Put(string name, Secret secret) => throw new NotSupportedException();

    public void Remove(string name) => throw new NotSupportedException();

    public ValueTask<ModelReservation> ReserveAsync(ModelAttempt attempt, CancellationToken cancellationToken)
    {
        if (Refuse is { } refusal)
        {
            throw refusal;
        }

        Reserved.Add(new ModelReservation(attempt) { MaxOutputTokens = MostOutput });
        return new(Reserved[^1]);
    }

    public ValueTask SettleAsync(
        ModelReservation reservation,
        ModelSpending spending,
        CancellationToken cancellationToken
    )
    {
        Spent.Add(spending);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        _source?.Dispose();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
