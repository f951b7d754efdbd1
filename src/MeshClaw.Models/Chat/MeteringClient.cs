using System.Runtime.CompilerServices;
using System.Text;
using MeshClaw.Core.Models;
using MeshClaw.Core.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Models.Chat;

/// <summary>Reserves the worst that an attempt can cost before it, and settles what it did cost after it, however it ended.</summary>
internal sealed class MeteringClient(
    IChatClient inner,
    ModelUse use,
    ModelTraits traits,
    int place,
    IModelMeter meter,
    TimeProvider time,
    ILogger logger
) : DelegatingChatClient(inner)
{
    private int _attempts; // A pipeline is built anew for each call, so that these are of one.

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var bill = await ReserveAsync(prompt, options, cancellationToken).ConfigureAwait(false);
        try
        {
            var capped = Capped(options, bill.Reservation);
            var response = await base.GetResponseAsync(prompt, capped, cancellationToken).ConfigureAwait(false);
            bill.Note(response.Usage, response.ModelId, began: true);
            bill.Count(response.Messages.SelectMany(m => m.Contents));
            bill.Outcome = AttemptOutcome.Answered;
            return response;
        }
        catch (OperationCanceledException)
        {
            bill.Outcome = AttemptOutcome.Cancelled;
            throw;
        }
        catch (ModelCallException failure)
        {
            bill.Fault = failure.Fault;
            throw;
        }
        finally
        {
            await SettleAsync(bill).ConfigureAwait(false);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var bill = await ReserveAsync(prompt, options, cancellationToken).ConfigureAwait(false);
        bill.Outcome = AttemptOutcome.Cancelled; // Whoever stops reading leaves the loop without a word.
        try
        {
            var updates = base.GetStreamingResponseAsync(prompt, Capped(options, bill.Reservation), cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            await using (updates.ConfigureAwait(false))
            {
                while (await NextAsync(updates, bill).ConfigureAwait(false))
                {
                    var update = updates.Current;
                    foreach (var content in update.Contents.OfType<UsageContent>())
                    {
                        bill.Note(content.Details, update.ModelId, began: false);
                    }

                    bill.Note(null, update.ModelId, RetryClient.SaysSomething(update));
                    bill.Count(update.Contents);
                    yield return update;
                }
            }

            bill.Outcome = AttemptOutcome.Answered;
        }
        finally
        {
            await SettleAsync(bill).ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, Bill bill)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            bill.Outcome = bill.FirstToken is null ? AttemptOutcome.Failed : AttemptOutcome.Cut;
            bill.Fault = (failure as ModelCallException)?.Fault;
            throw;
        }
    }

    private async ValueTask<Bill> ReserveAsync(
        IReadOnlyList<ChatMessage> prompt,
        ChatOptions? options,
        CancellationToken cancellationToken
    )
    {
        var attempt = new ModelAttempt(use, traits, prompt, options)
        {
            Number = Interlocked.Increment(ref _attempts),
            Place = place,
        };
        return new Bill(await meter.ReserveAsync(attempt, cancellationToken).ConfigureAwait(false), time);
    }

    // What was reserved is a worst case only if the provider is told where to end.
    private static ChatOptions? Capped(ChatOptions? options, ModelReservation reservation)
    {
        if (reservation.MaxOutputTokens is not { } most || options?.MaxOutputTokens == most)
        {
            return options;
        }

        var capped = options?.Clone() ?? new ChatOptions();
        capped.MaxOutputTokens = most;
        return capped;
    }

    // An answer that came is not lost because its cost could not be written down; what was reserved for it then stays reserved.
    private async ValueTask SettleAsync(Bill bill)
    {
        var spending = new ModelSpending(bill.Outcome, bill.Usage, bill.Elapsed, bill.FirstToken, bill.AnsweredBy)
        {
            AnswerTokens = bill.AnswerTokens,
            Fault = bill.Fault,
        };
        try
        {
            await meter.SettleAsync(bill.Reservation, spending, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.NotSettled(logger, traits.Name.Value, failure);
        }
    }

    private sealed class Bill(ModelReservation reservation, TimeProvider time)
    {
        private readonly long _start = time.GetTimestamp();
        private readonly StringBuilder _answer = new();

        public ModelReservation Reservation { get; } = reservation;

        public AttemptOutcome Outcome { get; set; } = AttemptOutcome.Failed;

        public UsageDetails? Usage { get; private set; }

        public TimeSpan? FirstToken { get; private set; }

        public string? AnsweredBy { get; private set; }

        public ModelFault? Fault { get; set; }

        // Estimated once, of all that came: of each small piece by itself it would be several times as much.
        public int AnswerTokens => _answer.Length == 0 ? 0 : TokenEstimate.Of(_answer.ToString());

        public TimeSpan Elapsed => time.GetElapsedTime(_start);

        public void Count(IEnumerable<AIContent> contents)
        {
            foreach (var content in contents)
            {
                _ = content switch
                {
                    TextContent text => _answer.Append(text.Text),
                    TextReasoningContent text => _answer.Append(text.Text),
                    FunctionCallContent call => _answer.Append(call.Name).Append(Arguments(call)),
                    _ => _answer,
                };
            }
        }

        private static string Arguments(FunctionCallContent call) =>
            string.Concat((call.Arguments ?? new Dictionary<string, object?>()).Select(a => $" {a.Key} {a.Value}"));

        public void Note(UsageDetails? usage, string? model, bool began)
        {
            AnsweredBy = model ?? AnsweredBy;
            if (usage is not null)
            {
                if (Usage is null)
                {
                    Usage = new UsageDetails();
                }

                Usage.Add(usage);
            }

            if (began)
            {
                FirstToken ??= Elapsed;
            }
        }
    }
}
