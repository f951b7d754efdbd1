using System.Threading.Channels;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>
/// Keeps a connection to Slack and hands over what comes. Two loops: one connects and reads, so that Slack's pings are answered while the disk is slow;
/// the other takes all that is ready, hands it over in one call, and acknowledges each envelope on the connection that it came by. When Slack announces
/// the end of a connection, the next one is opened while the old one is still read.
/// </summary>
internal sealed class SlackListener(SlackApi api, SlackCatchUp catchUp, ChannelParts parts, IChannelInbox inbox)
{
    private const int MaxWaiting = 1000;
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(60); // Slack closes about ten seconds after it has said so.
    private static readonly TimeSpan s_shortLife = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longestStoreWait = TimeSpan.FromSeconds(5); // A stop may be among what waits.

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(MaxWaiting);
    private readonly SlackStanding _standing = new(parts.Name, inbox);
    private readonly List<Task> _reading = [];

    /// <summary>Listens until it is cancelled or Slack no longer accepts the tokens.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var connecting = ConnectAsync(ending.Token);
        var handing = HandOverAsync(ending.Token);
        try
        {
            await await Task.WhenAny(connecting, handing);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(connecting, handing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAll(_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // Nobody adds to it now.
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var isGap = true; // Whether nobody listened before.
        for (var failures = 0; ; )
        {
            var began = parts.Time.GetTimestamp();
            ChannelException? broke = null;
            try
            {
                var (socket, me) = await OpenAsync(cancellationToken);
                if (isGap)
                {
                    catchUp.Fell();
                }

                _standing.Connection = null;
                SlackLog.Listens(parts.Log, parts.Name.Value);
                var leaving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _reading.RemoveAll(r => r.IsCompleted);
                _reading.Add(ReadAsync(socket, me, leaving, cancellationToken));
                if (catchUp.IsBehind)
                {
                    await CatchUpAsync(me, cancellationToken);
                }

                await leaving.Task;
            }
            catch (ChannelException trouble) when (trouble.Fault is not ChannelFault.Refused)
            {
                broke = trouble;
                _standing.Connection = trouble.Message;
            }

            cancellationToken.ThrowIfCancellationRequested();
            isGap = broke is not null;
            failures =
                parts.Time.GetElapsedTime(began) < s_shortLife ? failures + 1
                : broke is null ? 0
                : 1;
            if (broke is null && failures <= 1)
            {
                continue; // Slack asked for another connection: at once, since the old one ends.
            }

            var wait = SlackPause.Of(failures, s_longestWait, parts.Jitter);
            wait = broke?.RetryAfter is { } asked && asked > wait ? asked : wait;
            SlackLog.Broke(parts.Log, parts.Name.Value, broke?.Message ?? "", failures, wait.TotalMilliseconds);
            await Task.Delay(wait, parts.Time, cancellationToken);
        }
    }

    // The connection serves all the same where this fails, even for want of a scope; the next time more is read up.
    private async Task CatchUpAsync(SlackIdentity me, CancellationToken cancellationToken)
    {
        try
        {
            await catchUp.RunAsync(
                me,
                d => EnqueueAsync(new Waiting(null, null, d), cancellationToken),
                cancellationToken
            );
        }
        catch (ChannelException trouble)
        {
            SlackLog.NotReadUp(parts.Log, parts.Name.Value, trouble.Message);
        }
    }

    private async Task<(SlackSocket, SlackIdentity)> OpenAsync(CancellationToken cancellationToken)
    {
        var account = await SlackAccount.ReadAsync(api, cancellationToken);
        var socket = await SlackSocket.ConnectAsync(
            await SlackAccount.OpenAsync(api, cancellationToken),
            cancellationToken
        );
        try
        {
            var first = await socket.ReceiveFirstAsync(cancellationToken);
            return
                first is { } frame
                && SlackReader.Read(frame.Bytes.Span, frame.IsWhole, null, parts.Time.GetUtcNow())
                    is SlackReading.Hello hello
                ? (socket, new SlackIdentity(account.Team, account.User, hello.App))
                : throw SlackErrors.Nonsense("the connection");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Ends the connection's turn (leaving) before its end, where Slack announces it: what still comes by it is read all the same.
    private async Task ReadAsync(
        SlackSocket socket,
        SlackIdentity me,
        TaskCompletionSource leaving,
        CancellationToken cancellationToken
    )
    {
        using var lasting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (await socket.ReceiveAsync(lasting.Token) is { } frame)
            {
                var reading = SlackReader.Read(frame.Bytes.Span, frame.IsWhole, me, parts.Time.GetUtcNow());
                switch (reading)
                {
                    case SlackReading.Delivered(var envelope, var delivery):
                        await EnqueueAsync(new Waiting(socket, envelope, delivery), lasting.Token);
                        break;
                    case SlackReading.Skipped(var envelope, var why):
                        await SkipAsync(socket, envelope, why, lasting.Token);
                        break;
                    case SlackReading.Leaving(var reason):
                        SlackLog.Refreshes(parts.Log, parts.Name.Value, SlackReasons.Known(reason));
                        lasting.CancelAfter(s_farewell);
                        Leave(leaving, SlackReasons.Trouble(reason));
                        break;
                    default:
                        break; // Another hello changes nothing.
                }
            }

            Leave(leaving, "Slack closed the connection.");
        }
        catch (ChannelException broken)
        {
            Leave(leaving, broken.Message);
        }
        catch (OperationCanceledException)
        {
            leaving.TrySetResult();
        }
        catch (Exception bug)
        {
            leaving.TrySetException(bug); // Else nobody would ever connect again.
        }
        finally
        {
            // Acknowledgements that still wait go nowhere then; what they were for comes again.
            socket.Dispose();
        }
    }

    private static void Leave(TaskCompletionSource leaving, string? trouble)
    {
        if (trouble is null)
        {
            leaving.TrySetResult();
        }
        else
        {
            leaving.TrySetException(new ChannelException(ChannelFault.Unreachable, trouble));
        }
    }

    private async Task SkipAsync(SlackSocket socket, string? envelope, string? why, CancellationToken cancellationToken)
    {
        if (why is not null)
        {
            SlackLog.LeftOut(parts.Log, parts.Name.Value, why);
        }

        if (envelope is not null)
        {
            await socket.AcknowledgeAsync(envelope, cancellationToken);
        }
    }

    private ValueTask EnqueueAsync(Waiting waiting, CancellationToken cancellationToken) =>
        _waiting.Writer.WriteAsync(waiting, cancellationToken);

    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        var ready = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            for (var failures = 1; ; failures++)
            {
                while (ready.Count < MaxWaiting && _waiting.Reader.TryRead(out var next))
                {
                    ready.Add(next);
                }

                if (await StoreAsync(ready, cancellationToken))
                {
                    break;
                }

                await Task.Delay(
                    SlackPause.Of(failures, s_longestStoreWait, parts.Jitter),
                    parts.Time,
                    cancellationToken
                );
            }

            foreach (var (socket, envelope, _) in ready)
            {
                if (socket is not null && envelope is not null)
                {
                    await socket.AcknowledgeAsync(envelope, cancellationToken);
                }
            }

            ready.Clear();
        }
    }

    private async Task<bool> StoreAsync(List<Waiting> ready, CancellationToken cancellationToken)
    {
        try
        {
            Delivery[] deliveries = [.. ready.Select(r => r.Delivery).DistinctBy(d => d.Id)];
            await inbox.AcceptAsync(parts.Name, deliveries, catchUp.CursorAfter(deliveries), cancellationToken);
            _standing.Store = null;
            return true;
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            SlackLog.NotStored(parts.Log, parts.Name.Value, failed);
            _standing.Store = "What people say in Slack cannot be stored at the moment.";
            return false;
        }
    }

    /// <summary>Something that waits for the inbox; what comes from the history has no envelope.</summary>
    private sealed record Waiting(SlackSocket? Socket, string? Envelope, Delivery Delivery);
}
