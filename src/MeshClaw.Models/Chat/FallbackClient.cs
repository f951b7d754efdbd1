using System.Runtime.CompilerServices;
using MeshClaw.Core.Models;
using MeshClaw.Policy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Models.Chat;

/// <summary>One model of a chain, with its part of the pipeline.</summary>
internal sealed record Link(ConnectionName Model, Func<IChatClient> Open);

/// <summary>
/// Asks the next model of a chain where one cannot answer: it is down, busy or gone after all retries, or the key does not hold. Not
/// where the prompt is too long or wrong, for that is for the caller to mend; nor once a part of an answer was handed over; nor where
/// the budget or the caller ends the call. What answered is noted in the answer: <see cref="AnsweredBy"/>.
/// </summary>
internal sealed class FallbackClient(IReadOnlyList<Link> chain, ILogger logger) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        for (var i = 0; ; i++)
        {
            try
            {
                var response = await chain[i]
                    .Open()
                    .GetResponseAsync(prompt, options, cancellationToken)
                    .ConfigureAwait(false);
                AnsweredBy.Note(response.AdditionalProperties ??= [], chain[i].Model);
                return response;
            }
            catch (ModelCallException failure) when (i + 1 < chain.Count && AnotherMay(failure))
            {
                Log.FellBack(logger, chain[i].Model.Value, failure.Fault, chain[i + 1].Model.Value);
            }
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        for (var i = 0; ; i++)
        {
            var (model, began) = (chain[i].Model, false);
            await using var updates = StreamAsync(chain[i], prompt, options, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (ModelCallException failure) when (!began && i + 1 < chain.Count && AnotherMay(failure))
                {
                    Log.FellBack(logger, model.Value, failure.Fault, chain[i + 1].Model.Value);
                    break;
                }

                began = true;
                AnsweredBy.Note(updates.Current.AdditionalProperties ??= [], model);
                yield return updates.Current;
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : null;

    /// <summary>Nothing is its own: providers are shared and stay.</summary>
    public void Dispose() { }

    // An iterator, so that a link that cannot be opened fails where one that cannot answer does.
    private static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        Link link,
        IReadOnlyList<ChatMessage> prompt,
        ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var update in link.Open()
                .GetStreamingResponseAsync(prompt, options, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return update;
        }
    }

    private static bool AnotherMay(ModelCallException failure) =>
        failure.Fault switch
        {
            ModelFault.Unreachable
            or ModelFault.TimedOut
            or ModelFault.Busy
            or ModelFault.ProviderFailed
            or ModelFault.BadAnswer
            or ModelFault.NotAllowed
            or ModelFault.NothingLeft
            or ModelFault.NotFound
            or ModelFault.NoModel => true,
            ModelFault.ContextOverflow or ModelFault.BadRequest or ModelFault.Cut => false,
        };
}
