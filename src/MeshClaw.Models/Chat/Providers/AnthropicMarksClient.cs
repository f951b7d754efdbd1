using System.Runtime.CompilerServices;
using System.Text.Json;
using Anthropic.Models.Messages;
using MeshClaw.Core.Models;
using Microsoft.Extensions.AI;

namespace MeshClaw.Models.Chat.Providers;

/// <summary>
/// Turns <see cref="PromptMarks"/> into cache_control, and marks the end of the tools, which stand before all else. Anthropic takes four
/// marks: the first ones of the prompt count, since they are the most stable.
/// </summary>
internal sealed class AnthropicMarksClient(IChatClient inner) : DelegatingChatClient(inner)
{
    private const int Most = 4;

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var (marked, with) = Mark(messages, options);
        return base.GetResponseAsync(marked, with, cancellationToken);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var (marked, with) = Mark(messages, options);
        await foreach (
            var update in base.GetStreamingResponseAsync(marked, with, cancellationToken).ConfigureAwait(false)
        )
        {
            yield return update;
        }
    }

    private static (IEnumerable<ChatMessage>, ChatOptions?) Mark(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options
    )
    {
        var prompt = messages.ToList();
        if (!prompt.Any(m => m.Contents.Any(PromptMarks.IsStableToHere)))
        {
            return (prompt, options); // A prompt that is written once only would pay for the cache and never use it.
        }

        var tools = MarkTools(options, out var with);
        var left = tools ? Most - 1 : Most;
        foreach (var content in prompt.SelectMany(m => m.Contents).Where(PromptMarks.IsStableToHere))
        {
            // The SDK's own mark is beside ours, in the same content: a later call finds it there already.
            content.WithCacheControl(left-- > 0 ? new CacheControlEphemeral() : null);
        }

        return (prompt, with);
    }

    private static bool MarkTools(ChatOptions? options, out ChatOptions? with)
    {
        with = options;
        if (options?.Tools is not [.., AIFunctionDeclaration last])
        {
            return false;
        }

        var tool = new Tool
        {
            Name = last.Name,
            Description = last.Description,
            InputSchema = Schema(last.JsonSchema),
            CacheControl = new CacheControlEphemeral(),
        };
        with = options.Clone();
        with.Tools = [.. options.Tools.SkipLast(1), ((ToolUnion)tool).AsAITool()];
        return true;
    }

    private static InputSchema Schema(JsonElement schema) =>
        InputSchema.FromRawUnchecked(schema.EnumerateObject().ToDictionary(p => p.Name, p => p.Value));
}
