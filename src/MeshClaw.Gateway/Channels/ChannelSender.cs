using System.Collections.Concurrent;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Diagnostics;
using MeshClaw.Gateway.Logging;
using MeshClaw.Storage.Channels;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// Sends what lies in the outbox, one message of a channel after the other, through outages and restarts. What was being sent when a process died is
/// looked for at the platform first. Where a platform cannot tell, an answer is made of two steps, a placeholder and its change, of which only the first
/// can come twice; a notice is sent again, and says so.
/// </summary>
internal sealed class ChannelSender(SqliteOutbox outbox, TimeProvider time, ILogger<ChannelSender> logger) : IDisposable
{
    /// <summary>Attempts that a platform answers strangely, before the message is given up so that others can go.</summary>
    private const int MostAttempts = 10;
    private const string Placeholder = "…";
    private const string Again = "(Sent again after an interruption: you may have it already.)\n";
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    /// <summary>How long the platform is given to tell by a receipt that a message is there.</summary>
    private static readonly TimeSpan s_receipts = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<ChannelName, Signal> _signals = new();
    private readonly ConcurrentDictionary<(ChannelName, string), Draft> _drafts = new();

    /// <summary>Queues a message, durable when this returns; the same key changes what was queued or sent under it.</summary>
    public async Task PutAsync(ChannelName channel, QueuedMessage message, CancellationToken cancellationToken)
    {
        await outbox.PutAsync(channel, message, cancellationToken).ConfigureAwait(false);
        Ring(channel);
    }

    /// <summary>Queues the beginning of an answer, to be shown more of. Nothing where the answer itself is there already.</summary>
    public async Task BeginShowAsync(ChannelName channel, Outbound beginning, CancellationToken cancellationToken)
    {
        var key = (channel, beginning.Key);
        _drafts[key] = new Draft(); // Before it is queued: an answer that comes in between takes it away again.
        var queued = new QueuedMessage(beginning, IsAnswer: true, IsDraft: true);
        if (!await outbox.PutAsync(channel, queued, cancellationToken).ConfigureAwait(false))
        {
            _drafts.TryRemove(key, out _);
        }

        Ring(channel);
    }

    /// <summary>Something was queued by others.</summary>
    public void Ring(ChannelName channel) => SignalOf(channel).Ring();

    /// <summary>Shows more of an answer that was begun to be shown, as long as it is not there itself. Not durable: the answer is.</summary>
    public void Show(ChannelName channel, Outbound soFar)
    {
        if (_drafts.TryGetValue((channel, soFar.Key), out var draft))
        {
            draft.Latest = soFar;
            Ring(channel);
        }
    }

    /// <summary>No more of it will be shown: the answer itself is about to be queued.</summary>
    public void EndShow(ChannelName channel, string key) => _drafts.TryRemove((channel, key), out _);

    /// <summary>Sends for a channel until cancelled.</summary>
    public async Task RunAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var signal = SignalOf(channel.Name);
        var failures = 0;
        while (true)
        {
            var pause = TimeSpan.Zero;
            try
            {
                if (await outbox.NextAsync(channel.Name, 0, cancellationToken).ConfigureAwait(false) is { } next)
                {
                    pause = await SendAsync(channel, next, cancellationToken).ConfigureAwait(false);
                    failures = 0;
                }
                else
                {
                    // Nothing wakes it but what is queued, where nothing is being written.
                    var look = await ShowDraftsAsync(channel, cancellationToken).ConfigureAwait(false);
                    await (
                        look is { } atMost
                            ? signal.WaitAsync(atMost, time, cancellationToken)
                            : signal.WaitAsync(cancellationToken)
                    ).ConfigureAwait(false);
                    continue;
                }
            }
            catch (ChannelException failure) when (!cancellationToken.IsCancellationRequested)
            {
                pause = failure.RetryAfter ?? Backoff(++failures);
                Log.ChannelSendFailed(logger, channel.Name.Value, failure.Fault.ToString(), pause.TotalSeconds);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                pause = Backoff(++failures);
                Log.ChannelFailed(logger, channel.Name.Value, failure);
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var signal in _signals.Values)
        {
            signal.Dispose();
        }
    }

