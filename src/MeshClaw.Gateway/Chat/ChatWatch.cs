using MeshClaw.Connectors.Chat;
using MeshClaw.Connectors.Chat.Watching;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Events;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Channels;
using MeshClaw.Gateway.Logging;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Chat;

/// <summary>
/// Looks at the channels that config.yaml says to watch, once a minute each, and raises what happened as events. Slack tells user tokens nothing by
/// itself. Only reads, and costs no tokens; without watched channels it opens nothing.
/// </summary>
internal sealed class ChatWatch(
    GatewayOptions options,
    LiveConfig config,
    ISecretStore secrets,
    ChatEvents events,
    ILogger<ChatWatch> logger
) : IDisposable
{
    private static readonly TimeSpan s_between = TimeSpan.FromMinutes(1);
    private readonly Dictionary<ConnectionName, (ConnectionConfig.Chat Config, ChatWatcher Watcher)> _watchers = [];
    private readonly HashSet<ConnectionName> _forgotten = [];
    private readonly Lock _gate = new();
    private readonly Signal _refreshed = new();

    /// <summary>Where it is kept how far a connection was seen.</summary>
    public static string FileOf(GatewayOptions options, ConnectionName connection) =>
        Path.Join(options.Home.Root, "watch", $"{connection.Value.Replace('/', '-')}.json");

    /// <summary>Forgets how far a connection was seen.</summary>
    public static void Remove(GatewayOptions options, ConnectionName connection)
    {
        var file = FileOf(options, connection);
        if (File.Exists(file)) // Its folder may be missing, which deleting does not like.
        {
            File.Delete(file);
        }
    }

    /// <summary>Watches until cancelled. Where nothing is watched it sleeps until <see cref="Refresh"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var isWatching = await LookAsync(cancellationToken).ConfigureAwait(false);
                await (
                    isWatching
                        ? Task.Delay(s_between, options.Time, cancellationToken)
                        : _refreshed.WaitAsync(cancellationToken)
                ).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }

    /// <summary>config.yaml may say something else.</summary>
    public void Refresh() => _refreshed.Ring();

    /// <summary>Looks at every watched channel once; false where there is none.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var wanted = config
            .Current.Connections.Where(c => c.Value is ConnectionConfig.Chat { Watch.Length: > 0 })
            .ToDictionary(c => c.Key, c => (ConnectionConfig.Chat)c.Value);
        CloseAllBut(wanted);
        foreach (var (name, chat) in wanted)
        {
            foreach (var channel in chat.Watch)
            {
                try
                {
                    await WatcherOf(name, chat)
                        .LookAsync(channel, (news, token) => RaiseAsync(name, news, token), cancellationToken)
                        .ConfigureAwait(false);
                }
                catch (Exception failure)
                    when (failure
                            is ConnectorException
                                or IOException
                                or InvalidDataException
                                or UnauthorizedAccessException
                    )
                {
                    Log.ChatWatchFailed(logger, name.Value, channel, failure.Message);
                }
            }
        }

        return wanted.Count > 0;
    }

    /// <summary>Begins a connection anew: its token changed, or it was removed.</summary>
    public void Forget(ConnectionName connection)
    {
        lock (_gate)
        {
            _forgotten.Add(connection);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        CloseAllBut([]);
        _refreshed.Dispose();
    }

    private async Task RaiseAsync(ConnectionName name, ChatHappenings news, CancellationToken cancellationToken)
    {
        foreach (
            var (kind, ids) in new[]
            {
                (ChatEvents.Mentioned, news.Mentions),
                (ChatEvents.Message, news.Messages),
                (ChatEvents.Reaction, news.Reactions),
            }
        )
        {
            if (!ids.IsEmpty)
            {
                await events.RaiseAsync(kind, name, news.Channel, ids, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private ChatWatcher WatcherOf(ConnectionName name, ConnectionConfig.Chat chat)
    {
        if (!_watchers.TryGetValue(name, out var known))
        {
            var settings = ChatPlaces.Of(name, chat, secrets);
            var watcher = ChatConnectorFactory.WatchSlack(settings, FileOf(options, name), options.Time);
            _watchers[name] = known = (chat, watcher);
        }

        return known.Watcher;
    }

    private void CloseAllBut(Dictionary<ConnectionName, ConnectionConfig.Chat> wanted)
    {
        List<ConnectionName> over;
        lock (_gate)
        {
            over =
            [
                .. _watchers
                    .Where(w => _forgotten.Contains(w.Key) || wanted.GetValueOrDefault(w.Key) != w.Value.Config)
                    .Select(w => w.Key),
            ];
            _forgotten.Clear();
        }

        foreach (var name in over)
        {
            _watchers[name].Watcher.Dispose();
            _watchers.Remove(name);
        }
    }
}
