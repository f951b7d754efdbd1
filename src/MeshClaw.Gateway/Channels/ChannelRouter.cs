using System.Collections.Concurrent;
using System.Globalization;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Runs;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using MeshClaw.Storage.Channels;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// Answers what was stored: in each place one message after the other, places side by side. What needs no agent (a button, a command, an answer to a
/// question) does not wait behind an agent that thinks. A delivery is closed together with its answer; one that was not is answered by the next start.
/// </summary>
internal sealed class ChannelRouter(
    ChannelHub hub,
    People people,
    SqliteDeliveries deliveries,
    SqliteChannelRuns runs,
    SqlitePlaces places,
    ChannelInbox inbox,
    ChannelSender sender,
    ChannelTurns turns,
    ChannelCommands commands,
    ChannelApprovals approvals,
    StopService stop,
    ILogger<ChannelRouter> logger
)
{
    private readonly ConcurrentDictionary<(ChannelName, ChatPlace, bool Quick), Task> _tails = new();
    private readonly ConcurrentDictionary<long, byte> _taken = new();
    private readonly Lock _lock = new();
    private CancellationToken _ending = CancellationToken.None;

    /// <summary>From now on deliveries are answered.</summary>
    /// <param name="ending">Cancelled when the gateway ends; what is not answered then waits for the next start.</param>
    public void Begin(CancellationToken ending) => _ending = ending;

    /// <summary>A channel runs: what an earlier process, or an earlier life of the channel, left unanswered is taken up.</summary>
    public void OnStarted(ChannelName channel) => _ = GuardAsync(0, channel, () => TakeLeftAsync(channel));

    private async Task TakeLeftAsync(ChannelName channel)
    {
        foreach (var left in await runs.ListAsync(_ending).ConfigureAwait(false))
        {
            if (left.Channel == channel)
            {
                _ = GuardAsync(0, channel, () => turns.FollowAsync(left, _ending));
            }
        }

        foreach (var left in await deliveries.WaitingAsync(_ending).ConfigureAwait(false))
        {
            if (left.Channel == channel)
            {
                Take(left, null, isRecovered: true);
            }
        }
    }

    /// <summary>Answers a delivery that was stored; returns at once.</summary>
    /// <param name="stored">Which.</param>
    /// <param name="stopping">The stop that it began; null for none.</param>
    /// <param name="isRecovered">Whether an earlier process may have begun to.</param>
    public void Take(StoredDelivery stored, Task<StopResult>? stopping, bool isRecovered = false)
    {
        if (!_taken.TryAdd(stored.Id, 0))
        {
            return;
        }

        if (stopping is not null)
        {
            _ = GuardAsync(stored.Id, stored.Channel, () => AnswerStopAsync(stored, stopping));
            return;
        }

        var quick = IsQuick(stored.Delivery);
        var key = (stored.Channel, stored.Delivery.Place, quick);
        lock (_lock)
        {
            var before = _tails.GetValueOrDefault(key, Task.CompletedTask);
            var tail = AfterAsync(before, stored, isRecovered);
            _tails[key] = tail;
            _ = tail.ContinueWith(
                done => _tails.TryRemove(KeyValuePair.Create(key, done)),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        }
    }

    /// <summary>Greets whoever was paired.</summary>
    public Task GreetAsync(ChannelPerson person, Delivery said, CancellationToken cancellationToken)
    {
        var rights = person.Rights.ToString().ToLowerInvariant();
        var message = new Outbound
        {
            Key = FormattableString.Invariant($"paired/{person.Id}/{person.Paired.ToUnixTimeMilliseconds()}"),
            Place = said.Place,
            Text = $"Paired. You may: {rights}. Say stop at any time and everything ends. More: /help",
        };
        return sender.PutAsync(person.Channel, new QueuedMessage(message, IsAnswer: true), cancellationToken);
    }

    /// <summary>Tells what a run came to, where it began in a channel.</summary>
    public void OnRunEnded(RunId run) => _ = GuardAsync(0, new ChannelName("run"), () => turns.TellAsync(run, _ending));

    // A run or an undo that was asked for may take long: what comes after it in its place waits, a button does not.
    private bool IsQuick(Delivery delivery)
    {
        if (delivery.Kind == DeliveryKind.Pressed || inbox.IsStop(delivery))
        {
            return true;
        }

        return !delivery.IsForwarded
            && (
                ChannelCommands.Parse(delivery) is { } words
                    ? words[0] is not ("RUN" or "UNDO")
                    : SecondFactor.IsCode(delivery.Text)
            );
    }

    private async Task AfterAsync(Task before, StoredDelivery stored, bool isRecovered)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await GuardAsync(stored.Id, stored.Channel, () => AnswerAsync(stored, isRecovered)).ConfigureAwait(false);
    }

    private async Task GuardAsync(long delivery, ChannelName channel, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested) { }
        catch (Exception failure)
        {
            Log.DeliveryFailed(logger, delivery, channel.Value, failure);
        }
        finally
        {
            _taken.TryRemove(delivery, out _);
        }
    }

    private async Task AnswerAsync(StoredDelivery stored, bool isRecovered)
    {
        var person = await people.FindAsync(stored.Person, _ending).ConfigureAwait(false);
        if (person is null)
        {
            await deliveries
                .CompleteAsync(stored.Id, "unpaired meanwhile", stored.Channel, [], _ending)
                .ConfigureAwait(false);
            return;
        }

        if (hub.Find(stored.Channel) is not { } channel)
        {
            return; // It is taken up when the channel runs again.
        }

        var context = new ChatContext(stored, person, channel);
        ChatAnswer? answer;
        try
        {
            answer = await DecideAsync(context, isRecovered).ConfigureAwait(false);
        }
        catch (Exception failure) when (!_ending.IsCancellationRequested)
        {
            Log.DeliveryFailed(logger, stored.Id, stored.Channel.Value, failure);
            answer = context.Say("failed", "That failed unexpectedly; the log of the gateway has more.");
        }

        if (answer is not null)
        {
            await CloseAsync(context, answer).ConfigureAwait(false);
        }
    }

    private async Task CloseAsync(ChatContext context, ChatAnswer answer)
    {
        await deliveries
            .CompleteAsync(context.Stored.Id, answer.Outcome, context.Name, answer.Messages, _ending)
            .ConfigureAwait(false);
        sender.Ring(context.Name);
        if (context.Delivery.Kind == DeliveryKind.Pressed)
        {
            await AnswerPressAsync(context).ConfigureAwait(false);
        }
    }

    private async Task<ChatAnswer?> DecideAsync(ChatContext context, bool isRecovered)
    {
        var delivery = context.Delivery;
        if (inbox.IsStop(delivery) || PanicCode.WasHidden(delivery))
        {
            return await StopAgainAsync(context).ConfigureAwait(false);
        }

        if (delivery.IsForwarded)
        {
            return await AskAsync(context, delivery.Text, isRecovered).ConfigureAwait(false); // Others' words command and answer nothing.
        }

        if (delivery.Kind == DeliveryKind.Pressed)
        {
            return await approvals.PressAsync(context, _ending).ConfigureAwait(false);
        }

        var place = await places.ReadAsync(context.Name, context.Place, _ending).ConfigureAwait(false);
        if (
            place.Question is { } question
            && await approvals.AnswerQuestionAsync(context, question, _ending).ConfigureAwait(false) is { } answered
        )
        {
            return answered.Answer ?? await AskAsync(context, answered.Ask ?? "", isRecovered).ConfigureAwait(false);
        }

        if (ChannelCommands.Parse(delivery) is { } words)
        {
            return await commands.DoAsync(context, words, isRecovered, _ending).ConfigureAwait(false);
        }

        return await AskAsync(context, delivery.Text, isRecovered).ConfigureAwait(false);
    }

    private async Task<ChatAnswer?> AskAsync(ChatContext context, string text, bool isRecovered)
    {
        if (!context.Person.May(ChannelRights.Ask))
        {
            return context.Say("may not ask", "This account may not talk with agents.");
        }

        if (string.IsNullOrWhiteSpace(text) && context.Delivery.Files.IsEmpty)
        {
            return context.Say("empty", "That message has nothing that I can read. /help tells what I understand.");
        }

        return await turns.AskAsync(context, text, isRecovered, _ending).ConfigureAwait(false);
    }

    // One that an earlier process had begun, or somebody's who may not.
    private async Task<ChatAnswer> StopAgainAsync(ChatContext context)
    {
        if (!context.Person.May(ChannelRights.Stop))
        {
            return context.Say("may not stop", "This account may not stop agents.");
        }

        var result = await stop.StopAsync(context.By, _ending).ConfigureAwait(false);
        return context.Say("stopped", Words(result));
    }

    private async Task AnswerStopAsync(StoredDelivery stored, Task<StopResult> stopping)
    {
        var result = await stopping.ConfigureAwait(false);
        if (
            await people.FindAsync(stored.Person, _ending).ConfigureAwait(false) is { } person
            && hub.Find(stored.Channel) is { } channel
        )
        {
            var context = new ChatContext(stored, person, channel);
            await CloseAsync(context, context.Say("stopped", Words(result))).ConfigureAwait(false);
        }
    }

    private static string Words(StopResult result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Everything is stopped. Done before it: {result.Done}. Not done: {result.NotDone}."
        )
        + (
            result.InFlight > 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $" Of {result.InFlight} it is not known yet; the timeline will tell."
                )
                : ""
        )
        + "\nGo on with: /resume";

    private async Task AnswerPressAsync(ChatContext context)
    {
        try
        {
            await context.Channel.AnswerPressAsync(context.Delivery, "", _ending).ConfigureAwait(false);
        }
        catch (ChannelException)
        {
            // The answer is on its way as a message.
        }
    }
}
