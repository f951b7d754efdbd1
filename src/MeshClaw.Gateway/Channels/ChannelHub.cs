using System.Collections.Concurrent;
using System.Collections.Immutable;
using MeshClaw.Core.Channels;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Secrets;
using MeshClaw.Gateway.Logging;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Channels;

/// <summary>
/// Runs the channels that config.yaml has, and those that are always there: makes each one, listens, sends, and makes it anew when its settings change. A channel whose secret is refused
/// rests until it is connected again; the others go on.
/// </summary>
internal sealed class ChannelHub(
    Func<IReadOnlyDictionary<ChannelName, ChannelConfig>> configured,
    ImmutableArray<ChannelKind> kinds,
    ImmutableArray<ChannelKind> builtIn,
    ISecretStore secrets,
    ChannelInbox inbox,
    ChannelSender sender,
    TimeProvider time,
    ILoggerFactory logs
) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ChannelName, Running> _running = new();
    private readonly ILogger _logger = logs.CreateLogger<ChannelHub>();
    private readonly Signal _changed = new();

    /// <summary>Told of every channel that begins to run; must be quick.</summary>
    public Action<ChannelName> Started { get; set; } = static _ => { };

    /// <summary>The names of the channels that run.</summary>
    public IReadOnlyCollection<ChannelName> Names => [.. _running.Keys];

    /// <summary>A channel that runs; null for any other.</summary>
    public IChannel? Find(ChannelName name) => _running.GetValueOrDefault(name)?.Channel;

    /// <summary>A channel that its platform calls; null for any other.</summary>
    public IHookChannel? FindHook(ChannelName name) => Find(name) as IHookChannel;

    /// <summary>Settings as they are now of a channel that is configured; null for any other.</summary>
    public ChannelConfig? Configured(ChannelName name) => configured().GetValueOrDefault(name);

    /// <summary>Looks at the settings now. With a name, that channel is made anew even if they are the same (its secret changed).</summary>
    public void Refresh(ChannelName? anew = null)
    {
        if (anew is { } name && _running.TryGetValue(name, out var running))
        {
            running.IsStale = true;
        }

        _changed.Ring();
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await AdjustAsync(cancellationToken).ConfigureAwait(false);
                await _changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(_running.Values.ToList().Select(EndAsync)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_running.Values.ToList().Select(EndAsync)).ConfigureAwait(false);
        _changed.Dispose();
    }

    private async Task AdjustAsync(CancellationToken cancellationToken)
    {
        var wanted = builtIn
            .Select(k => new ChannelConfig { Name = new ChannelName(k.Name) })
            .UnionBy(configured().Values, c => c.Name)
            .ToList();
        foreach (var running in _running.Values)
        {
            if (running.IsStale || !wanted.Any(w => IsSame(w, running.Config)))
            {
                await EndAsync(running).ConfigureAwait(false);
            }
        }

        foreach (var config in wanted.Where(w => !_running.ContainsKey(w.Name)))
        {
            try
            {
                var channel = Make(config);
                var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var work = Task.WhenAll(ListenAsync(channel, ending.Token), SendAsync(channel, ending.Token));
                _running[config.Name] = new Running(config, channel, ending, work);
                Started(config.Name);
            }
            catch (ChannelException failure)
            {
                inbox.Tell(config.Name, failure.Message);
            }
        }
    }

    private IChannel Make(ChannelConfig config)
    {
        var kind =
            builtIn.Concat(kinds).FirstOrDefault(k => k.Name == config.Name.Kind)
            ?? throw new ChannelException(
                ChannelFault.Invalid,
                $"There is no kind of channel called {config.Name.Kind}."
            );
        return kind.Create(
            new ChannelParts
            {
                Name = config.Name,
                Settings = config.Settings.ToImmutableDictionary(),
                Secrets = key => secrets.Find(ChannelConfig.SecretName(config.Name, key)),
                Time = time,
                Log = logs.CreateLogger($"MeshClaw.Channels.{kind.Title}"),
                Root = config.Root,
            }
        );
    }

    private static bool IsSame(ChannelConfig one, ChannelConfig other) =>
        one.Name == other.Name && one.Root == other.Root && one.Settings.SequenceEqual(other.Settings);

    private async Task ListenAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await Task.Yield(); // One channel must not keep the next from beginning.
        try
        {
            await channel.ListenAsync(inbox, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        catch (Exception failure)
        {
            Log.ChannelFailed(_logger, channel.Name.Value, failure);
            inbox.Tell(
                channel.Name,
                failure is ChannelException known
                    ? $"{known.Message} Connect it again: meshclaw connect {channel.Name}"
                    : "It failed unexpectedly; the log has more. It begins anew when the gateway does."
            );
        }
    }

    private async Task SendAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await sender.RunAsync(channel, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }

    private async Task EndAsync(Running running)
    {
        if (!_running.TryRemove(running.Config.Name, out _))
        {
            return;
        }

        await running.Ending.CancelAsync().ConfigureAwait(false);
        await running.Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await running.Channel.DisposeAsync().ConfigureAwait(false);
        running.Ending.Dispose();
        inbox.Tell(running.Config.Name, null);
    }

    private sealed class Running(ChannelConfig config, IChannel channel, CancellationTokenSource ending, Task work)
    {
        public ChannelConfig Config { get; } = config;

        public IChannel Channel { get; } = channel;

        public CancellationTokenSource Ending { get; } = ending;

        public Task Work { get; } = work;

        public volatile bool IsStale;
    }
}