    // Returns how long to leave before the next look.
    private async Task<TimeSpan> SendAsync(IChannel channel, OutboxMessage next, CancellationToken cancellationToken)
    {
        try
        {
            if (next.Sent is { } sent)
            {
                await ChangeAsync(channel, next, sent, cancellationToken).ConfigureAwait(false);
                return TimeSpan.Zero;
            }

            var message = next.Queued.Message;
            if (next.WasSending is { } since)
            {
                switch (await channel.FindAsync(message, since, cancellationToken).ConfigureAwait(false))
                {
                    case SentState.Sent found:
                        var shown = channel.Traits.CanEdit && next.Wanted > 1 ? 0 : next.Wanted;
                        await outbox.SentAsync(next.Id, found.Message, shown, cancellationToken).ConfigureAwait(false);
                        return TimeSpan.Zero;
                    case SentState.Unknown when IsTwoSteps(channel, next):
                        break; // A placeholder more, at the worst.
                    case SentState.Unknown when time.GetUtcNow() - since < s_receipts && channel is IHookChannel:
                        return TimeSpan.FromSeconds(5);
                    case SentState.Unknown:
                        message =
                            message.Text.Length + Again.Length <= channel.Traits.MaxText
                                ? message with
                                {
                                    Text = Again + message.Text,
                                }
                                : message;
                        break;
                    case SentState.NotSent:
                        break;
                }
            }

            await NewAsync(channel, next, message, cancellationToken).ConfigureAwait(false);
            return TimeSpan.Zero;
        }
        catch (ChannelException failure)
        {
            return await FailedAsync(next, failure, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && next.Attempts >= MostAttempts)
        {
            Log.ChannelFailed(logger, channel.Name.Value, failure);
            await GiveUpAsync(next, "It failed unexpectedly, each time.", cancellationToken).ConfigureAwait(false);
            return TimeSpan.Zero;
        }
    }

    // What is there stays as it is; what is not will not come. Others can go.
    private Task GiveUpAsync(OutboxMessage next, string why, CancellationToken cancellationToken) =>
        next.Sent is { } sent
            ? outbox.SentAsync(next.Id, sent, next.Wanted, cancellationToken)
            : outbox.FailAsync(next.Id, why, cancellationToken);

    private async Task NewAsync(
        IChannel channel,
        OutboxMessage next,
        Outbound message,
        CancellationToken cancellationToken
    )
    {
        var twoSteps = IsTwoSteps(channel, next);
        await outbox.BeginAsync(next.Id, cancellationToken).ConfigureAwait(false);
        KillPoint.Pass("channel.sending");
        var first = twoSteps ? message with { Text = Placeholder, Buttons = [] } : message;
        var sent = await channel.SendAsync(first, cancellationToken).ConfigureAwait(false);
        KillPoint.Pass("channel.sent");
        var isAll = !twoSteps || message is { Text: Placeholder, Buttons.Length: 0 };
        await outbox.SentAsync(next.Id, sent, isAll ? next.Wanted : 0, cancellationToken).ConfigureAwait(false);
    }

    private async Task ChangeAsync(
        IChannel channel,
        OutboxMessage next,
        string sent,
        CancellationToken cancellationToken
    )
    {
        if (channel.Traits.CanEdit)
        {
            await outbox.TryAsync(next.Id, cancellationToken).ConfigureAwait(false);
            await channel.EditAsync(sent, next.Queued.Message, cancellationToken).ConfigureAwait(false);
        }

        await outbox.SentAsync(next.Id, sent, next.Wanted, cancellationToken).ConfigureAwait(false);
    }

    // Throws on where the whole channel has to wait.
    private async Task<TimeSpan> FailedAsync(
        OutboxMessage next,
        ChannelException failure,
        CancellationToken cancellationToken
    )
    {
        switch (failure.Fault)
        {
            case ChannelFault.Invalid:
            case ChannelFault.Unexpected when next.Attempts >= MostAttempts:
            case ChannelFault.Unreachable when next.Attempts >= MostAttempts && next.Queued.Message.File is not null:
                await GiveUpAsync(next, failure.Message, cancellationToken).ConfigureAwait(false);
                return TimeSpan.Zero;
            case ChannelFault.WindowClosed:
                await outbox.HoldAsync(next.Id, cancellationToken).ConfigureAwait(false);
                return TimeSpan.Zero;
            case ChannelFault.RateLimited:
            case ChannelFault.Refused:
            case ChannelFault.Unreachable when NeverLeft(failure):
                if (next.Sent is null)
                {
                    await outbox.PutBackAsync(next.Id, cancellationToken).ConfigureAwait(false);
                }

                throw failure;
            case ChannelFault.Unreachable:
            case ChannelFault.Unexpected:
                throw failure; // It may be there: that is looked up before the next attempt.
            default:
                throw new InvalidOperationException($"Unknown fault {failure.Fault}.", failure);
        }
    }

    // No connection came about, so that nothing can have been sent.
    private static bool NeverLeft(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (
                failure
                is HttpRequestException
                    {
                        HttpRequestError: HttpRequestError.ConnectionError
                            or HttpRequestError.NameResolutionError
                            or HttpRequestError.SecureConnectionError
                            or HttpRequestError.ProxyTunnelError
                    }
                    or System.Net.Sockets.SocketException
            )
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTwoSteps(IChannel channel, OutboxMessage next) =>
        next.Queued is { IsAnswer: true, Message.File: null } && channel.Traits is { CanEdit: true, CanFind: false };

    // Returns when to look again; null where nothing is left to show.
    private async Task<TimeSpan?> ShowDraftsAsync(IChannel channel, CancellationToken cancellationToken)
    {
        TimeSpan? next = null;
        foreach (var ((name, key), draft) in _drafts)
        {
            if (name != channel.Name || draft.Latest == draft.Shown || draft.Latest is not { } latest)
            {
                continue;
            }

            var wait = draft.NotBefore - time.GetUtcNow();
            if (wait <= TimeSpan.Zero)
            {
                await ShowAsync(channel, key, draft, latest, cancellationToken).ConfigureAwait(false);
                wait = channel.Traits.EditEvery;
            }

            next = next is null || wait < next ? wait : next;
        }

        return next;
    }

    private async Task ShowAsync(
        IChannel channel,
        string key,
        Draft draft,
        Outbound latest,
        CancellationToken cancellationToken
    )
    {
        draft.NotBefore = time.GetUtcNow() + channel.Traits.EditEvery;
        var (isDraft, sent) = await outbox.DraftAsync(channel.Name, key, cancellationToken).ConfigureAwait(false);
        if (!isDraft)
        {
            // Whoever showed it was slower than the end of the turn: the whole text must not become its beginning again.
            _drafts.TryRemove((channel.Name, key), out _);
            return;
        }

        if (sent is null)
        {
            return;
        }

        try
        {
            await channel.EditAsync(sent, latest, cancellationToken).ConfigureAwait(false);
            draft.Shown = latest;
        }
        catch (ChannelException failure)
        {
            draft.NotBefore = time.GetUtcNow() + (failure.RetryAfter ?? s_longest); // The answer itself comes all the same.
        }
    }

    private Signal SignalOf(ChannelName channel) => _signals.GetOrAdd(channel, static _ => new Signal());

    private static TimeSpan Backoff(int failures) =>
        TimeSpan.FromSeconds(Math.Min(s_longest.TotalSeconds, Math.Pow(2, Math.Min(failures - 1, 6))));

    private sealed class Draft
    {
        public volatile Outbound? Latest;
        public volatile Outbound? Shown;
        public DateTimeOffset NotBefore = DateTimeOffset.MinValue;
    }
}
