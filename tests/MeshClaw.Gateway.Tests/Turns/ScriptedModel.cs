using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshClaw.Core.Models;
using MeshClaw.Policy;
using Microsoft.Extensions.AI;

namespace MeshClaw.Gateway.Tests.Turns;

/// <summary>A model that says what the test tells it to: a list of answers, or a rule.</summary>
internal sealed class ScriptedModel : IChatClient
{
    private readonly Queue<ChatMessage> _answers = new();
    private int _calls;

    /// <summary>Every prompt that it was given, as it was then.</summary>
    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Prompts { get; } = [];

    /// <summary>Answers where the list is at its end.</summary>
    public Func<IReadOnlyList<ChatMessage>, ChatOptions?, ChatMessage>? Rule { get; set; }

    /// <summary>What each call says that it cost.</summary>
    public UsageDetails? Usage { get; set; }

    /// <summary>Awaited before each answer.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Where it is set, what every answer is written as, piece by piece.</summary>
    public IReadOnlyList<string>? Streams { get; set; }

    /// <summary>Awaited after the first piece.</summary>
    public Func<Task> BetweenStreams { get; set; } = () => Task.CompletedTask;

    public ScriptedModel Says(string text)
    {
        _answers.Enqueue(new ChatMessage(ChatRole.Assistant, text));
        return this;
    }

    public ScriptedModel Calls(params (string Name, object Arguments)[] calls)
    {
        _answers.Enqueue(Calling(calls));
        return this;
    }

    public ScriptedModel Answers(ChatMessage message)
    {
        _answers.Enqueue(message);
        return this;
    }

    public ChatMessage Calling(params (string Name, object Arguments)[] calls) =>
        new(
            ChatRole.Assistant,
            [
                .. calls.Select(c => new FunctionCallContent(
                    $"call{++_calls}",
                    c.Name,
                    JsonSerializer
                        .SerializeToElement(c.Arguments)
                        .EnumerateObject()
                        .ToDictionary(p => p.Name, p => (object?)p.Value)
                )),
            ]
        );

    /// <summary>All that the last prompt says.</summary>
    public string LastPrompt => TextOf(Prompts[^1].Messages);

    public static string TextOf(IEnumerable<ChatMessage> messages) =>
        string.Join(
            '\n',
            messages
                .SelectMany(m => m.Contents)
                .Select(c =>
                    c switch
                    {
                        TextContent text => text.Text,
                        FunctionResultContent result => result.Result as string ?? "",
                        FunctionCallContent call => $"{call.Name} {JsonSerializer.Serialize(call.Arguments)}",
                        _ => "",
                    }
                )
        );

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        await Before(cancellationToken);
        var prompt = messages.ToList();
        Prompts.Add((prompt, options));
        var answer =
            _answers.TryDequeue(out var next) ? next
            : Rule is { } rule ? rule(prompt, options)
            : throw new InvalidOperationException($"No answer is left for: {TextOf(prompt)}");
        return new ChatResponse(answer) { Usage = Usage };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        if (Streams is { } pieces)
        {
            await Before(cancellationToken);
            Prompts.Add((messages.ToList(), options));
            foreach (var (i, piece) in pieces.Index())
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
                await (i == 0 ? BetweenStreams() : Task.CompletedTask);
            }

            yield break;
        }

        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}

/// <summary>The test's model as the only one that is connected.</summary>
internal sealed class ScriptedSource(Func<ScriptedModel?> model) : IModelSource
{
    private static readonly ConnectionName s_name = new("model/test");

    public IReadOnlyList<ConnectionName> Models => model() is null ? [] : [s_name];

    public ModelTraits TraitsOf(ConnectionName name) =>
        new(s_name, "test", ModelProvider.OpenAICompatible, "localhost", Local: true);

    public IChatClient Open(ModelUse use) => model() ?? throw new ModelCallException(ModelFault.NoModel, "None.");
}
