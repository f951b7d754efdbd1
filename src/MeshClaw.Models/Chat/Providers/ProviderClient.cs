using System.Runtime.CompilerServices;
using MeshClaw.Core.Models;
using Microsoft.Extensions.AI;

namespace MeshClaw.Models.Chat.Providers;

/// <summary>
/// A provider's SDK. Whatever it throws at an answer that it cannot read is a <see cref="ModelCallException"/>; a stream of nothing is
/// one too; usage that cannot be is unknown. Shared by all uses of a model: disposing it changes nothing.
/// </summary>
internal sealed class ProviderClient(IChatClient sdk, ModelConfig config) : DelegatingChatClient(sdk)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            response.Usage = Known(response.Usage);
            response.ModelId ??= config.Model;
            return response;
        }
        catch (Exception failure) when (Ours(failure, cancellationToken) is { } ours)
        {
            throw ours;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var any = false;
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(updates, cancellationToken).ConfigureAwait(false))
        {
            var update = updates.Current;
            for (var i = update.Contents.Count - 1; i >= 0; i--)
            {
                if (update.Contents[i] is UsageContent usage && Known(usage.Details) is null)
                {
                    update.Contents.RemoveAt(i);
                }
            }

            any = true;
            update.ModelId ??= config.Model;
            yield return update;
        }

        if (!any)
        {
            throw new ModelCallException(
                ModelFault.BadAnswer,
                $"{config.Endpoint.Host} sent a stream with nothing in it."
            );
        }
    }

#pragma warning disable CA2215 // What is inside is shared: it would be disposed with the first use.
    protected override void Dispose(bool disposing) { }
#pragma warning restore CA2215

    private async ValueTask<bool> NextAsync(
        IAsyncEnumerator<ChatResponseUpdate> updates,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (Ours(failure, cancellationToken) is { } ours)
        {
            throw ours;
        }
    }

    // A prompt is never empty: usage that says so says nothing.
    private static UsageDetails? Known(UsageDetails? usage) => usage is { InputTokenCount: > 0 } ? usage : null;

    // Its message is not shown: it may repeat any part of what the provider wrote.
    private ModelCallException? Ours(Exception failure, CancellationToken cancellationToken)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is ModelCallException ours)
            {
                return ours;
            }
        }

        return failure is OperationCanceledException && cancellationToken.IsCancellationRequested
            ? null
            : new ModelCallException(
                ModelFault.BadAnswer,
                $"{config.Endpoint.Host} sent an answer that cannot be read ({failure.GetType().Name})."
            );
    }
}
