using MailKit.Security;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// Keeps the index up to date with one account for as long as it runs: a round, then sleep until the server tells of something, then a
/// round of what changed. What fails is tried again, ever more slowly. Reads only, and so goes on while agents are stopped. Thread-safe
/// but for <see cref="RunAsync"/>, which is called once.
/// </summary>
public sealed class MailWatcher : IAsyncDisposable
{
    /// <summary>How often folders are asked that the server does not tell of by itself; and all of them, in case it forgot.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMinutes(5);

    // A server that tells of something all the time is not asked more often than this.
    private static readonly TimeSpan s_breath = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly IMailSource _source;
    private readonly MailSync _sync;
    private readonly IMailIndex _index;
    private readonly SemaphoreSlim _turn;
    private readonly MailWatcherOptions _options;
    private readonly MailBackoff _backoff;
    private MailWatchStatus _status;
    private List<TaskCompletionSource> _askers = [];
    private CancellationTokenSource _wake = new();
    private DateTimeOffset _began = DateTimeOffset.MinValue;
    private bool _ended;

    internal MailWatcher(IMailSource source, IMailIndex index, SemaphoreSlim turn, MailWatcherOptions options)
    {
        (_source, _index, _turn, _options) = (source, index, turn, options);
        _sync = new MailSync(source, index);
        _backoff = new MailBackoff(options.Random);
        _status = new MailWatchStatus { Connection = source.Connection, Since = options.Time.GetUtcNow() };
    }

    /// <summary>Whose.</summary>
    public ConnectionName Connection => _source.Connection;

    /// <summary>How it is now.</summary>
    public MailWatchStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _status;
            }
        }
    }

    /// <summary>Goes on until cancelled; what goes wrong is in <see cref="Status"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                var until = await RoundAsync(cancellationToken) ?? await WatchAsync(cancellationToken);
                await SleepAsync(until, cancellationToken);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // It was ended in the midst of something, and whatever that came to is of no use to anybody.
        }
        finally
        {
            End();
        }
    }

    /// <summary>
    /// Has a round made now, also where it backs off, and waits for the end of one that began after this was called. Whether it went well
    /// is in <see cref="Status"/>.
    /// </summary>
    public Task SyncNowAsync(CancellationToken cancellationToken)
    {
        var asker = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ended)
            {
                return Task.CompletedTask;
            }

            _askers.Add(asker);
            _wake.Cancel();
        }

        return asker.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        End();
        await _source.DisposeAsync();
    }

    // Null where it went well, else until when to leave the server alone.
    private async Task<DateTimeOffset?> RoundAsync(CancellationToken cancellationToken)
    {
        Set(s => s with { Phase = MailWatchPhase.Waiting, Why = null, NextTry = null });
        await _turn.WaitAsync(cancellationToken);
        List<TaskCompletionSource> askers;
        lock (_gate)
        {
            (askers, _askers) = (_askers, []);
            _wake.Dispose();
            _wake = new CancellationTokenSource();
        }

        try
        {
            Set(s => s with { Phase = MailWatchPhase.Synchronising });
            _began = _options.Time.GetUtcNow();
            var result = await _sync.RunAsync(_options.Arrived, cancellationToken);
            await _index.TidyAsync(cancellationToken);
            _backoff.Reset();
            Set(s =>
                s with
                {
                    Phase = MailWatchPhase.Watching,
                    LastSync = _options.Time.GetUtcNow(),
                    LastResult = result,
                }
            );
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return Fail(failure);
        }
        finally
        {
            _turn.Release();
            askers.ForEach(a => a.TrySetResult());
        }
    }

    private async Task<DateTimeOffset> WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var told = await _source.WaitAsync(Poll, Wake(), cancellationToken);
            return told ? _began + s_breath : DateTimeOffset.MinValue;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return Fail(failure);
        }
    }

    private DateTimeOffset Fail(Exception failure)
    {
        var refused = false;
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            refused |= inner is AuthenticationException;
        }

        var next = _options.Time.GetUtcNow() + _backoff.Next(refused);
        Set(s =>
            s with
            {
                Phase = refused ? MailWatchPhase.Refused : MailWatchPhase.BackingOff,
                Why = failure.Message,
                NextTry = next,
            }
        );
        _options.Failed(Connection, failure);
        return next;
    }

    private async Task SleepAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var pause = until - _options.Time.GetUtcNow();
        if (pause <= TimeSpan.Zero)
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(Wake(), cancellationToken);
        try
        {
            await Task.Delay(pause, _options.Time, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
    }

    private CancellationToken Wake()
    {
        lock (_gate)
        {
            return _wake.Token;
        }
    }

    private void Set(Func<MailWatchStatus, MailWatchStatus> change)
    {
        lock (_gate)
        {
            var next = change(_status);
            _status = next.Phase == _status.Phase ? next : next with { Since = _options.Time.GetUtcNow() };
        }
    }

    private void End()
    {
        List<TaskCompletionSource> askers;
        lock (_gate)
        {
            _ended = true;
            (askers, _askers) = (_askers, []);
        }

        Set(s => s with { Phase = MailWatchPhase.Stopped });
        askers.ForEach(a => a.TrySetResult());
    }
}

/// <summary>What a watcher gets from outside.</summary>
public sealed record MailWatcherOptions
{
    /// <summary>
    /// Told of mail that came, after it is in the index; the watcher waits for it. A crash in between loses the call: who must not miss
    /// any looks in the index for mails beyond the last one that it was told of.
    /// </summary>
    public Func<MailArrivals, CancellationToken, Task> Arrived { get; init; } = static (_, _) => Task.CompletedTask;

    /// <summary>Told of what failed, for the log.</summary>
    public Action<ConnectionName, Exception> Failed { get; init; } = static (_, _) => { };

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gives 0 ≤ x &lt; 1.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
