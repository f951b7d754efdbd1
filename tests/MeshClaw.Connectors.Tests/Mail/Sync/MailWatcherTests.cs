using System.Threading.Channels;
using MailKit.Security;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Sync;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;
using MeshClaw.Testing;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

public sealed class MailWatcherTests : IAsyncDisposable
{
    private readonly WatchedTime _time = new();
    private readonly FakeSource _source = new();
    private readonly List<Exception> _failures = [];

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task Up_to_date_account_is_watched()
    {
        await using var run = Start();
        await _source.Waits.ReadAsync();

        Assert.Equal(MailWatchPhase.Watching, run.Watcher.Status.Phase);
        Assert.Equal(_time.GetUtcNow(), run.Watcher.Status.LastSync);
    }

    [Fact]
    public async Task Broken_connection_is_tried_again_ever_more_slowly()
    {
        _source.Failure = new ConnectorException("The connection broke.");
        await using var run = Start();
        foreach (var seconds in new[] { 1, 2, 4, 8 }) // Half of 2, 4, 8, 16.
        {
            await run.UntilAsync(MailWatchPhase.BackingOff);
            await _time.TimerAsync();
            Assert.Equal(_time.GetUtcNow().AddSeconds(seconds), run.Watcher.Status.NextTry);
            Assert.Equal("The connection broke.", run.Watcher.Status.Why);
            var rounds = _source.Rounds;
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(rounds, _source.Rounds);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await run.RoundAsync(rounds + 1);
        }

        await run.UntilAsync(MailWatchPhase.BackingOff);
        await _time.TimerAsync();
        _source.Failure = null;
        _time.Advance(MailBackoff.Longest);
        await _source.Waits.ReadAsync();

        Assert.Null(run.Watcher.Status.Why);
        Assert.True(_failures.Count >= 5);
    }

    [Fact]
    public async Task Refused_login_is_not_hammered()
    {
        _source.Failure = new ConnectorException("Refused the login.", new AuthenticationException());
        await using var run = Start();

        await run.UntilAsync(MailWatchPhase.Refused);
        await _time.TimerAsync();

        Assert.Equal(_time.GetUtcNow() + (MailBackoff.ShortestRefused * 0.75), run.Watcher.Status.NextTry);
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, _source.Rounds);
    }

    [Fact]
    public async Task Owner_who_asks_is_not_kept_waiting_by_backoff()
    {
        _source.Failure = new ConnectorException("Refused the login.", new AuthenticationException());
        await using var run = Start();
        await run.UntilAsync(MailWatchPhase.Refused);
        _source.Failure = null; // The owner mended it.

        await run.Watcher.SyncNowAsync(default);

        Assert.NotNull(run.Watcher.Status.LastSync);
        Assert.Null(run.Watcher.Status.Why);
    }

    [Fact]
    public async Task Asking_ends_with_a_round_that_began_afterwards()
    {
        await using var run = Start();
        await _source.Waits.ReadAsync();
        var before = _source.Rounds;

        await run.Watcher.SyncNowAsync(default);

        Assert.Equal(before + 1, _source.Rounds);
    }

    [Fact]
    public async Task Server_that_always_tells_of_something_is_asked_once_a_second()
    {
        _source.Told = true;
        await using var run = Start();
        await _source.Waits.ReadAsync();
        Assert.Equal(1, _source.Rounds);
        await _time.TimerAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await _source.Waits.ReadAsync();

        Assert.Equal(2, _source.Rounds);
    }

    [Fact]
    public async Task Only_so_many_accounts_are_synchronised_at_once()
    {
        using var turn = new SemaphoreSlim(0, 1);
        await using var run = Start(turn);
        await run.UntilAsync(MailWatchPhase.Waiting);
        Assert.Equal(0, _source.Rounds);
        turn.Release();

        await _source.Waits.ReadAsync();

        Assert.Equal(1, _source.Rounds);
    }

    [Fact]
    public async Task Ended_watcher_says_so_and_answers_who_asks()
    {
        var run = Start();
        await _source.Waits.ReadAsync();
        await run.DisposeAsync();

        Assert.Equal(MailWatchPhase.Stopped, run.Watcher.Status.Phase);
        await run.Watcher.SyncNowAsync(default);
    }

    private Running Start(SemaphoreSlim? turn = null) =>
        new(
            new MailWatcher(
                _source,
                new NaiveMailIndex(),
                turn ?? new SemaphoreSlim(1),
                new MailWatcherOptions
                {
                    Time = _time,
                    Random = () => 0.5,
                    Failed = (_, e) => _failures.Add(e),
                }
            ),
            _source
        );

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly FakeSource _source;
        private readonly Task _work;

        public Running(MailWatcher watcher, FakeSource source)
        {
            (Watcher, _source) = (watcher, source);
            _work = watcher.RunAsync(_end.Token);
        }

        public MailWatcher Watcher { get; }

        public Task UntilAsync(MailWatchPhase phase) => Eventually.HoldsAsync(() => Watcher.Status.Phase == phase);

        public Task RoundAsync(int round) => Eventually.HoldsAsync(() => _source.Rounds >= round);

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _work;
            await Watcher.DisposeAsync();
            _end.Dispose();
        }
    }

    // Time that moves before somebody has begun to wait for it passes them by.
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly Channel<ITimer> _made = Channel.CreateUnbounded<ITimer>();

        /// <summary>Waits for one more timer than were waited for before.</summary>
        public async Task TimerAsync() => await _made.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _made.Writer.TryWrite(timer);
            return timer;
        }
    }

    private sealed class FakeSource : IMailSource
    {
        private readonly Channel<int> _waits = Channel.CreateUnbounded<int>();
        private int _rounds;

        public ConnectionName Connection => Driver.Connection;

        public volatile Exception? Failure;

        public bool Told { get; set; }

        public int Rounds => Volatile.Read(ref _rounds);

        /// <summary>Gets a number when the watcher begins to wait.</summary>
        public ChannelReader<int> Waits => _waits.Reader;

        public Task<IReadOnlyList<SourceFolder>> FoldersAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _rounds);
            return Failure is { } failure
                ? throw failure
                : Task.FromResult<IReadOnlyList<SourceFolder>>([
                    new SourceFolder("INBOX", MailFolderUse.Inbox, 0, _ => true),
                ]);
        }

        public async IAsyncEnumerable<SourceStep> ChangesAsync(
            ChangesRequest request,
            IMailIndex index,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await Task.CompletedTask;
            yield break;
        }

        public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken wake, CancellationToken cancellationToken)
        {
            _waits.Writer.TryWrite(Rounds);
            if (Told)
            {
                return true;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(wake, cancellationToken);
            var end = new TaskCompletionSource();
            await using var registration = either.Token.Register(() => end.TrySetResult());
            await end.Task;
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
