using System.Runtime.CompilerServices;
using MeshClaw.Core.Models;
using MeshClaw.Policy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Models.Chat;

/// <summary>How often, and for how long, a model is asked again.</summary>
/// <param name="Attempts">At the most, the first one included.</param>
/// <param name="Total">From the first attempt's begin, after which none begins any more.</param>
/// <param name="First">What the first wait is about; each further one is about twice as long.</param>
/// <param name="Longest">What no wait of our own exceeds; one that the provider asks for may.</param>
internal sealed record RetryLimits(int Attempts, TimeSpan Total, TimeSpan First, TimeSpan Longest)
{
    public static RetryLimits Default { get; } =
        new(4, TimeSpan.FromSeconds(90), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(15));
}

/// <summary>
/// Asks a model again that did not answer for a reason that passes: after as long as it asks for, or a random time that grows. Only as
/// long as nothing of an answer was handed over; what breaks off later is <see cref="ModelFault.Cut"/>.
/// </summary>
internal sealed class RetryClient(
    IChatClient inner,
    ConnectionName model,
    RetryLimits limits,
    TimeProvider time,
    Func<double> random,
    ILogger logger
) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var start = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            try
            {
                return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            }
            catch (ModelCallException failure) when (Wait(failure, attempt, start) is { } next)
            {
                Log.Retrying(logger, model.Value, failure.Fault, attempt + 1, next.TotalMilliseconds);
                wait = next;
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var start = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var wait = TimeSpan.Zero;
            var held = new List<ChatResponseUpdate>(); // What came before the first token, and says nothing yet.
            var began = false;
            var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            await using (updates.ConfigureAwait(false))
            {
                while (true)
                {
                    var more = false;
                    try
                    {
                        more = await updates.MoveNextAsync().ConfigureAwait(false);
                    }
                    catch (ModelCallException failure) when (began)
                    {
                        throw Cut(failure);
                    }
                    catch (ModelCallException failure) when (Wait(failure, attempt, start) is { } next)
                    {
                        Log.Retrying(logger, model.Value, failure.Fault, attempt + 1, next.TotalMilliseconds);
                        wait = next;
                        break;
                    }

                    if (more && !began && !SaysSomething(updates.Current))
                    {
                        held.Add(updates.Current);
                        continue;
                    }

                    began = true;
                    foreach (var earlier in held)
                    {
                        yield return earlier;
                    }

                    held.Clear();
                    if (!more)
                    {
                        yield break;
                    }

                    yield return updates.Current;
                }
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether an update holds a part of an answer, and not only who speaks.</summary>
    internal static bool SaysSomething(ChatResponseUpdate update) =>
        update.Contents.Any(c =>
            c switch
            {
                TextContent text => text.Text.Length > 0,
                TextReasoningContent text => text.Text.Length > 0,
                UsageContent => false,
                _ => true,
            }
        );

    private ModelCallException Cut(ModelCallException failure) =>
        new(ModelFault.Cut, failure.Message, failure) { Status = failure.Status, Model = model };

    // Null where no further attempt is made.
    private TimeSpan? Wait(ModelCallException failure, int attempt, long start)
    {
        if (!failure.IsTransient || attempt >= limits.Attempts)
        {
            return null;
        }

        var step = limits.First * Math.Pow(2, attempt - 1);
        var most = step < limits.Longest ? step : limits.Longest;
        // Half of it at least, the rest by chance; what the provider asks for in full, and a little more.
        var wait = failure.RetryAfter is { } asked ? asked + (limits.First * random()) : most * (0.5 + (random() / 2));
        return time.GetElapsedTime(start) + wait < limits.Total ? wait : null;
    }
}
