using MeshClaw.Connectors.Mail.Sync;
using MeshClaw.Core.Configuration;

namespace MeshClaw.Gateway.Mail;

/// <summary>An account that is watched, or why it can't be.</summary>
internal sealed class WatchedAccount : IAsyncDisposable
{
    private readonly MailWatchStatus? _refusal;
    private readonly CancellationTokenSource? _end;
    private readonly Task _work = Task.CompletedTask;

    /// <summary>One that can't.</summary>
    public WatchedAccount(ConnectionConfig config, MailWatchStatus refusal) => (Config, _refusal) = (config, refusal);

    /// <summary>One that is watched from now on.</summary>
    public WatchedAccount(ConnectionConfig config, MailWatcher watcher, CancellationToken cancellationToken)
    {
        (Config, Watcher) = (config, watcher);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _work = watcher.RunAsync(_end.Token);
    }

    /// <summary>What it was opened by.</summary>
    public ConnectionConfig Config { get; }

    /// <summary>Null where it can't be watched.</summary>
    public MailWatcher? Watcher { get; }

    /// <summary>How it is.</summary>
    public MailWatchStatus Status => Watcher?.Status ?? _refusal!; // One of them is there.

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Watcher is null || _end is null)
        {
            return;
        }

        await _end.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        await Watcher.DisposeAsync().ConfigureAwait(false);
        _end.Dispose();
    }
}
