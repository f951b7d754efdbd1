using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using MeshClaw.Core.Models;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MeshClaw.Models.Chat.Providers;

/// <summary>
/// What differs between OpenAI's own servers and those that speak like them: the former route by a cache key and count reasoning into
/// <c>max_completion_tokens</c>; many others know <c>max_tokens</c> alone, and refuse or pass over the rest.
/// </summary>
internal sealed class OpenAIRequestClient(IChatClient inner, ModelConfig config, ModelUse use)
    : DelegatingChatClient(inner)
{
    private readonly bool _original =
        config.Provider == ModelProvider.Azure
        || config.Endpoint.Host.Equals("api.openai.com", StringComparison.OrdinalIgnoreCase);

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => base.GetResponseAsync(messages, With(options), cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var updates = base.GetStreamingResponseAsync(messages, With(options), cancellationToken);
        await foreach (var update in updates.ConfigureAwait(false))
        {
            yield return update;
        }
    }

    private ChatOptions With(ChatOptions? options)
    {
        var mine = options?.Clone() ?? new ChatOptions();
        if (mine.RawRepresentationFactory is not null)
        {
            return mine; // The caller knows what it sends.
        }

        var most = mine.MaxOutputTokens;
        if (!_original)
        {
            mine.MaxOutputTokens = null;
        }

        mine.RawRepresentationFactory = _ => Raw(most);
        return mine;
    }

#pragma warning disable SCME0001 // Fields that the SDK has no property for can be set in no other way.
    private ChatCompletionOptions Raw(int? most)
    {
        var raw = new ChatCompletionOptions();
        if (!_original && most is { } tokens)
        {
            raw.Patch.Set("$.max_tokens"u8, tokens);
        }

        if (_original && use.Agent is { } agent)
        {
            raw.Patch.Set("$.prompt_cache_key"u8, CacheKey(agent.Value));
        }

        return raw;
    }
#pragma warning restore SCME0001

    // Calls of one agent begin alike. Its name is not the provider's business.
    private static string CacheKey(string agent) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"meshclaw agent {agent}")))[..16];
}
