using MeshClaw.Connectors.Mail.Sync;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Connections;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Mail;

/// <summary>
/// Keeps the index of mail up to date with every configured account: one watcher each, at most two rounds at once, in the background
/// and after the gateway is ready. Follows the configuration. Only reads, and so goes on while agents are stopped: an owner who stopped
/// everything still sees what comes. Without accounts it holds nothing and opens nothing.
/// </summary>
internal sealed class MailSyncService(
    LiveConfig config,
    ISecretStore secrets,
    MailTokens tokens,
    IMailIndex index,
    TimeProvider time,
    ILogger<MailSyncService> logger
) : IAsyncDisposable
{
    private const int AtOnce = 2;

    // How late a change of the configuration is noticed; looking compares one reference.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(AtOnce);
    private readonly SemaphoreSlim _following = new(1);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<ConnectionName, WatchedAccount> _watched = [];
    private readonly HashSet<ConnectionName> _changed = [];
    private MeshClawConfig? _followed;
    private int _hadAccounts;
    private int _disposed;

    /// <summary>Told of mail that came, after it is in the index; set before anything is watched.</summary>
    public Func<MailArrivals, CancellationToken, Task> Arrived { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>How each watched account is, by name.</summary>
    public IReadOnlyDictionary<ConnectionName, MailWatchStatus> Status
    {
        get
        {
            lock (_gate)
            {
                return _watched.ToDictionary(w => w.Key, w => w.Value.Status);
            }
        }
    }

    /// <summary>Watches what is configured until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var look = new PeriodicTimer(s_look, time);
        try
        {
            do
            {
                await FollowAsync(cancellationToken).ConfigureAwait(false);
            } while (await look.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Has every account synchronised now, and waits until that ended; how it went is in <see cref="Status"/>.</summary>
    public async Task SyncNowAsync(CancellationToken cancellationToken)
    {
        await FollowAsync(cancellationToken).ConfigureAwait(false);
        List<MailWatcher> watchers;
        lock (_gate)
        {
            watchers = [.. _watched.Values.Select(w => w.Watcher).OfType<MailWatcher>()];
        }

        await Task.WhenAll(watchers.Select(w => w.SyncNowAsync(cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>Begins an account anew: its password changed, or it was removed.</summary>
    public void Forget(ConnectionName connection)
    {
        lock (_gate)
        {
            _changed.Add(connection);
            _followed = null;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await EndAsync().ConfigureAwait(false);
        _following.Dispose();
        _turn.Dispose();
        _end.Dispose();
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await _following.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var current = config.Current;
            var wanted = current.Connections.Where(c => c.Key.Connector == "mail").ToDictionary();
            List<KeyValuePair<ConnectionName, WatchedAccount>> over;
            lock (_gate)
            {
                if (ReferenceEquals(current, _followed) || _end.IsCancellationRequested)
                {
                    return;
                }

                _followed = current;
                over =
                [
                    .. _watched.Where(w =>
                        _changed.Contains(w.Key) || !w.Value.Config.Equals(wanted.GetValueOrDefault(w.Key))
                    ),
                ];
                over.ForEach(w => _watched.Remove(w.Key));
                _changed.Clear();
            }

            foreach (var (_, watched) in over)
            {
                await watched.DisposeAsync().ConfigureAwait(false);
            }

            foreach (var (name, connection) in wanted)
            {
                Watch(name, connection);
            }

            await ForgetOthersAsync(wanted, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _following.Release();
        }
    }

    private void Watch(ConnectionName name, ConnectionConfig connection)
    {
        lock (_gate)
        {
            if (!_watched.ContainsKey(name) && !_end.IsCancellationRequested)
            {
                _watched[name] = Open(name, connection);
            }
        }
    }

    private WatchedAccount Open(ConnectionName name, ConnectionConfig connection)
    {
        var options = new MailWatcherOptions
        {
            Arrived = (arrivals, cancellationToken) => Arrived(arrivals, cancellationToken),
            Failed = (account, failure) => Log.MailSyncFailed(logger, account.Value, failure.Message),
            Time = time,
        };
        try
        {
            var account = MailAccounts.Of(name, connection);
            var password = account.MaildirPath is not null ? null : secrets.Find(MailAccounts.PasswordName(name));
            var watcher = MailAccounts.SignInOf(connection) is { } signIn
                ? tokens.Watch(account, signIn, index, _turn, options)
                : MailWatchers.Create(account, password, index, _turn, options);
            return new WatchedAccount(connection, watcher, _end.Token);
        }
        catch (Exception unusable) when (unusable is ConnectorException or InvalidDataException)
        {
            Log.MailSyncFailed(logger, name.Value, unusable.Message);
            var refusal = new MailWatchStatus
            {
                Connection = name,
                Phase = MailWatchPhase.Refused,
                Since = time.GetUtcNow(),
                Why = unusable.Message,
            };
            return new WatchedAccount(connection, refusal);
        }
    }

    // An account that is not configured any more should not be found either. With none left the index is not even opened for that.
    private async Task ForgetOthersAsync(
        Dictionary<ConnectionName, ConnectionConfig> wanted,
        CancellationToken cancellationToken
    )
    {
        var seen = Interlocked.Exchange(ref _hadAccounts, wanted.Count > 0 ? 1 : 0);
        if (wanted.Count == 0 && seen == 0)
        {
            return;
        }

        try
        {
            foreach (var account in await index.ProgressAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!wanted.ContainsKey(account.Connection))
                {
                    await index.ForgetAsync(account.Connection, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.MailIndexFailed(logger, failure); // The watchers say the same of themselves.
        }
    }

    private async Task EndAsync()
    {
        List<WatchedAccount> all;
        lock (_gate)
        {
            _end.Cancel();
            all = [.. _watched.Values];
            _watched.Clear();
        }

        foreach (var watched in all)
        {
            await watched.DisposeAsync().ConfigureAwait(false);
        }
    }
}
